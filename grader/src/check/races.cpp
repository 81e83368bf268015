#include "check/races.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

#include "check/places.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

// The packets come from the submission's process. What the race detector sends stays far below these numbers.
constexpr std::size_t most_accesses = 4;
constexpr std::size_t most_threads = 8;
constexpr std::size_t most_addresses = 10'000;  ///< all are arguments of one call

struct Access {
  int thread = 0;
  bool write = false;
  bool atomic = false;
  std::vector<Address> stack;
};

struct Report {
  std::string type;
  std::vector<Access> accesses;
  std::map<int, std::vector<Address>> threads;  ///< where each was started
  std::string location;                         ///< "global", "heap", "stack", …
};

Report parse(const std::string& packet) {
  Report report;
  for (const std::string& text : split(packet, '\n')) {
    std::istringstream line(text);
    std::string verb;
    line >> verb;
    if (verb == "race") {
      line >> report.type;
    } else if (verb == "access" && report.accesses.size() < most_accesses) {
      Access access;
      std::string write;
      std::string atomic;
      std::string address;
      line >> access.thread >> write >> atomic >> address;
      access.write = write == "write";
      access.atomic = atomic == "atomic";
      access.stack = read_addresses(line);
      report.accesses.push_back(std::move(access));
    } else if (verb == "location") {
      line >> report.location;
    } else if (verb == "thread" && report.threads.size() < most_threads) {
      int id = 0;
      int parent = 0;
      line >> id >> parent;
      report.threads[id] = read_addresses(line);
    }
  }
  return report;
}

/// Names for the threads of one report, counted from 1 as they are told of; the detector's own numbers only grow.
class ThreadNames {
 public:
  std::string of(int id) {
    if (id == 0) return "the main thread";
    return fmt::format("thread {}", numbers_.try_emplace(id, numbers_.size() + 1).first->second);
  }

 private:
  std::map<int, std::size_t> numbers_;
};

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

Finding to_finding(const Report& report, const Places& places, const RaceContext& context) {
  Finding finding;
  finding.kind = FindingKind::data_race;
  std::vector<Place> sides;
  ThreadNames threads;
  std::string variable;
  for (const Access& access : report.accesses) {
    const Place place = place_of(access.stack, places, context.header);
    sides.push_back(place);
    const std::string expression =
        place.location.file == context.header ? expression_at(context.source, place.location) : "";
    if (variable.empty()) variable = expression;
    finding.steps.push_back(
        {fmt::format("{} {}{}{}", threads.of(access.thread), access.write ? "writes" : "reads",
                     expression.empty() ? "" : " `" + expression + "`", access.atomic ? " (atomically)" : ""),
         place.location});
  }
  for (const auto& [id, stack] : report.threads) {
    const Place place = place_of(stack, places, context.header);
    if (place.location.line > 0) finding.steps.push_back({threads.of(id) + " was started", place.location});
  }
  finding.location.file = context.header;
  for (const Place& place : sides)
    if (place.location.line > 0 && (finding.location.line == 0 ||
                                    (finding.location.file != context.header && place.location.file == context.header)))
      finding.location = place.location;
  const std::string what = variable.empty() ? (report.location == "global" ? "a global variable" : "the same memory")
                                            : fmt::format("`{}`", variable);
  const bool both_write =
      std::all_of(report.accesses.begin(), report.accesses.end(), [](const Access& a) { return a.write; });
  if (report.type.starts_with("data-race") || report.type == "external-race")
    finding.message = fmt::format("Two threads use {} at the same time, and {}: nothing orders them.", what,
                                  both_write ? "both write it" : "one of them writes it");
  else if (report.type.starts_with("heap-use-after-free"))
    finding.message = fmt::format("A thread uses {} that another has freed, or is freeing.", what);
  else
    finding.message = fmt::format("The race detector reports: {}.", report.type);
  if (finding.location.file != context.header && finding.location.line > 0)
    finding.message += " It shows in the test's own data, which your code hands from thread to thread.";
  finding.advice = "Let every access to it, reads too, happen under one and the same mutex, or make it a std::atomic.";
  return finding;
}

/// Where the library itself makes the access, in a part of it that the detector is known to misread.
bool known_to_be_false(const Report& report, const Places& places) {
  return !report.accesses.empty() && std::ranges::all_of(report.accesses, [&](const Access& access) {
    if (access.stack.empty()) return false;
    const auto found = places.find(access.stack.front());
    return found != places.end() && !found->second.empty() &&
           found->second.front().location.file == "shared_ptr_atomic.h";
  });
}

