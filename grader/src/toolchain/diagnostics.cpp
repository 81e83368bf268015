#include "toolchain/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>

#include "util/text.hpp"

namespace parcours {
namespace {

constexpr const char* never_closed = "this brace is never closed: a } is missing after it";

/// An error outside the student's file: whose code it is in, and the student's line that leads there.
void explain_place(Finding& finding, const std::string& header) {
  if (finding.location.file == header) return;
  if (const std::string& file = finding.location.file;
      file.ends_with("tests.cpp") || file == "bench.cpp" || file == "scenarios.cpp") {
    finding.message += " (in the code that uses your header: does it declare everything that the task names?)";
  } else if (!finding.steps.empty()) {
    finding.message += fmt::format(" (in {}, which is used from here)", file);
    finding.location = finding.steps.front().location;
  }
}

/// Where braces do not match, the compiler reads most of what follows in a wrong way, and complains of that first. The
/// less, the nearer the error is to the brace.
int distance_from_a_brace(const Finding& finding) {
  if (finding.message.starts_with("function definition is not allowed here")) return 0;
  if (finding.message.starts_with("extraneous closing brace")) return 1;
  if (finding.message.starts_with(never_closed) || finding.message.starts_with("missing '}'")) return 2;
  return 3;
}

/// Otherwise as they were.
std::vector<Finding> nearest_a_brace_first(std::vector<Finding> findings) {
  std::multimap<int, Finding> ordered;
  for (Finding& finding : findings) ordered.emplace(distance_from_a_brace(finding), std::move(finding));
  findings.clear();
  for (auto& [distance, finding] : ordered) {
    if (distance == 0) finding.message += " (is a closing brace missing before it?)";
    if (distance == 1) finding.message += " (there is one too many, here or above)";
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

std::vector<Finding> parse_diagnostics(const std::string& output, const std::string& header, std::size_t most) {
  static const std::regex place(R"(^(.*?):(\d+):(\d+): (fatal error|error|note|warning): (.*)$)");
  static const std::regex undefined(R"(error: (undefined symbol|duplicate symbol): (.*)$)");
  std::vector<Finding> findings;
  for (const std::string& line : split(output, '\n')) {
    if (line.size() > 4000) continue;
    std::smatch match;
    if (std::regex_match(line, match, place)) {
      const SourceLocation location{std::filesystem::path(match[1].str()).filename().string(),
                                    number_or_zero(match[2].str()), number_or_zero(match[3].str())};
      const std::string level = match[4];
      if (level == "note") {
        if (!findings.empty() && location.file == header && match[5].str().starts_with("to match this '{'")) {
          findings.back().location = location;
          findings.back().message = never_closed;
          continue;
        }
        // Where a template of the student's was used, or the other way round: the notes carry their line.
        if (!findings.empty() && findings.back().steps.size() < 4 && location.file == header)
          findings.back().steps.push_back({match[5], location});
        continue;
      }
      if (level == "warning") continue;
      Finding finding;
      finding.kind = FindingKind::compile_error;
      finding.location = location;
      finding.message = match[5];
      findings.push_back(std::move(finding));
    } else if (std::regex_search(line, match, undefined)) {
      Finding finding;
      finding.kind = FindingKind::compile_error;
      finding.location.file = header;
      finding.message = match[1].str() + " `" + match[2].str() + "`" +
                        (match[1] == "undefined symbol" ? ": it is declared but nowhere defined"
                                                        : ": it is defined here and in the grader");
      findings.push_back(std::move(finding));
    }
  }
  for (Finding& finding : findings) explain_place(finding, header);
  // Where the header itself is wrong, what the code around it says only follows from that.
  const auto in_header = [&](const Finding& finding) { return finding.location.file == header; };
  if (std::any_of(findings.begin(), findings.end(), in_header))
    findings.erase(std::remove_if(findings.begin(), findings.end(), std::not_fn(in_header)), findings.end());
  findings = nearest_a_brace_first(std::move(findings));
  if (findings.size() > most) findings.resize(most);
  return findings;
}

}  // namespace parcours
