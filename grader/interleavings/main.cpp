// How soon mistakes in the order of steps are found, by the controlled scheduler and by the usual ways: `make
// interleavings`. Takes hours; prints Markdown.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>

#include "explore/explore.hpp"
#include "interleavings/native.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

struct Settings {
  int searches = 50;       ///< of the controlled scheduler, each from another seed on
  int repeats = 5;         ///< of each of the usual ways
  int schedules = 10'000;  ///< of each scenario that holds
  std::vector<std::string> only;
  bool wrong = true;  ///< programs that must be found
  bool right = true;  ///< programs in which nothing may be found
};

/// A program with scenarios, of which some must go wrong and the others hold.
struct Subject {
  std::string name;
  std::string kind;  ///< what must be found; empty: nothing
  Exercise exercise;
  Rubric rubric;
  std::string header;
  std::vector<std::string> scenarios;  ///< that go wrong; empty: found out by a first search
};

Result<std::string> text_of(const fs::path& file) { return read_file(file); }

/// Numbers of schedules, the middle one.
unsigned median(std::vector<unsigned> values) {
  if (values.empty()) return 0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

class Table {
 public:
  Table(Sandbox& sandbox, const Builder& builder, const Settings& settings)
      : sandbox_(sandbox), builder_(builder), settings_(settings) {}

  Result<void> wrong(const Subject& subject) {
    const auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    const auto program = build(subject, folder->path());
    if (!program) return tl::unexpected(program.error());
    auto scenarios = list_scenarios(sandbox_, *program);
    if (!scenarios) return tl::unexpected(scenarios.error());
    if (!subject.scenarios.empty()) scenarios = subject.scenarios;
    unsigned found = 0;
    std::vector<unsigned> tried;
    std::map<std::string, unsigned> where;
    std::set<std::string> kinds;
    for (int i = 0; i < settings_.searches; ++i) {
      const auto searched = search(subject, *program, *scenarios, 1 + static_cast<std::uint64_t>(i) * 1'000'000);
      if (!searched) return tl::unexpected(searched.error());
      unsigned first = 0;
      for (const Finding& finding : searched->findings) {
        if (finding.severity != Severity::error) continue;
        if (!subject.kind.empty() && to_string(finding.kind) != subject.kind) continue;
        ++where[finding.scenario];
        kinds.emplace(to_string(finding.kind));
        if (first == 0 || finding.schedules_tried < first) first = finding.schedules_tried;
      }
      // A mistake that shows without any other order of steps is for the tests.
      if (first == 0 && i == 0 && subject.kind.empty()) return {};
      // Scenarios that hold take all of their schedules: the other searches leave those out that hold in the first.
      if (i == 0)
        std::erase_if(*scenarios, [&](const std::string& name) { return first > 0 && !where.contains(name); });
      if (first == 0) continue;
      ++found;
      tried.push_back(first);
    }
    std::string cells = fmt::format("| `{}` | {} | {} | {} of {} |", subject.name, fmt::join(kinds, ", "),
                                    found == 0 ? "-" : std::to_string(median(tried)), found, settings_.searches);
    const auto most =
        std::max_element(where.begin(), where.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    for (const Way way : {Way::stress, Way::detector, Way::noisy_detector}) {
      const auto times = natively(subject, way, most == where.end() ? scenarios->front() : most->first, folder->path());
      if (!times) return tl::unexpected(times.error());
      cells += fmt::format(" {} of {} |", *times, settings_.repeats);
    }
    fmt::print("{}\n", cells);
    std::fflush(stdout);
    return {};
  }

  /// Prints a line for each scenario that holds, and one that does not.
  Result<void> right(const Subject& subject) {
    const auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    const auto program = build(subject, folder->path());
    if (!program) return tl::unexpected(program.error());
    auto scenarios = list_scenarios(sandbox_, *program);
    if (!scenarios) return tl::unexpected(scenarios.error());
    if (!subject.scenarios.empty()) scenarios = subject.scenarios;
    Subject patient = subject;
    patient.rubric.explore.schedules = settings_.schedules;
    patient.rubric.explore.budget = std::chrono::minutes(30);
    const auto searched = search(patient, *program, *scenarios, 1);
    if (!searched) return tl::unexpected(searched.error());
    unsigned played = 0;
    for (const ScenarioSearch& one : searched->searches) played += one.tried;
    held_ += searched->findings.empty() ? 1 : 0;
    ++all_;
    schedules_ += played;
    for (const Finding& finding : searched->findings)
      fmt::print("- `{}`: {} in {}: {}\n", subject.name, to_string(finding.kind), finding.scenario, finding.message);
    std::fflush(stdout);
    return {};
  }

  void sum_up() const {
    fmt::print("{} of {} correct programs played without a finding, {} schedules in all.\n", held_, all_, schedules_);
  }

 private:
  Result<fs::path> build(const Subject& subject, const fs::path& folder) const {
    const fs::path own = folder / "controlled";
    fs::create_directory(own);
    const auto built = builder_.build(subject.exercise, subject.rubric, subject.header, Profile::scenarios, own);
    if (!built) return tl::unexpected(built.error());
    if (!built->ok()) return input_error("{} does not compile: {}", subject.name, built->findings.front().message);
    return built->program;
  }

  Result<Exploration> search(const Subject& subject, const fs::path& program, const std::vector<std::string>& scenarios,
                             std::uint64_t first_seed) const {
    return explore(sandbox_, {.program = program,
                              .scenarios = scenarios,
                              .explore = subject.rubric.explore,
                              .first_seed = first_seed,
                              .seed = {},
                              .header = subject.exercise.header,
                              .source = subject.header,
                              .symbolizer = {},
                              .limits = subject.rubric.limits});
  }

  Result<int> natively(const Subject& subject, Way way, const std::string& scenario, const fs::path& folder) const {
    const auto text = text_of(subject.exercise.scenarios);
    if (!text) return tl::unexpected(text.error());
    const auto program = build_native(sandbox_, builder_, way, subject.exercise.header, subject.header, *text,
                                      folder / fmt::format("native{}", static_cast<int>(way)));
    if (!program) return tl::unexpected(program.error());
    int found = 0;
    for (int i = 0; i < settings_.repeats; ++i) {
      const auto once = finds_natively(sandbox_, *program, scenario, subject.rubric.explore.budget,
                                       static_cast<std::uint64_t>(i) + 1);
      if (!once) return tl::unexpected(once.error());
      found += *once ? 1 : 0;
    }
    return found;
  }

  Sandbox& sandbox_;
  const Builder& builder_;
  const Settings& settings_;
  int held_ = 0;
  int all_ = 0;
  unsigned long schedules_ = 0;
};

Result<std::vector<Subject>> classics(bool wrong) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(PARCOURS_SOURCE_DIR) / "grader/test/classics"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Subject> subjects;
  for (const fs::path& file : files) {
    const auto text = text_of(file);
    if (!text) return tl::unexpected(text.error());
    constexpr std::string_view says = "// Must get: ";
    Subject subject;
    subject.name = file.stem().string();
    if (const std::size_t at = text->find(says); wrong && at != std::string::npos)
      subject.kind = text->substr(at + says.size(), text->find('\n', at) - at - says.size());
    subject.exercise.id = "classic";
    subject.exercise.header = "classic.hpp";
    subject.exercise.scenarios = file;
    subject.header = "#pragma once\n";
    subject.scenarios = {wrong ? "Wrong" : "Right"};
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

/// The headers of an exercise in that folder of its reference; or the reference itself.
Result<std::vector<Subject>> of_exercise(const Exercise& exercise, const std::string& folder) {
  const auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  std::vector<fs::path> files;
  if (fs::is_directory(exercise.reference_folder / folder))
    for (const auto& entry : fs::directory_iterator(exercise.reference_folder / folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (folder == "right") files.insert(files.begin(), exercise.reference);
  std::vector<Subject> subjects;
  for (const fs::path& file : files) {
    const auto text = text_of(file);
    if (!text) return tl::unexpected(text.error());
    Subject subject;
    subject.name = exercise.id + " " + file.filename().string();
    subject.exercise = exercise;
    subject.rubric = *rubric;
    subject.header = *text;
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

Result<void> tabulate(const Settings& settings) {
  const auto installation = find_installation();
  if (!installation) return tl::unexpected(installation.error());
  auto compiler = find_compiler();
  if (!compiler) return tl::unexpected(compiler.error());
  auto cache = Cache::open();
  if (!cache) return tl::unexpected(cache.error());
  auto sandbox = make_sandbox(installation->init, {});
  if (!sandbox) return tl::unexpected(sandbox.error());
  const Builder builder(**sandbox, std::move(*compiler), *installation, std::move(*cache));
  const auto course = Course::open(installation->course);
  if (!course) return tl::unexpected(course.error());
  Table table(**sandbox, builder, settings);
  const auto chosen = [&](const Subject& subject) {
    return settings.only.empty() ||
           std::any_of(settings.only.begin(), settings.only.end(),
                       [&](const std::string& part) { return subject.name.find(part) != std::string::npos; });
  };
  const auto each = [&](bool wrong, const auto& visit) -> Result<void> {
    auto subjects = classics(wrong);
    if (!subjects) return tl::unexpected(subjects.error());
    for (const Exercise& exercise : course->exercises()) {
      if (exercise.scenarios.empty()) continue;
      auto more = of_exercise(exercise, wrong ? "wrong" : "right");
      if (!more) return tl::unexpected(more.error());
      subjects->insert(subjects->end(), more->begin(), more->end());
    }
    for (const Subject& subject : *subjects)
      if (chosen(subject))
        if (auto done = visit(subject); !done) return done;
    return {};
  };
  if (settings.wrong) {
    fmt::print(
        "| mistake | found as | schedules, median | found | stress | race detector | with noise |\n"
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
    if (auto done = each(true, [&](const Subject& subject) { return table.wrong(subject); }); !done) return done;
    fmt::print("\n");
  }
  if (!settings.right) return {};
  if (auto done = each(false, [&](const Subject& subject) { return table.right(subject); }); !done) return done;
  table.sum_up();
  return {};
}

}  // namespace
}  // namespace parcours

int main(int argc, char** argv) {
  CLI::App app("How soon mistakes in the order of steps are found, by the controlled scheduler and by the usual ways.",
               "parcours-interleavings");
  parcours::Settings settings;
  app.add_option("NAME", settings.only, "only what has this in its name; default: all");
  app.add_option("--searches", settings.searches, "of the controlled scheduler, for each mistake")
      ->check(CLI::Range(1, 1000));
  app.add_option("--repeats", settings.repeats, "of each of the usual ways, two seconds each")
      ->check(CLI::Range(1, 1000));
  app.add_option("--schedules", settings.schedules, "of each scenario of a correct program")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("!--no-wrong", settings.wrong, "leave out what must be found");
  app.add_flag("!--no-right", settings.right, "leave out the correct programs");
  CLI11_PARSE(app, argc, argv);
  if (const auto done = parcours::tabulate(settings); !done) {
    fmt::print(stderr, "parcours-interleavings: {}\n", done.error().message);
    return done.error().fault == parcours::Fault::input ? 2 : 3;
  }
  return 0;
}
