// C's own threads: thrd_create with results, mtx_t plain, recursive and timed, cnd_t, call_once, tss_t with a
// destructor.
#pragma once
#include <threads.h>
#include <time.h>

#include <cstdint>
#include <utility>
#include <vector>

struct Tally {
  mtx_t mutex;
  mtx_t nested;
  cnd_t changed;
  tss_t own;
  unsigned threads = 0;
  unsigned arrived = 0;
  long sum = 0;
  int freed = 0;
};

inline once_flag tally_once = ONCE_FLAG_INIT;
inline int tally_table = 0;

inline void free_own(void* own) { delete static_cast<std::pair<Tally*, long>*>(own); }

inline int count_in(void* argument) {
  Tally& tally = *static_cast<Tally*>(argument);
  call_once(&tally_once, [] { tally_table = 7; });
  tss_set(tally.own, new std::pair<Tally*, long>(&tally, 5));
  mtx_lock(&tally.mutex);
  ++tally.arrived;
  tally.sum += static_cast<std::pair<Tally*, long>*>(tss_get(tally.own))->second;
  cnd_broadcast(&tally.changed);
  while (tally.arrived < tally.threads) cnd_wait(&tally.changed, &tally.mutex);
  mtx_unlock(&tally.mutex);
  timespec until{};
  timespec_get(&until, TIME_UTC);
  until.tv_sec += 5;
  if (mtx_timedlock(&tally.nested, &until) != thrd_success) return 1;
  if (mtx_trylock(&tally.nested) == thrd_success) {
    ++tally.freed;
    mtx_unlock(&tally.nested);
  }
  mtx_unlock(&tally.nested);
  thrd_exit(tally_table);
}

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  Tally tally;
  tally.threads = threads;
  mtx_init(&tally.mutex, mtx_plain);
  mtx_init(&tally.nested, mtx_timed | mtx_recursive);
  cnd_init(&tally.changed);
  tss_create(&tally.own, free_own);
  std::vector<thrd_t> all(threads);
  for (thrd_t& thread : all)
    if (thrd_create(&thread, count_in, &tally) != thrd_success) return false;
  bool right = true;
  for (thrd_t& thread : all) {
    int result = 0;
    right = thrd_join(thread, &result) == thrd_success && result == 7 && right;
  }
  right = right && tally.sum == 5L * threads && tally.freed == static_cast<int>(threads);
  tss_delete(tally.own);
  cnd_destroy(&tally.changed);
  mtx_destroy(&tally.nested);
  mtx_destroy(&tally.mutex);
  return right;
}