void weigh(Finding& finding, const RaceContext& context) {
  if (!context.fences) return;
  finding.kind = FindingKind::inconclusive;
  finding.severity = Severity::review;
  finding.message +=
      " The code uses std::atomic_thread_fence, which the race detector does not understand, so it may "
      "be wrong about this.";
  finding.advice =
      "If you can, put the order on the atomic operations themselves: store with memory_order_release, "
      "load with memory_order_acquire.";
}

}  // namespace

std::string expression_at(const std::string& source, const SourceLocation& location) {
  const std::vector<std::string> lines = split(source, '\n');
  if (location.line < 1 || location.line > static_cast<int>(lines.size()) || location.column < 1) return {};
  const std::string& line = lines[static_cast<std::size_t>(location.line) - 1];
  auto at = static_cast<std::size_t>(location.column) - 1;
  // An operator before its operand: ++count_, *pointer.
  while (at < line.size() && (std::string_view("+-*&!( ").find(line[at]) != std::string_view::npos)) ++at;
  if (at >= line.size() || !word_char(line[at])) return {};
  std::size_t begin = at;
  std::size_t end = at;
  while (begin > 0 && word_char(line[begin - 1])) --begin;
  while (end < line.size() && word_char(line[end])) ++end;
  std::string name = line.substr(begin, end - begin);
  const bool called = end < line.size() && line[end] == '(';
  if (called) {  // a member function: its object is what is used
    std::size_t object = begin;
    if (object >= 1 && line[object - 1] == '.')
      object -= 1;
    else if (object >= 2 && line.compare(object - 2, 2, "->") == 0)
      object -= 2;
    else
      return {};
    std::size_t start = object;
    while (start > 0 && (word_char(line[start - 1]) || line[start - 1] == '.')) --start;
    return line.substr(start, object - start);
  }
  std::size_t start = begin;
  while (start > 0 && (word_char(line[start - 1]) || line[start - 1] == '.')) --start;
  const std::string chain = line.substr(start, end - start);
  static const std::set<std::string> keywords = {"return", "if",  "while",  "for", "auto",
                                                 "const",  "new", "delete", "this"};
  return keywords.contains(name) ? "" : chain;
}

Result<std::vector<Finding>> find_races(Sandbox& sandbox, const RaceContext& context,
                                        const std::vector<RacePackets>& runs) {
  std::vector<std::vector<Report>> reports;
  std::set<Address> wanted;
  const auto want = [&](const std::vector<Address>& stack) {
    if (wanted.size() + stack.size() <= most_addresses) wanted.insert(stack.begin(), stack.end());
  };
  for (const RacePackets& run : runs) {
    auto& parsed = reports.emplace_back();
    for (const std::string& packet : run.packets) {
      parsed.push_back(parse(packet));
      for (const Access& access : parsed.back().accesses) want(access.stack);
      for (const auto& [id, stack] : parsed.back().threads) want(stack);
    }
  }
  const auto places = symbolize(sandbox, context.symbolizer, context.program, wanted);
  if (!places) return tl::unexpected(places.error());
  std::vector<Finding> findings;
  std::map<std::string, std::size_t> known;
  for (std::size_t run = 0; run < reports.size(); ++run) {
    std::set<std::string> in_this_run;
    for (const Report& report : reports[run]) {
      if (known_to_be_false(report, *places)) continue;
      std::vector<std::string> lines;
      for (const Access& access : report.accesses) {
        const Place place = place_of(access.stack, *places, context.header);
        lines.push_back(fmt::format("{}:{}", place.location.file, place.location.line));
      }
      std::sort(lines.begin(), lines.end());
      const std::string key = fmt::format("{} {}", report.type, fmt::join(lines, " "));
      const auto [at, fresh] = known.try_emplace(key, findings.size());
      if (fresh) {
        findings.push_back(to_finding(report, *places, context));
        weigh(findings.back(), context);
        findings.back().seed = runs[run].seed;
        findings.back().seen = 0;
        findings.back().runs = static_cast<int>(runs.size());
      }
      if (in_this_run.insert(key).second) ++findings[at->second].seen;
    }
  }
  return findings;
}

}  // namespace parcours
