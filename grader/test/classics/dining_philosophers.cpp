// Three philosophers around a table, three forks, and each needs two of them to eat.
// The mistake: everybody takes the left fork first.
// Must get: deadlock
#include <algorithm>
#include <array>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

constexpr std::size_t seats = 3;

template <bool in_order>
void dine() {
  std::array<std::mutex, seats> forks;
  int meals[seats] = {};
  const auto eat = [&](std::size_t seat) {
    std::size_t first = seat;
    std::size_t second = (seat + 1) % seats;
    if (in_order && first > second) std::swap(first, second);
    const std::lock_guard one(forks[first]);
    const std::lock_guard other(forks[second]);
    ++meals[seat];
  };
  parcours::play({{"Ada", [&] { eat(0); }}, {"Blaise", [&] { eat(1); }}, {"Carl", [&] { eat(2); }}});
  EXPECT_EQ(meals[0] + meals[1] + meals[2], 3);
}

SCENARIO(Wrong) { dine<false>(); }
SCENARIO(Right) { dine<true>(); }

}  // namespace
