#include "course/rubric.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "course/rubric_criteria.hpp"
#include "course/yaml_reader.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

using yaml::Complaints;
using yaml::Mapping;
using yaml::Need;

LaunchKind read_launch(const Mapping& fields, Complaints& complaints) {
  const std::map<std::string, LaunchKind> kinds{{"threads", LaunchKind::threads},
                                                {"processes", LaunchKind::processes},
                                                {"mpi", LaunchKind::mpi},
                                                {"cluster", LaunchKind::cluster}};
  std::string name = "threads";
  fields.text("launch", name, Need::optional);
  if (const auto kind = kinds.find(name); kind != kinds.end()) return kind->second;
  std::vector<std::string> known;
  for (const auto& [text, kind] : kinds) known.push_back(text);
  const std::string offer = did_you_mean(name, known);
  complaints.at(fields.mark("launch"), "no launch kind `{}`{}", name,
                offer.empty() ? fmt::format("; the kinds are {}", fmt::join(known, ", ")) : offer);
  return LaunchKind::threads;
}

int read_ranks(const Mapping& fields, LaunchKind launch, Complaints& complaints) {
  int ranks = 0;
  fields.integer("ranks", ranks, 1, 32, launch == LaunchKind::mpi ? Need::required : Need::optional);
  if (ranks > 0 && launch != LaunchKind::mpi)
    complaints.at(fields.mark("ranks"), "`ranks` goes with `launch: mpi` only");
  return ranks;
}

void read_limits(const Mapping& fields, ResourceLimits& limits, Complaints& complaints) {
  const auto node = fields.mapping("limits");
  if (!node) return;
  const Mapping given(
      *node, "`limits`",
      {"test_seconds", "cpu_seconds", "build_seconds", "memory_mib", "processes", "output_kib", "file_mib"},
      complaints);
  const auto seconds = [&](std::string_view key, std::chrono::milliseconds& into) {
    double value = std::chrono::duration<double>(into).count();
    given.number(key, value, 0.1, 3600, Need::optional);
    into = std::chrono::milliseconds(std::llround(value * 1000));
  };
  const auto bytes = [&](std::string_view key, std::uint64_t& into, unsigned shift, int low, int high) {
    int value = static_cast<int>(into >> shift);
    given.integer(key, value, low, high, Need::optional);
    into = static_cast<std::uint64_t>(value) << shift;
  };
  seconds("test_seconds", limits.test_wall);
  limits.test_cpu = limits.test_wall * 4;
  seconds("cpu_seconds", limits.test_cpu);
  seconds("build_seconds", limits.build_wall);
  bytes("memory_mib", limits.memory_bytes, 20, 64, 1'048'576);
  given.integer("processes", limits.processes, 1, 32'768, Need::optional);
  bytes("output_kib", limits.output_bytes, 10, 1, 1'048'576);
  bytes("file_mib", limits.file_bytes, 20, 1, 1'048'576);
}

void read_runs(const Mapping& fields, RunCounts& runs, Complaints& complaints) {
  const auto node = fields.mapping("runs");
  if (!node) return;
  const Mapping given(*node, "`runs`", {"plain", "noisy", "memory", "uninstrumented"}, complaints);
  given.integer("plain", runs.plain, 0, 1000, Need::optional);
  given.integer("noisy", runs.noisy, 0, 1000, Need::optional);
  given.integer("memory", runs.memory, 0, 1000, Need::optional);
  given.integer("uninstrumented", runs.uninstrumented, 0, 1000, Need::optional);
  if (runs.all() == 0) {
    complaints.at(fields.mark("runs"), "`runs` asks for no run at all; the tests must run at least once");
  }
}

/// A file name alone, so that nothing outside the folder is meant.
bool is_header_name(std::string_view name) {
  return name.size() > 4 && name.ends_with(".hpp") && name.front() != '.' && name.find('/') == std::string_view::npos;
}

/// The key `file` of an item that names a header in the reference's `folder`, each at most once.
template <class Item>
void read_header_name(const Mapping& given, std::string_view folder, Item& item, std::set<std::string>& taken,
                      Complaints& complaints) {
  given.text("file", item.file, Need::required);
  const YAML::Mark mark = given.mark("file");
  item.line = mark.line + 1;
  item.column = mark.column + 1;
  if (!is_header_name(item.file)) {
    complaints.at(mark, "`{}` must be the name of a .hpp file in the reference's {}/", item.file, folder);
  }
  if (!taken.insert(item.file).second) complaints.at(mark, "`{}` is declared already", item.file);
}

void read_baselines(const Mapping& fields, std::vector<BaselineFile>& baselines, Complaints& complaints) {
  std::set<std::string> files;
  for (const YAML::Node& node : fields.list("baselines", Need::optional)) {
    const Mapping given(node, "an item of `baselines`", {"file", "title", "serial"}, complaints);
    BaselineFile item;
    read_header_name(given, "baselines", item, files, complaints);
    given.text("title", item.title, Need::required);
    given.flag("serial", item.serial);
    baselines.push_back(std::move(item));
  }
}

void read_measure(const Mapping& fields, Measurement& measure, Complaints& complaints) {
  const auto node = fields.mapping("measure");
  if (!node) return;
  const Mapping given(*node, "`measure`", {"benchmarks", "pairs", "threads", "parallel", "scaling", "baselines"},
                      complaints);
  for (auto& [name, mark] : given.texts("benchmarks", Need::required)) measure.benchmarks.push_back(name);
  // With fewer than 6 pairs a sign test has no 95 % interval.
  given.integer("pairs", measure.pairs, 6, 1000, Need::optional);
  given.integer("threads", measure.threads, 1, 1024, Need::optional);
  given.flag("parallel", measure.parallel);
  given.flag("scaling", measure.scaling);
  read_baselines(given, measure.baselines, complaints);
}

void read_explore(const Mapping& fields, Exploring& explore, Complaints& complaints) {
  const auto node = fields.mapping("explore");
  if (!node) return;
  const Mapping given(*node, "`explore`", {"schedules", "seconds", "depth", "preemptions", "exhaustive_percent"},
                      complaints);
  given.integer("schedules", explore.schedules, 1, 1'000'000, Need::optional);
  double seconds = std::chrono::duration<double>(explore.budget).count();
  given.number("seconds", seconds, 0.1, 600, Need::optional);
  explore.budget = std::chrono::milliseconds(std::llround(seconds * 1000));
  given.integer("depth", explore.depth, 1, 10, Need::optional);
  given.integer("preemptions", explore.preemptions, 0, 5, Need::optional);
  given.integer("exhaustive_percent", explore.exhaustive_percent, 0, 100, Need::optional);
}

void read_link(const Mapping& fields, std::vector<std::string>& link, Complaints& complaints) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+.-";
  for (auto& [argument, mark] : fields.texts("link", Need::optional)) {
    const bool is_library = argument.starts_with("-l") && argument.size() > 2 &&
                            argument.find_first_not_of(allowed, 2) == std::string::npos;
    if (!is_library) complaints.at(mark, "`{}` must name a library, such as `-lrt`", argument);
    link.push_back(argument);
  }
}

