#include "score/late.hpp"

#include <algorithm>

namespace parcours {

int points_off(const LateRule& rule, std::chrono::seconds after) {
  if (after <= rule.grace) return 0;
  constexpr std::chrono::seconds day = std::chrono::hours(24);
  // The grace does not move the due date: an hour late is the first day, whatever the grace.
  const long days = (after.count() + day.count() - 1) / day.count();
  return static_cast<int>(std::min<long>(days * rule.per_day, rule.most));
}

}  // namespace parcours
