#pragma once
// A program as the comparison sees it: what a copier can change without a thought is gone.
#include <cstddef>
#include <string>
#include <vector>

namespace parcours {

/// What lies beyond is not looked at: some thousands of lines, so that a class of giants fits into memory.
inline constexpr std::size_t most_tokens = 50'000;

struct ProgramTokens {
  std::string kinds;       ///< one byte a token: the same byte, the same kind
  std::vector<int> lines;  ///< on which each of them starts, from 1
};

/// Of any text, C++ or not; at most `most_tokens`. Names are one kind, whatever they are and however they are
/// qualified, and so are built-in types, which may stand for them (`auto`, `unsigned long`). Numbers are one kind,
/// literals are one kind, `struct` is `class`, `and` is `&&`. Left out: comments, blanks, joined lines, braces,
/// attributes, `this->`, empty statements, directives, and words that can be added or taken away at will (`const`,
/// `inline`, `static`, `noexcept`, …). A macro without arguments is replaced; of one with arguments the replacement
/// counts where it is defined.
[[nodiscard]] ProgramTokens program_tokens(const std::string& source);

}  // namespace parcours
