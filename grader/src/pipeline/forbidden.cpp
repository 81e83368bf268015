#include "pipeline/forbidden.hpp"

#include <cctype>

namespace parcours {
namespace {

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Position after the comment or literal that starts at `at`; `at` itself where none starts.
std::size_t skip_text(const std::string& s, std::size_t at) {
  const auto past = [&](std::size_t end, std::size_t length) {
    return end == std::string::npos ? s.size() : end + length;
  };
  if (s.compare(at, 2, "//") == 0) return past(s.find('\n', at), 0);
  if (s.compare(at, 2, "/*") == 0) return past(s.find("*/", at + 2), 2);
  if (s.compare(at, 2, "R\"") == 0) {
    const std::size_t open = s.find('(', at);
    if (open == std::string::npos) return s.size();
    const std::string close = ")" + s.substr(at + 2, open - at - 2) + "\"";
    return past(s.find(close, open), close.size());
  }
  if (s[at] == '"' || (s[at] == '\'' && (at == 0 || !word_char(s[at - 1])))) {
    std::size_t end = at + 1;
    while (end < s.size() && s[end] != s[at] && s[end] != '\n') end += s[end] == '\\' ? 2 : 1;
    return past(end < s.size() ? end : std::string::npos, 1);
  }
  return at;
}

/// Length of `token` at `at`, spaces around "::" allowed; 0: it is not there.
std::size_t match(const std::string& s, std::size_t at, const std::string& token) {
  if (word_char(token.front()) && at > 0 && word_char(s[at - 1])) return 0;
  std::size_t i = at;
  for (std::size_t t = 0; t < token.size(); ++t, ++i) {
    const bool beside_colons = token[t] == ':' || (t > 0 && token[t - 1] == ':');
    while (beside_colons && i < s.size() && (s[i] == ' ' || s[i] == '\t')) ++i;
    if (i >= s.size() || s[i] != token[t]) return 0;
  }
  if (word_char(token.back()) && i < s.size() && word_char(s[i])) return 0;
  return i - at;
}

}  // namespace

std::vector<Finding> find_forbidden(const std::vector<Forbidden>& forbidden, const std::string& header,
                                    const std::string& source) {
  std::vector<Finding> findings;
  SourceLocation here{header, 1, 1};
  for (std::size_t at = 0; at < source.size();) {
    std::size_t next = skip_text(source, at);
    if (next == at) {
      for (const Forbidden& rule : forbidden) {
        if (match(source, at, rule.token) == 0) continue;
        Finding finding;
        finding.kind = FindingKind::compile_error;
        finding.location = here;
        finding.message = "This exercise does not accept `" + rule.token + "`: " + rule.reason;
        findings.push_back(std::move(finding));
      }
      next = at + 1;
    }
    for (; at < next; ++at) {
      here.column = source[at] == '\n' ? 1 : here.column + 1;
      if (source[at] == '\n') ++here.line;
    }
  }
  return findings;
}

}  // namespace parcours
