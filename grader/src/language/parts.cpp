#include "language/parts.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace parcours {
namespace {

constexpr std::string_view part = "{}";

/// What stands between the braces that open at `at`: nothing, or a number; npos as `end` where it is no part.
struct Slot {
  std::size_t end = std::string_view::npos;
  std::size_t number = 0;
  bool numbered = false;
};

Slot slot_at(std::string_view text, std::size_t at) {
  const std::size_t close = text.find('}', at);
  if (close == std::string_view::npos) return {};
  const std::string_view inside = text.substr(at + 1, close - at - 1);
  if (inside.empty()) return {.end = close + 1};
  Slot slot{.numbered = true};
  const auto [rest, error] = std::from_chars(inside.data(), inside.data() + inside.size(), slot.number);
  if (error == std::errc{} && rest == inside.data() + inside.size()) slot.end = close + 1;
  return slot;
}

/// Calls `literal` and `slot` for what `text` is made of, in order.
template <class Literal, class OnSlot>
void walk(std::string_view text, Literal literal, OnSlot on_slot) {
  std::size_t begin = 0;
  std::size_t next = 0;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    const Slot slot = slot_at(text, at);
    if (slot.end == std::string_view::npos) {
      ++at;
      continue;
    }
    literal(text.substr(begin, at - begin));
    on_slot(slot.numbered ? slot.number : next++);
    begin = at = slot.end;
  }
  literal(text.substr(begin));
}

}  // namespace

Pattern::Pattern(std::string_view english) {
  std::size_t begin = 0;
  for (std::size_t at = english.find(part); at != std::string_view::npos; at = english.find(part, begin)) {
    pieces_.emplace_back(english.substr(begin, at - begin));
    begin = at + part.size();
  }
  pieces_.emplace_back(english.substr(begin));
}

std::size_t Pattern::fixed() const {
  return std::accumulate(pieces_.begin(), pieces_.end(), std::size_t{0},
                         [](std::size_t sum, const std::string& piece) { return sum + piece.size(); });
}

std::optional<std::vector<std::string_view>> Pattern::match(std::string_view text) const {
  if (!has_parts())
    return text == pieces_.front() ? std::optional<std::vector<std::string_view>>(std::in_place) : std::nullopt;
  const std::string& first = pieces_.front();
  const std::string& last = pieces_.back();
  if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last))
    return std::nullopt;
  std::string_view rest = text.substr(first.size(), text.size() - first.size() - last.size());
  std::vector<std::string_view> parts;
  for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const std::size_t at = rest.find(pieces_[i]);
    if (at == std::string_view::npos) return std::nullopt;
    parts.push_back(rest.substr(0, at));
    rest.remove_prefix(at + pieces_[i].size());
  }
  parts.push_back(rest);
  return parts;
}

std::string with_parts(std::string_view translated, const std::vector<std::string>& parts) {
  std::string text;
  walk(
      translated, [&](std::string_view literal) { text += literal; },
      [&](std::size_t number) { text += number < parts.size() ? parts[number] : ""; });
  return text;
}

bool same_parts(std::string_view english, std::string_view translated) {
  std::vector<std::size_t> wanted;
  std::vector<std::size_t> found;
  const auto ignore = [](std::string_view) {};
  walk(english, ignore, [&](std::size_t number) { wanted.push_back(number); });
  walk(translated, ignore, [&](std::size_t number) { found.push_back(number); });
  std::ranges::sort(found);
  return wanted == found;
}

}  // namespace parcours
