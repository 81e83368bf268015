// C's threads, with one of two counters outside of the mutex.
// Must get: data-race
#pragma once
#include <threads.h>

#include <cstdint>
#include <vector>

struct Counters {
  mtx_t mutex;
  long inside = 0;
  long outside = 0;
};

inline int count_both(void* argument) {
  Counters& counters = *static_cast<Counters*>(argument);
  for (int i = 0; i < 100; ++i) {
    mtx_lock(&counters.mutex);
    ++counters.inside;
    mtx_unlock(&counters.mutex);
    ++counters.outside;
  }
  return 0;
}

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  Counters counters;
  mtx_init(&counters.mutex, mtx_plain);
  std::vector<thrd_t> all(threads);
  for (thrd_t& thread : all) thrd_create(&thread, count_both, &counters);
  for (thrd_t& thread : all) thrd_join(thread, nullptr);
  return counters.inside == 100L * threads;
}
