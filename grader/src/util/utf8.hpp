#pragma once
// UTF-8, one code point at a time.
#include <cstddef>
#include <string>
#include <string_view>

namespace parcours {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The code point at the start of `text`, which is not empty. A byte that begins none is one by itself, not valid.
[[nodiscard]] CodePoint decode_utf8(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// Control characters, and the marks that reorder text or take no room: what is printed must be what is there.
[[nodiscard]] bool is_hidden(char32_t value);

/// `value`: a code point of at most three bytes.
void append_utf8(std::string& text, char32_t value);

}  // namespace parcours
