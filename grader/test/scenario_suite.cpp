// The controlled scheduler, tried on programs of scenarios: classic bugs (classics/), every way in which a schedule can
// end and what the libraries offer (scheduler/), and the correct programs of the zoo. Many files are one program each.
//   scenario_suite KIND [REPLAYS]     KIND: classics, scheduler, zoo; REPLAYS: of each finding of the classics
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "explore/explore.hpp"
#include "toolchain/builder.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace parcours;

const fs::path tests = fs::path(PARCOURS_SOURCE_DIR) / "grader/test";

/// Scenarios, and what each must get: a finding's kind, or "" where it must hold.
struct Program {
  std::string text;
  std::map<std::string, std::string> expected;
};

/// Several files in one: their includes first, then each in a namespace of its own, its scenarios named after it.
class Merger {
 public:
  void add(const std::string& name, const std::string& text) {
    std::string body;
    for (const std::string& line : split(text, '\n')) {
      if (line.starts_with("#include"))
        includes_.insert(line);
      else if (!line.starts_with("#pragma once"))
        body += line + "\n";
    }
    bodies_ += fmt::format("namespace {} {{\n{}\n}}\n", name, body);
  }
  [[nodiscard]] std::string text() const { return fmt::format("{}\n{}", fmt::join(includes_, "\n"), bodies_); }

 private:
  std::set<std::string> includes_;
  std::string bodies_;
};

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Wrong must get what the file's comment says, Right must hold.
Program classics() {
  Program program;
  Merger merger;
  for (const fs::path& file : files_in(tests / "classics", ".cpp")) {
    const std::string name = file.stem().string();
    std::string text = read_file(file).value();
    std::smatch kind;
    if (!std::regex_search(text, kind, std::regex("// Must get: ([a-z-]+)"))) kind = {};
    program.expected[name + "_Wrong"] = kind.empty() ? "(the file does not say)" : kind[1].str();
    program.expected[name + "_Right"] = "";
    text = std::regex_replace(text, std::regex(R"(SCENARIO\((Wrong|Right)\))"), "SCENARIO(" + name + "_$1)");
    merger.add("classic_" + name, text);
  }
  program.text = merger.text();
  return program;
}

/// Before each scenario stands what it must get.
Program scheduler() {
  Program program;
  Merger merger;
  for (const fs::path& file : files_in(tests / "scheduler", ".cpp")) {
    const std::string text = read_file(file).value();
    const std::regex scenario(R"(// Must (hold|get: ([a-z-]+))\nSCENARIO\((\w+)\))");
    for (auto found = std::sregex_iterator(text.begin(), text.end(), scenario); found != std::sregex_iterator();
         ++found)
      program.expected[(*found)[3]] = (*found)[2];
    merger.add("file_" + file.stem().string(), text);
  }
  program.text = merger.text();
  return program;
}

/// Two of the zoo do what only a process of its own can, and say so.
Program zoo() {
  const std::map<std::string, std::string> outside{{"self_pipe", "inconclusive"}};
  Program program;
  Merger merger;
  for (const fs::path& file : files_in(tests / "zoo", ".hpp")) {
    const std::string name = file.stem().string();
    if (name == "replaced_new") continue;  // it defines operator new for the whole program
    const auto known = outside.find(name);
    program.expected[name] = known == outside.end() ? "" : known->second;
    merger.add("zoo_" + name,
               read_file(file).value() + fmt::format("\nSCENARIO({0}) {{ EXPECT_TRUE(idiom_holds(3, 7)); }}\n", name));
  }
  program.text = "#include \"parcours/scenario.hpp\"\n" + merger.text();
  return program;
}

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(2);
}

/// What a student would see of it.
std::string told(const Finding& finding) {
  std::string text = fmt::format("{} {} {}\n", to_string(finding.kind), finding.location.line, finding.message);
  for (const TimelineStep& step : finding.timeline)
    text += fmt::format("{} {} {} {}\n", step.thread, step.location.file, step.location.line, step.what);
  return text;
}

