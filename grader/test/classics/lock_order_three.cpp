// Three parts of a program are used in pairs, each under both locks: cache and index, index and log, log and cache.
// The mistake: each pair has an order, but the orders form a circle.
// Must get: deadlock
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

struct Part {
  std::mutex mutex;
  int uses = 0;
};

void use(Part& first, Part& second) {
  const std::lock_guard one(first.mutex);
  const std::lock_guard other(second.mutex);
  ++first.uses;
  ++second.uses;
}

template <bool one_order>
void three_pairs() {
  Part cache, index, log;
  parcours::play({{"lookup", [&] { use(cache, index); }},
                  {"update", [&] { use(index, log); }},
                  {"flush", [&] { one_order ? use(cache, log) : use(log, cache); }}});
  EXPECT_EQ(cache.uses + index.uses + log.uses, 6);
}

SCENARIO(Wrong) { three_pairs<false>(); }
SCENARIO(Right) { three_pairs<true>(); }

}  // namespace