void read_forbidden(const Mapping& fields, std::vector<Forbidden>& forbidden, Complaints& complaints) {
  std::set<std::string> tokens;
  for (const YAML::Node& node : fields.list("forbidden", Need::optional)) {
    const Mapping given(node, "an item of `forbidden`", {"token", "reason"}, complaints);
    Forbidden item;
    given.text("token", item.token, Need::required);
    given.text("reason", item.reason, Need::required);
    if (!tokens.insert(item.token).second) {
      complaints.at(given.mark("token"), "the token `{}` is forbidden already", item.token);
    }
    forbidden.push_back(std::move(item));
  }
}

void read_finding(const Mapping& given, FindingKind& finding, Complaints& complaints) {
  std::string name;
  given.text("finding", name, Need::required);
  if (name.empty() || parse_finding_kind(name, finding)) return;
  std::vector<std::string> known;
  for (const FindingKind kind : all_finding_kinds()) known.emplace_back(to_string(kind));
  const std::string offer = did_you_mean(name, known);
  complaints.at(given.mark("finding"), "no finding kind `{}`{}", name,
                offer.empty() ? fmt::format("; the kinds are {}", fmt::join(known, ", ")) : offer);
}

void read_wrong(const Mapping& fields, std::vector<WrongExpectation>& wrong, Complaints& complaints) {
  std::set<std::string> files;
  for (const YAML::Node& node : fields.list("wrong", Need::optional)) {
    const Mapping given(node, "an item of `wrong`", {"file", "finding", "about"}, complaints);
    WrongExpectation item;
    read_header_name(given, "wrong", item, files, complaints);
    read_finding(given, item.finding, complaints);
    given.text("about", item.about, Need::required);
    wrong.push_back(std::move(item));
  }
}

