#include "report/csv_cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "report/unicode.hpp"
#include "util/csv.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

// The characters that OWASP's page "CSV Injection" lists; tabs and carriage returns have become blanks before.
constexpr std::array<std::string_view, 8> beginnings{"=", "+", "-", "@", "＝", "＋", "－", "＠"};

bool is_formula(std::string_view text) {
  const std::string_view shown = trim(text);
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return shown.starts_with(beginning); });
}

bool is_harmless(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-+@").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string text_cell(std::string_view text) {
  const std::string line = one_line(text);
  return csv_field(is_formula(line) ? "'" + line : line);
}

std::string id_cell(std::string_view text) { return is_harmless(text) ? csv_field(text) : text_cell(text); }

}  // namespace parcours
