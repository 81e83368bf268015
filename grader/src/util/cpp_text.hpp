#pragma once
// Just enough of C++'s lexical rules to tell code from comments and literals ([lex.pptoken] of the standard).
#include <cstddef>
#include <string>

namespace parcours {

/// A letter, digit or underscore, or a byte beyond ASCII, as names may have.
[[nodiscard]] bool is_word_char(char c);

enum class TokenKind {
  comment,
  literal,  ///< string or character, with its prefix
  word,     ///< name, keyword or number
  other,    ///< one character: a blank, an operator's, a line end
};

struct CppToken {
  TokenKind kind = TokenKind::other;
  std::size_t end = 0;  ///< position after it
};

/// The token that starts at `at`, which must be the start of one (0, or the end of the one before) and lie in `source`.
/// A literal that is not closed ends with its line.
[[nodiscard]] CppToken token_at(const std::string& source, std::size_t at);

/// Position after the raw string whose opening quote is at `quote`. Where no compiler takes what follows for the
/// delimiter of one (16 characters at most), it ends like any other literal.
[[nodiscard]] std::size_t end_of_raw_string(const std::string& source, std::size_t quote);

}  // namespace parcours
