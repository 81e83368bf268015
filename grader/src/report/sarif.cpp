#include "report/sarif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "report/plain_text.hpp"
#include "report/sarif_rules.hpp"
#include "report/unicode.hpp"
#include "report/words.hpp"
#include "util/files.hpp"
#include "util/text.hpp"
#include "util/uri.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view started = " was started";  ///< ends the step that says where a thread of a race comes from

/// Without the blanks that a formatter moves.
std::string squeezed(std::string_view line) {
  std::string text;
  for (const std::string& word : split(printable(line), ' '))
    if (!word.empty()) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// "](" would make a link of the text before it: a message may hold embedded links.
Json message(std::string text) {
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1))
    text.insert(at + 1, 1, ' ');
  return {{"text", text.empty() ? "Nothing more is known." : std::move(text)}};
}

std::string_view level_of(const Finding& finding) {
  if (finding.severity == Severity::review) return "warning";
  return finding.severity == Severity::error && finding.kind != FindingKind::inconclusive ? "error" : "note";
}

Json rules() {
  Json all = Json::array();
  for (const FindingKind kind : all_finding_kinds()) {
    const SarifRule rule = sarif_rule(kind);
    const bool certain = kind != FindingKind::inconclusive;
    all.push_back({{"id", to_string(kind)},
                   {"name", rule.name},
                   {"shortDescription", {{"text", in_words(kind)}}},
                   {"fullDescription", {{"text", rule.full}}},
                   {"help", {{"text", rule.help}}},
                   {"defaultConfiguration", {{"level", certain ? "error" : "note"}}},
                   {"properties",
                    {{"tags", Json::array({"concurrency"})},
                     {"precision", certain ? "very-high" : "low"},
                     {"problem.severity", certain ? "error" : "recommendation"}}}});
  }
  return all;
}

/// The thread that a step begins with: "thread 2", "the main thread", "child process 1, thread 2", "rank 3"; or
/// nothing.
std::string thread_in(std::string_view what) {
  std::size_t end = 0;
  const auto take = [&](std::string_view words, bool number) {
    if (!what.substr(end).starts_with(words)) return false;
    std::size_t after = end + words.size();
    const std::size_t digits = after;
    while (number && after < what.size() && what[after] >= '0' && what[after] <= '9') ++after;
    if (number && after == digits) return false;
    end = after;
    return true;
  };
  if (take("child process ", true)) {
    const std::size_t process = end;
    if (!take(", thread ", true)) end = process;
  } else if (!take("thread ", true) && !take("rank ", true)) {
    take("the main thread", false);
  }
  return std::string(what.substr(0, end));
}

class Log {
 public:
  Log(const GradedSubmission& submission, const FileLocator& locate)
      : submission_(submission), locate_(locate), lines_(split(submission.source, '\n')) {}