/// How often a finding's seed, played in a process of its own, did not show the same once more.
int replay(Sandbox& sandbox, ExplorePlan plan, const Finding& finding, int times) {
  plan.scenarios = {finding.scenario};
  plan.seed = finding.seed;
  int others = 0;
  for (int i = 0; i < times; ++i) {
    const auto again = explore(sandbox, plan);
    if (!again) give_up(again.error().message);
    others += again->findings.size() == 1 && told(again->findings[0]) == told(finding) ? 0 : 1;
  }
  return others;
}

int run(const Program& program, int schedules, std::chrono::milliseconds budget, int replays) {
  const auto installation = find_installation();
  auto compiler = find_compiler();
  auto cache = Cache::open();
  if (!installation || !compiler || !cache) give_up("no toolchain");
  auto sandbox = make_sandbox(installation->init, {});
  if (!sandbox) give_up(sandbox.error().message);
  const Builder builder(**sandbox, *compiler, *installation, *cache);
  const auto folder = TempDir::create();
  const fs::path source = folder->path() / "scenarios.cpp";
  (void)write_file(source, program.text);
  Exercise exercise;
  exercise.id = "suite";
  exercise.header = "suite.hpp";
  exercise.scenarios = source;
  Rubric rubric;
  rubric.limits.build_wall = std::chrono::minutes(10);
  fs::create_directory(folder->path() / "build");
  const auto build = builder.build(exercise, rubric, "#pragma once\n", Profile::scenarios, folder->path() / "build");
  if (!build) give_up(build.error().message);
  if (!build->ok()) give_up(fmt::format("line {}: {}", build->findings[0].location.line, build->findings[0].message));
  ExplorePlan plan{.program = build->program,
                   .scenarios = {},
                   .explore = {.schedules = schedules, .budget = budget},
                   .seed = {},
                   .header = "suite.hpp",
                   .symbolizer = compiler->symbolizer};
  for (const auto& [name, kind] : program.expected) plan.scenarios.push_back(name);
  const auto explored = explore(**sandbox, plan);
  if (!explored) give_up(explored.error().message);
  std::map<std::string, const Finding*> found;
  for (const Finding& finding : explored->findings) found[finding.scenario] = &finding;
  std::map<std::string, unsigned> tried;
  for (const ScenarioSearch& search : explored->searches) tried[search.name] = search.tried;
  int wrong = 0;
  int replayed = 0;
  for (const auto& [name, kind] : program.expected) {
    const Finding* const finding = found.contains(name) ? found[name] : nullptr;
    const std::string got(finding == nullptr ? "" : to_string(finding->kind));
    const int others = finding == nullptr ? 0 : replay(**sandbox, plan, *finding, replays);
    const bool right = got == kind && tried[name] > 0 && others == 0;
    wrong += right ? 0 : 1;
    replayed += finding == nullptr ? 0 : replays;
    fmt::print("{} {:<44} {:>6} {:<14} {}\n", right ? "ok  " : "FAIL", name, tried[name], got,
               right || finding == nullptr ? ""
               : others > 0                ? fmt::format("{} of {} replays were others", others, replays)
                                           : finding->message);
  }
  fmt::print("{} of {} as expected, {} replays\n", program.expected.size() - static_cast<std::size_t>(wrong),
             program.expected.size(), replayed);
  return program.expected.empty() || wrong > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc > 1 ? argv[1] : "";
  const int replays = argc > 2 ? number_or_zero(argv[2]) : 1;
  if (kind == "classics") return run(classics(), 3000, std::chrono::minutes(3), replays);
  if (kind == "scheduler") return run(scheduler(), 1000, std::chrono::minutes(3), 0);
  if (kind == "zoo") return run(zoo(), 200, std::chrono::minutes(4), 0);
  give_up("usage: scenario_suite classics|scheduler|zoo [REPLAYS]");
}