void read_headers(const Mapping& fields, std::vector<SystemHeader>& headers, Complaints& complaints) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-./";
  const auto no_header = [&](const std::string& name) {
    return name.find_first_not_of(allowed) != std::string::npos || name.starts_with('/') ||
           name.find("..") != std::string::npos;
  };
  for (const YAML::Node& node : fields.list("headers", Need::optional)) {
    const Mapping given(node, "an item of `headers`", {"name", "package", "defines", "source"}, complaints);
    SystemHeader item;
    given.text("name", item.name, Need::required);
    given.text("package", item.package, Need::required);
    given.text("source", item.source, Need::optional);
    for (const auto& [key, name] : {std::pair{"name", item.name}, {"source", item.source}})
      if (no_header(name))
        complaints.at(given.mark(key), "`{}` must be a header of the system, as in #include <asio.hpp>", name);
    for (auto& [name, mark] : given.texts("defines", Need::optional)) {
      if (name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos)
        complaints.at(mark, "`{}` is no name of a macro, such as `ASIO_STANDALONE`", name);
      item.defines.push_back(name);
    }
    headers.push_back(std::move(item));
  }
}

void read_late(const Mapping& fields, Rubric& rubric, Complaints& complaints) {
  rubric.late.most = rubric.max_points;
  const auto node = fields.mapping("late");
  if (!node) return;
  const Mapping given(*node, "`late`", {"per_day", "most", "grace_minutes"}, complaints);
  given.integer("per_day", rubric.late.per_day, 0, rubric.max_points, Need::required);
  given.integer("most", rubric.late.most, 0, rubric.max_points, Need::optional);
  int grace = 0;
  given.integer("grace_minutes", grace, 0, 24 * 60, Need::optional);
  rubric.late.grace = std::chrono::minutes(grace);
}

Rubric read_rubric(const YAML::Node& root, const std::string& stem, Complaints& complaints) {
  const Mapping fields(root, "the rubric",
                       {"exercise", "title", "pass_mark", "points", "launch", "ranks", "limits", "runs", "link",
                        "headers", "measure", "explore", "forbidden", "criteria", "late", "wrong"},
                       complaints);
  Rubric rubric;
  fields.text("exercise", rubric.exercise, Need::required);
  if (rubric.exercise != stem) {
    complaints.at(fields.mark("exercise"), "`exercise` is `{}`, but the file is named after `{}`", rubric.exercise,
                  stem);
  }
  if (!is_kebab_case(rubric.exercise)) {
    complaints.at(fields.mark("exercise"), "`{}` is no exercise id; it must be kebab-case, such as `bounded-queue`",
                  rubric.exercise);
  }
  fields.text("title", rubric.title, Need::required);
  fields.integer("points", rubric.max_points, 1, 10'000, Need::required);
  fields.integer("pass_mark", rubric.pass_mark, 0, rubric.max_points, Need::required);
  rubric.launch = read_launch(fields, complaints);
  rubric.ranks = read_ranks(fields, rubric.launch, complaints);
  rubric.runs = RunCounts::usual(rubric.launch);
  read_limits(fields, rubric.limits, complaints);
  read_runs(fields, rubric.runs, complaints);
  read_link(fields, rubric.link, complaints);
  read_headers(fields, rubric.headers, complaints);
  read_measure(fields, rubric.measure, complaints);
  read_explore(fields, rubric.explore, complaints);
  read_forbidden(fields, rubric.forbidden, complaints);
  read_criteria(fields, rubric, complaints);
  read_late(fields, rubric, complaints);
  read_wrong(fields, rubric.wrong, complaints);

  int sum = 0;
  for (const Criterion& criterion : rubric.criteria) sum += criterion.points;
  if (sum != rubric.max_points) {
    complaints.at(fields.mark("points"), "`points` is {}, but the criteria's points add up to {}", rubric.max_points,
                  sum);
  }
  return rubric;
}

}  // namespace

Result<Rubric> load_rubric(const std::filesystem::path& file) {
  const auto root = yaml::load(file);
  if (!root) return tl::unexpected(root.error());
  Complaints complaints(file);
  Rubric rubric = read_rubric(*root, file.stem().string(), complaints);
  if (!complaints.none()) return tl::unexpected(complaints.first());
  return rubric;
}

Result<void> check_tests_exist(const std::filesystem::path& file, const Rubric& rubric,
                               const std::vector<std::string>& suite) {
  std::set<std::string> unlisted(suite.begin(), suite.end());
  for (const Criterion& criterion : rubric.criteria) {
    for (const TestWeight& test : criterion.tests) {
      if (unlisted.erase(test.name) != 0) continue;
      return input_error("{}:{}:{}: no test `{}` in the test program{}", file.string(), test.line, test.column,
                         test.name, did_you_mean(test.name, suite));
    }
  }
  for (const std::string& name : suite) {
    if (!unlisted.contains(name)) continue;
    return input_error(
        "{}: the test `{}` is in no criterion; list it under `tests`, or take it out of the test program",
        file.string(), name);
  }
  return {};
}

}  // namespace parcours
