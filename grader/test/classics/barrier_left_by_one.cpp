// Two workers meet at a barrier after each round.
// The mistake: a worker that has finished early just leaves; the barrier still counts on it.
// Must get: deadlock
#include <barrier>

#include "parcours/scenario.hpp"

namespace {

template <bool drops_out>
void uneven_rounds() {
  std::barrier meeting(2);
  const auto work = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) meeting.arrive_and_wait();
    if (drops_out) meeting.arrive_and_drop();
  };
  parcours::play({{"short work", [&] { work(1); }}, {"long work", [&] { work(2); }}});
}

SCENARIO(Wrong) { uneven_rounds<false>(); }
SCENARIO(Right) { uneven_rounds<true>(); }

}  // namespace
