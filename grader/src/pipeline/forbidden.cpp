#include "pipeline/forbidden.hpp"

#include "util/cpp_text.hpp"

namespace parcours {
namespace {

/// Length of `token` at `at`, spaces around "::" allowed; 0: it is not there.
std::size_t match(const std::string& s, std::size_t at, const std::string& token) {
  if (is_word_char(token.front()) && at > 0 && is_word_char(s[at - 1])) return 0;
  std::size_t i = at;
  for (std::size_t t = 0; t < token.size(); ++t, ++i) {
    const bool beside_colons = token[t] == ':' || (t > 0 && token[t - 1] == ':');
    while (beside_colons && i < s.size() && (s[i] == ' ' || s[i] == '\t')) ++i;
    if (i >= s.size() || s[i] != token[t]) return 0;
  }
  if (is_word_char(token.back()) && i < s.size() && is_word_char(s[i])) return 0;
  return i - at;
}

}  // namespace

std::vector<Finding> find_forbidden(const std::vector<Forbidden>& forbidden, const std::string& header,
                                    const std::string& source) {
  std::vector<Finding> findings;
  SourceLocation here{header, 1, 1};
  for (std::size_t at = 0; at < source.size();) {
    const CppToken token = token_at(source, at);
    if (token.kind == TokenKind::word || token.kind == TokenKind::other) {
      for (const Forbidden& rule : forbidden) {
        if (match(source, at, rule.token) == 0) continue;
        Finding finding;
        finding.kind = FindingKind::compile_error;
        finding.location = here;
        finding.message = "This exercise does not accept `" + rule.token + "`: " + rule.reason;
        findings.push_back(std::move(finding));
      }
    }
    for (; at < token.end; ++at) {
      here.column = source[at] == '\n' ? 1 : here.column + 1;
      if (source[at] == '\n') ++here.line;
    }
  }
  return findings;
}

}  // namespace parcours
