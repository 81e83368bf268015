#pragma once
// What a hostile submission must get, as the comments at its beginning say:
//   // Tries: one sentence.
//   // Must get: KIND[ SEVERITY][ or KIND[ SEVERITY]]...; at most N points
//   // Not withstood: why the line above does not hold yet. `Not withstood in TIER:` is for one tier of the sandbox.
// KIND is a finding's, or `nothing`: no finding of severity error. SEVERITY is `error` where none is given. At least
// one of these must be found, and no error of another kind. `at least N points` guards against accusing the innocent.
// A file with the third line must not get what it should: once it does, the line has to go.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "util/result.hpp"
#include "util/text.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct ExpectedFinding {
  std::string kind;
  std::string severity;
};

struct Expectation {
  std::string tries;
  std::vector<ExpectedFinding> any_of;
  bool at_least = false;
  int points = 0;
  std::string not_withstood;  ///< empty: it must hold

  /// Empty, or how the result differs from it.
  [[nodiscard]] std::string differs(const nlohmann::json& result) const {
    const int score = result.value("score", -1);
    if (at_least ? score < points : score > points) return fmt::format("it got {} points", score);
    bool met = false;
    bool any_error = false;
    for (const nlohmann::json& finding : result.value("findings", nlohmann::json::array())) {
      const std::string kind = finding.value("kind", "");
      const std::string severity = finding.value("severity", "");
      const bool expected = std::any_of(any_of.begin(), any_of.end(), [&](const ExpectedFinding& one) {
        return one.kind == kind && one.severity == severity;
      });
      met |= expected;
      any_error |= severity == "error";
      if (severity == "error" && !expected) return fmt::format("it got {}: {}", kind, finding.value("message", ""));
    }
    met |= !any_error &&
           std::any_of(any_of.begin(), any_of.end(), [](const ExpectedFinding& one) { return one.kind == "nothing"; });
    return met ? "" : "none of the expected findings is there";
  }
};

/// `text`: the whole file. `tier`: what it is graded in. Errors name the line's fault.
[[nodiscard]] inline Result<Expectation> parse_expectation(const std::string& text, const std::string& tier) {
  Expectation expectation;
  std::istringstream lines(text);
  const auto after = [](const std::string& line, const std::string& key) {
    return line.starts_with(key) ? std::string(trim(line.substr(key.size()))) : std::string();
  };
  std::string verdict;
  for (std::string line; std::getline(lines, line) && line.starts_with("//");) {
    if (const std::string found = after(line, "// Tries:"); !found.empty()) expectation.tries = found;
    if (const std::string found = after(line, "// Must get:"); !found.empty()) verdict = found;
    for (const std::string& key : {std::string("// Not withstood:"), fmt::format("// Not withstood in {}:", tier)})
      if (const std::string found = after(line, key); !found.empty()) expectation.not_withstood = found;
  }
  if (expectation.tries.empty()) return input_error("no line `// Tries: …` at the beginning");
  const std::size_t semicolon = verdict.find(';');
  if (semicolon == std::string::npos) return input_error("no line `// Must get: …; at most N points`");
  std::istringstream bound(verdict.substr(semicolon + 1));
  std::string at;
  std::string which;
  std::string unit;
  bound >> at >> which >> expectation.points >> unit;
  if (!bound || at != "at" || (which != "most" && which != "least") || unit != "points")
    return input_error("`{}` is not `at most N points` or `at least N points`", verdict.substr(semicolon + 1));
  expectation.at_least = which == "least";
  std::istringstream words(verdict.substr(0, semicolon));
  for (std::string word; words >> word;) {
    FindingKind kind{};
    if (word == "or") continue;
    if (word == "nothing" || parse_finding_kind(word, kind))
      expectation.any_of.push_back({word, "error"});
    else if ((word == "error" || word == "review" || word == "info") && !expectation.any_of.empty())
      expectation.any_of.back().severity = word;
    else
      return input_error("`{}` is neither a kind of finding nor a severity", word);
  }
  if (expectation.any_of.empty()) return input_error("no finding is expected");
  return expectation;
}

}  // namespace parcours
