// The functions of pthreads themselves: mutexes of several kinds, conditions by two clocks, keys, once, spin locks,
// barriers.
#pragma once
#include <pthread.h>
#include <time.h>

#include <cstdint>
#include <string>
#include <vector>

struct Shared {
  pthread_mutex_t checked;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t monotonic;
  pthread_cond_t realtime = PTHREAD_COND_INITIALIZER;
  pthread_spinlock_t spin;
  pthread_barrier_t barrier;
  pthread_key_t key;
  unsigned threads = 0;
  unsigned here = 0;
  long spun = 0;
  int serial = 0;
  std::vector<std::string> left;
};

inline pthread_once_t pthreads_once = PTHREAD_ONCE_INIT;
inline std::string* pthreads_greeting = nullptr;

inline timespec in_a_moment(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  now.tv_sec += 5;
  return now;
}

inline void* run(void* argument) {
  Shared& shared = *static_cast<Shared*>(argument);
  pthread_once(&pthreads_once, [] {
    static std::string greeting = "greetings from whoever came first";
    pthreads_greeting = &greeting;
  });
  pthread_setspecific(shared.key, new std::string(*pthreads_greeting));
  pthread_mutex_lock(&shared.mutex);
  ++shared.here;
  pthread_cond_broadcast(&shared.monotonic);
  pthread_cond_broadcast(&shared.realtime);
  while (shared.here < shared.threads) {
    const timespec monotonic = in_a_moment(CLOCK_MONOTONIC);
    const timespec realtime = in_a_moment(CLOCK_REALTIME);
    switch (shared.here % 3) {
      case 0:
        pthread_cond_timedwait(&shared.monotonic, &shared.mutex, &monotonic);
        break;
      case 1:
        pthread_cond_clockwait(&shared.realtime, &shared.mutex, CLOCK_MONOTONIC, &monotonic);
        break;
      default:
        pthread_cond_timedwait(&shared.realtime, &shared.mutex, &realtime);
        break;
    }
  }
  pthread_mutex_unlock(&shared.mutex);
  for (int i = 0; i < 50; ++i) {
    if (pthread_spin_trylock(&shared.spin) != 0) pthread_spin_lock(&shared.spin);
    ++shared.spun;
    pthread_spin_unlock(&shared.spin);
  }
  if (pthread_barrier_wait(&shared.barrier) == PTHREAD_BARRIER_SERIAL_THREAD) shared.serial += 1;
  pthread_barrier_wait(&shared.barrier);
  const timespec until = in_a_moment(CLOCK_MONOTONIC);
  while (pthread_mutex_clocklock(&shared.checked, CLOCK_MONOTONIC, &until) != 0) return nullptr;
  shared.left.push_back(*static_cast<std::string*>(pthread_getspecific(shared.key)));
  const bool refused = pthread_mutex_lock(&shared.checked) != 0;  // an error-checking mutex, already ours
  pthread_mutex_unlock(&shared.checked);
  return refused ? argument : nullptr;
}

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  Shared shared;
  shared.threads = threads;
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&shared.checked, &kind);
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&shared.monotonic, &clock);
  pthread_spin_init(&shared.spin, PTHREAD_PROCESS_PRIVATE);
  pthread_barrier_init(&shared.barrier, nullptr, threads);
  pthread_key_create(&shared.key, [](void* text) { delete static_cast<std::string*>(text); });
  std::vector<pthread_t> all(threads);
  for (pthread_t& thread : all) pthread_create(&thread, nullptr, run, &shared);
  bool right = true;
  for (pthread_t& thread : all) {
    void* result = nullptr;
    const timespec until = in_a_moment(CLOCK_MONOTONIC);
    if (pthread_clockjoin_np(thread, &result, CLOCK_MONOTONIC, &until) != 0) pthread_join(thread, &result);
    right = right && result == &shared;
  }
  pthread_key_delete(shared.key);
  pthread_barrier_destroy(&shared.barrier);
  return right && shared.spun == 50L * threads && shared.serial == 1 && shared.left.size() == threads;
}
