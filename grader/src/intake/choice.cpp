#include "intake/choice.hpp"

#include <algorithm>
#include <tuple>

#include "intake/entry_path.hpp"
#include "intake/names.hpp"
#include "submission/submission.hpp"
#include "util/text.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace {

using Offers = std::vector<const Offer*>;

/// "bounded_queue (2)" and "bounded_queue-2" without the number, which it gives; 0: there is none.
int take_copy_number(std::string_view& stem) {
  constexpr std::string_view digits = "0123456789";
  const bool bracketed = stem.ends_with(')');
  const std::string_view body = bracketed ? stem.substr(0, stem.size() - 1) : stem;
  const std::size_t mark = body.find_last_not_of(digits);
  if (mark == std::string_view::npos || mark + 1 == body.size()) return 0;
  if (body[mark] != (bracketed ? '(' : '-')) return 0;
  stem = trim(stem.substr(0, mark));
  return number_or_zero(body.substr(mark + 1));
}

struct NameReading {
  Likeness likeness = Likeness::none;
  int number = 0;
};

NameReading read_name(std::string_view path, const Wanted& wanted) {
  const std::string_view name = name_of(path);
  if (name == wanted.header) return {Likeness::exact, 0};
  if (!is_header_name(name)) return {Likeness::none, 0};
  // "queue.hpp.txt" has two endings that say nothing of the exercise.
  std::string_view stem = name.substr(0, name.rfind('.'));
  if (is_header_name(stem)) stem = stem.substr(0, stem.rfind('.'));
  const std::string key = squeezed(wanted.exercise);
  if (squeezed(stem) == key) return {Likeness::renamed, 0};
  const int number = take_copy_number(stem);
  if (squeezed(stem) == key) return {Likeness::renamed, number};
  return {Likeness::other_header, 0};
}

bool is_in_its_place(std::string_view path, const Wanted& wanted) {
  return path.ends_with("/" + wanted.exercise + "/" + wanted.header) &&
         ("/" + std::string(path)).find("/exercises/") != std::string::npos;
}

/// Smaller is better.
auto rank(const Offer& offer, const Wanted& wanted) {
  const std::string& path = offer.handed->path;
  return std::tuple(-offer.handed->number, -read_name(path, wanted).number, !is_in_its_place(path, wanted),
                    std::count(path.begin(), path.end(), '/'));
}

/// "a, b and 3 more"
std::string list(const Offers& offers) {
  constexpr std::size_t most = 3;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(offers.size(), most); ++i) names.push_back(shown(offers[i]->found->path));
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (offers.size() > most) text += fmt::format(" and {} more", offers.size() - most);
  return text;
}

bool same_bytes(const Offers& offers, const Wanted& wanted) {
  const auto load = [&](const Offer& offer) { return load_archived(wanted.header, offer.found->file, "file"); };
  const auto first = load(*offers[0]);
  return first && std::all_of(offers.begin() + 1, offers.end(), [&](const Offer* offer) {
           const auto other = load(*offer);
           return other && other->sha256 == first->sha256;
         });
}

/// Those that have the smallest key.
template <class Key>
Offers least(const Offers& offers, const Key& key) {
  Offers best;
  for (const Offer* offer : offers) {
    if (!best.empty() && key(*offer) < key(*best[0])) best.clear();
    if (best.empty() || key(*offer) == key(*best[0])) best.push_back(offer);
  }
  return best;
}

std::string why_there_is_no_header(const Offers& timely, const Wanted& wanted) {
  if (timely.size() == 1 && !timely[0]->found->refusal.empty())
    return fmt::format("{} cannot be taken: {}", shown(timely[0]->found->path), timely[0]->found->refusal);
  return fmt::format("there is no {}, but {}", wanted.header, list(timely));
}

}  // namespace

Likeness likeness(std::string_view path, const Wanted& wanted) { return read_name(path, wanted).likeness; }

Choice choose(const std::vector<Offer>& offers, const Wanted& wanted, std::optional<std::int64_t> at) {
  Offers timely;
  Offers candidates;
  for (const Offer& offer : offers) {
    if (at && offer.delivery->at && *offer.delivery->at > *at) continue;
    timely.push_back(&offer);
    if (likeness(offer.handed->path, wanted) != Likeness::none) candidates.push_back(&offer);
  }
  if (offers.empty()) return {nullptr, "nothing was handed in"};
  if (timely.empty()) return {nullptr, fmt::format("all was handed in after {}", timestamp_text(*at))};
  if (candidates.empty()) return {nullptr, why_there_is_no_header(timely, wanted)};
  candidates = least(candidates, [](const Offer& offer) {
    const auto& when = offer.delivery->at;
    return std::pair(!when, when ? -*when : 0);
  });
  candidates = least(candidates, [](const Offer& offer) { return !offer.own; });
  candidates = least(candidates, [&](const Offer& offer) { return likeness(offer.handed->path, wanted); });
  if (likeness(candidates[0]->handed->path, wanted) != Likeness::other_header)
    candidates = least(candidates, [&](const Offer& offer) { return rank(offer, wanted); });
  const Offer& best = *candidates[0];
  if (candidates.size() > 1 && !same_bytes(candidates, wanted))
    return {nullptr, fmt::format("nobody can tell which of {} files is {}: {}", candidates.size(), wanted.header,
                                 list(candidates))};
  if (!best.found->refusal.empty())
    return {nullptr, fmt::format("{} cannot be taken: {}", shown(best.found->path), best.found->refusal)};
  return {&best, ""};
}

}  // namespace parcours
