// An object is made by whoever needs it first; all users share the same one.
// The mistake: two users find none, and the second one's object takes the place of the first one's.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool exchanges>
int* shared_object(std::atomic<int*>& place, int* mine) {
  int* found = place.load();
  if (found != nullptr) return found;
  if (exchanges) return place.compare_exchange_strong(found, mine) ? mine : found;
  place.store(mine);
  return mine;
}

template <bool exchanges>
void two_users() {
  std::atomic<int*> place{nullptr};
  int objects[2] = {};
  int* used[2] = {};
  const auto use = [&](int me) { used[me] = shared_object<exchanges>(place, &objects[me]); };
  parcours::play({{"user 1", [&] { use(0); }}, {"user 2", [&] { use(1); }}});
  EXPECT_EQ(used[0], used[1]) << "there are two objects in use";
}

SCENARIO(Wrong) { two_users<false>(); }
SCENARIO(Right) { two_users<true>(); }

}  // namespace