  std::string write() {
    Json run;
    run["tool"]["driver"] = {{"name", "Parcours"}, {"rules", rules()}};
    run["automationDetails"] = {{"id", "parcours/" + one_line(submission_.exercise) + "/"}};
    run["invocations"] = Json::array({invocation()});
    run["columnKind"] = "unicodeCodePoints";
    run["results"] = Json::array();
    for (const Finding& finding : submission_.evidence.findings) run["results"].push_back(result(finding));
    run["properties"] = properties();
    const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({std::move(run)})}};
    return log.dump(2) + "\n";
  }

 private:
  Json invocation() const {
    Json invocation = {{"executionSuccessful", submission_.outcome == "graded"}};
    if (const std::string why = why_no_grade(submission_); !why.empty())
      invocation["toolExecutionNotifications"] = Json::array({{{"level", "error"}, {"message", message(why)}}});
    return invocation;
  }

  Json properties() const {
    const Grade& grade = submission_.grade;
    Json bag = {{"outcome", valid_utf8(submission_.outcome)},
                {"score", grade.score},
                {"max_score", grade.max_score},
                {"passed", grade.passed},
                {"criteria", Json::array()}};
    for (const CriterionGrade& criterion : grade.criteria)
      bag["criteria"].push_back({{"id", valid_utf8(criterion.id)},
                                 {"points", criterion.points},
                                 {"max_points", criterion.max_points},
                                 {"status", to_string(criterion.status)}});
    return bag;
  }

  [[nodiscard]] bool in_header(const SourceLocation& location) const { return location.file == submission_.header; }

  /// The header's line; empty where the place is elsewhere.
  [[nodiscard]] std::string_view line_at(const SourceLocation& location) const {
    const bool known =
        in_header(location) && location.line > 0 && static_cast<std::size_t>(location.line) <= lines_.size();
    return known ? std::string_view(lines_[static_cast<std::size_t>(location.line) - 1]) : std::string_view();
  }

  /// All four numbers: code scanning asks for them. Columns come in bytes and are counted in code points here.
  [[nodiscard]] Json region(const SourceLocation& location) const {
    const std::string_view line = line_at(location);
    const auto column_of = [line](std::size_t bytes) { return code_points(valid_utf8(line.substr(0, bytes))) + 1; };
    std::size_t start = column_of(std::min(line.find_first_not_of(" \t"), line.size()));
    if (location.column > 0 && static_cast<std::size_t>(location.column) <= line.size())
      start = column_of(static_cast<std::size_t>(location.column) - 1);
    const std::size_t end = std::max(start + 1, column_of(line.find_last_not_of(" \t\r") + 1));
    const int number = std::max(1, location.line);
    return {{"startLine", number}, {"startColumn", start}, {"endLine", number}, {"endColumn", end}};
  }

  [[nodiscard]] Json physical(const std::string& path, const SourceLocation& location) const {
    return {{"physicalLocation",
             {{"artifactLocation", {{"uri", percent_encoded(valid_utf8(path), "/")}}}, {"region", region(location)}}}};
  }

  /// Nothing where the repository does not have the file.
  [[nodiscard]] std::optional<Json> place(const SourceLocation& location) const {
    const std::optional<std::string> path = locate_(location.file);
    if (!path || path->empty()) return std::nullopt;
    return physical(*path, location);
  }

  /// The finding's own place if the repository has it, else the header's first line.
  [[nodiscard]] Json primary(const Finding& finding) const {
    if (std::optional<Json> found = place(finding.location)) return *found;
    const SourceLocation top{submission_.header, 1, 0};
    return place(top).value_or(physical(submission_.header, top));
  }

  void add_step(Json& flow, const std::string& text, const SourceLocation& location, std::size_t order) const {
    std::optional<Json> found = place(location);
    if (!found) return;
    (*found)["message"] = message(text);
    flow.push_back({{"location", std::move(*found)}});
    if (order > 0) flow.back()["executionOrder"] = order;
  }

  /// What happened, in order, on all threads.
  Json schedule(const Finding& finding) const {
    Json steps = Json::array();
    for (std::size_t i = 0; i < finding.timeline.size(); ++i) {
      const TimelineStep& step = finding.timeline[i];
      add_step(steps, fmt::format("{}: {}", one_line(step.thread), one_line(step.what)), step.location, i + 1);
    }
    if (steps.empty()) return Json::array();
    return Json::array({{{"id", "schedule"}, {"locations", std::move(steps)}}});
  }

  /// A flow a thread, in the order in which they are told of; its start comes first.
  Json sides(const Finding& finding) const {
    std::vector<std::pair<std::string, Json>> flows;
    for (const Step& step : finding.steps) {
      const std::string text = one_line(step.what);
      const std::string thread = thread_in(text);
      if (thread.empty()) continue;
      auto flow = std::ranges::find(flows, thread, &std::pair<std::string, Json>::first);
      if (flow == flows.end()) flow = flows.emplace(flow, thread, Json::array());
      Json steps = Json::array();
      add_step(steps, text, step.location, 0);
      const auto at = text.ends_with(started) ? flow->second.begin() : flow->second.end();
      flow->second.insert(at, steps.begin(), steps.end());
    }
    Json all = Json::array();
    for (auto& [thread, steps] : flows)
      if (!steps.empty()) all.push_back({{"id", thread}, {"locations", std::move(steps)}});
    return all;
  }

  Json related(const Finding& finding) const {
    Json all = Json::array();
    for (const Step& step : finding.steps) {
      const std::string text = one_line(step.what);
      if (!thread_in(text).empty()) continue;
      std::optional<Json> found = place(step.location);
      if (!found) continue;
      (*found)["message"] = message(text);
      all.push_back(std::move(*found));
    }
    return all;
  }

  /// Made of what stays the same when lines are added elsewhere, blanks change, or another run finds it again.
  std::string fingerprint(const Finding& finding) {
    std::vector<std::string> lines;
    if (finding.kind == FindingKind::data_race)
      for (const Step& step : finding.steps)
        if (in_header(step.location) && !step.what.ends_with(started))
          lines.push_back(squeezed(line_at(step.location)));
    std::ranges::sort(lines);  // which thread is told of first may change from run to run
    if (lines.empty()) lines.push_back(squeezed(line_at(finding.location)));
    std::string text = fmt::format("{}\n{}\n{}\n{}", to_string(finding.kind), submission_.exercise, finding.scenario,
                                   fmt::join(lines, "\n"));
    if (finding.kind == FindingKind::compile_error) text += "\n" + finding.message;
    if (finding.kind == FindingKind::test_failure) text += "\n" + finding.test;
    const std::string hash = sha256(text).substr(0, 32);
    return fmt::format("{}:{}", hash, ++seen_[hash]);
  }

  Json result(const Finding& finding) {
    const std::vector<FindingKind>& kinds = all_finding_kinds();
    Json result = {{"ruleId", to_string(finding.kind)},
                   {"ruleIndex", std::ranges::find(kinds, finding.kind) - kinds.begin()},
                   {"level", level_of(finding)},
                   {"message", message(details_of(finding))},
                   {"locations", Json::array({primary(finding)})},
                   {"partialFingerprints", {{"parcoursFinding/v1", fingerprint(finding)}}}};
    Json flows = finding.timeline.empty() ? sides(finding) : schedule(finding);
    if (!flows.empty()) result["codeFlows"] = Json::array({{{"threadFlows", std::move(flows)}}});
    if (Json places = related(finding); !places.empty()) result["relatedLocations"] = std::move(places);
    return result;
  }

  const GradedSubmission& submission_;
  const FileLocator& locate_;
  std::vector<std::string> lines_;
  std::map<std::string, int> seen_;
};

}  // namespace

std::string to_sarif(const GradedSubmission& submission, const FileLocator& locate) {
  return Log(submission, locate).write();
}

std::optional<std::string> path_within(const std::filesystem::path& root, const std::filesystem::path& file) {
  const std::filesystem::path relative = file.lexically_normal().lexically_relative(root.lexically_normal());
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return relative.generic_string();
}

}  // namespace parcours
