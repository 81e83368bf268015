#include "intake/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/text.hpp"
#include "util/utf8.hpp"

namespace parcours {
namespace {

struct Range {
  char32_t first;
  std::string_view letters;  ///< what each code point is without its accent; '.': it is not one plain letter
};

// From the decompositions of the Unicode Character Database; letters with a stroke are taken for the plain ones.
constexpr Range latin[] = {
    {0xC0,
     "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy."
     "yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii"
     "..jjkkkllllllllllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
    {0x1CD, "aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy"},
    {0x1E00,
     "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttt"
     "tuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooo"
     "oouuuuuuuuuuuuuuyyyyyyyy"},
};

std::string_view several_letters(char32_t value) {
  switch (value) {
    case 0xC6:
    case 0xE6:
      return "ae";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0xDF:
    case 0x1E9E:
      return "ss";
    case 0x132:
    case 0x133:
      return "ij";
    case 0x152:
    case 0x153:
      return "oe";
    case 0x1A0:
    case 0x1A1:
      return "o";
    case 0x1AF:
    case 0x1B0:
      return "u";
    default:
      return {};
  }
}

bool within(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

/// Accents that follow their letter, apostrophes, and what cannot be seen: they separate nothing.
bool is_dropped(char32_t value) {
  return within(value, 0x300, 0x36F) || value == '\'' || value == '`' || value == 0xB4 || within(value, 0x2B9, 0x2BF) ||
         value == 0x2018 || value == 0x2019 || (is_hidden(value) && !within(value, 0x09, 0x0D));
}

/// A blank, a line end or punctuation.
bool is_separator(char32_t value) {
  if (value < 0x80) return true;  // what is left of ASCII
  return within(value, 0x80, 0xBF) || value == 0xD7 || value == 0xF7 || within(value, 0x2000, 0x206F) ||
         within(value, 0x3000, 0x303F) || value == 0xFF0C;
}

char32_t lower(char32_t value) {
  if (within(value, 0x391, 0x3A9) || within(value, 0x410, 0x42F)) return value + 0x20;
  if (within(value, 0x400, 0x40F)) return value + 0x50;
  return value;
}

/// Empty: it is no letter or digit.
std::string folded_letter(char32_t value) {
  if (within(value, 'A', 'Z')) return {static_cast<char>(value - 'A' + 'a')};
  if (within(value, 'a', 'z') || within(value, '0', '9')) return {static_cast<char>(value)};
  for (const Range& range : latin) {
    if (value < range.first || value >= range.first + range.letters.size()) continue;
    const char letter = range.letters[value - range.first];
    if (letter != '.') return {letter};
  }
  if (const std::string_view letters = several_letters(value); !letters.empty()) return std::string(letters);
  return {};
}

}  // namespace

std::string folded(std::string_view text) {
  std::string result;
  bool separated = false;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::string_view bytes = text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
    if (point.valid && is_dropped(point.value)) continue;
    std::string letter = point.valid ? folded_letter(point.value) : std::string();
    if (letter.empty() && point.valid && is_separator(point.value)) {
      separated = true;
      continue;
    }
    if (letter.empty()) {
      const char32_t small = lower(point.value);
      if (point.valid && small != point.value)
        append_utf8(letter, small);
      else
        letter = bytes;
    }
    if (separated && !result.empty()) result += ' ';
    separated = false;
    result += letter;
  }
  return result;
}

std::string squeezed(std::string_view text) {
  std::string key = folded(text);
  std::erase(key, ' ');
  return key;
}

std::string name_key(std::string_view name) {
  const std::size_t comma = name.find(',');
  if (comma == std::string_view::npos) return folded(name);
  const std::string family = folded(name.substr(0, comma));
  const std::string given = folded(name.substr(comma + 1));
  if (given.empty() || family.empty()) return given + family;
  return given + " " + family;
}

std::vector<std::string> name_rotations(const std::string& key) {
  constexpr std::size_t most = 8;
  std::vector<std::string> words = split(key, ' ');
  std::vector<std::string> rotations;
  const std::size_t count = words.size() > most ? 1 : words.size();
  for (std::size_t i = 0; i < count; ++i) {
    rotations.push_back(fmt::format("{}", fmt::join(words, "")));
    std::rotate(words.begin(), words.begin() + 1, words.end());
  }
  return rotations;
}

std::string tidied(std::string_view text) {
  std::string result;
  bool blank = false;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::string_view bytes = text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
    if (point.valid && (within(point.value, 0x09, 0x0D) || point.value == ' ' || point.value == 0xA0)) {
      blank = true;
      continue;
    }
    if (point.valid && is_hidden(point.value)) continue;
    if (blank && !result.empty()) result += ' ';
    blank = false;
    if (point.valid)
      result += bytes;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(bytes[0]));
  }
  return result;
}

}  // namespace parcours
