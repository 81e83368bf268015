// Seeded noise at the synchronisation calls of the submission, by the linker's --wrap. Compiled with the race
// detector's instrumentation, so that the caller's line stays on its stack. The wrapped names are listed in
// noise_symbols.txt, which the grader hands to the linker.
#include "noise.hpp"

#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>

namespace parcours {
namespace {

constexpr std::int64_t budget_ns = 150'000'000;  // of sleep a test, all threads together

std::uint64_t noise_seed = 0;  // 0: off
std::atomic<std::uint64_t> next_stream{1};
std::atomic<std::int64_t> left_ns{budget_ns};
thread_local std::uint64_t state = 0;
thread_local bool left_alone = false;

#define UNCHECKED __attribute__((disable_sanitizer_instrumentation))

UNCHECKED std::uint64_t draw() noexcept {
  if (state == 0) state = (noise_seed + 0x9e3779b97f4a7c15 * next_stream.fetch_add(1, std::memory_order_relaxed)) | 1;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x2545f4914f6cdd1d >> 32;
}

/// `rarity`: one disturbance in so many calls; a quarter of them sleeps, the others yield.
UNCHECKED void disturb(std::uint64_t rarity) noexcept {
  if (noise_seed == 0 || left_alone) return;
  const std::uint64_t number = draw();
  if (number % rarity != 0) return;
  const std::uint64_t choice = number / rarity;
  if (choice % 4 != 0 || left_ns.load(std::memory_order_relaxed) <= 0) {
    ::syscall(SYS_sched_yield);
    return;
  }
  const auto length = static_cast<long>(5'000 + (choice >> 2) % 250'000);
  left_ns.fetch_sub(length, std::memory_order_relaxed);
  const timespec pause{0, length};
  ::syscall(SYS_nanosleep, &pause, nullptr);
}

constexpr std::uint64_t at_locks = 6;
constexpr std::uint64_t at_threads = 2;
constexpr std::uint64_t at_atomics = 40;

}  // namespace

void start_noise(std::uint64_t seed) noexcept { noise_seed = seed | 1; }
void renew_noise_budget() noexcept { left_ns.store(budget_ns, std::memory_order_relaxed); }
void disturb_this_thread(bool on) noexcept { left_alone = !on; }

}  // namespace parcours

using parcours::at_atomics;
using parcours::at_locks;
using parcours::at_threads;
using parcours::disturb;

// NOLINTBEGIN: the names are the linker's
extern "C" {

#define WRAP_LOCKING(result, name, parameters, arguments) \
  result __real_##name parameters;                        \
  result __wrap_##name parameters {                       \
    disturb(at_locks);                                    \
    return __real_##name arguments;                       \
  }

WRAP_LOCKING(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
WRAP_LOCKING(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
WRAP_LOCKING(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l))
WRAP_LOCKING(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l))
WRAP_LOCKING(int, sem_wait, (sem_t * s), (s))
WRAP_LOCKING(int, sem_trywait, (sem_t * s), (s))
WRAP_LOCKING(int, pthread_cond_clockwait, (pthread_cond_t * c, pthread_mutex_t* m, clockid_t k, const timespec* t),
             (c, m, k, t))

// After an unlock as well: the moment between two critical sections is where another thread should get in.
#define WRAP_UNLOCKING(name, type)            \
  int __real_##name(type*);                   \
  int __wrap_##name(type* object) {           \
    const int result = __real_##name(object); \
    disturb(at_locks);                        \
    return result;                            \
  }
WRAP_UNLOCKING(pthread_mutex_unlock, pthread_mutex_t)
WRAP_UNLOCKING(pthread_rwlock_unlock, pthread_rwlock_t)
WRAP_UNLOCKING(sem_post, sem_t)

// std::condition_variable and std::thread live in libstdc++.so: their calls are wrapped by their own names.
#define WRAP_CONDITION(name, parameters, arguments) \
  void __real_##name parameters;                    \
  void __wrap_##name parameters {                   \
    disturb(at_locks);                              \
    __real_##name arguments;                        \
  }
WRAP_CONDITION(_ZNSt18condition_variable10notify_oneEv, (void* self), (self))
WRAP_CONDITION(_ZNSt18condition_variable10notify_allEv, (void* self), (self))
WRAP_CONDITION(_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE, (void* self, void* lock), (self, lock))

// The third argument is a std::unique_ptr passed by reference to a temporary (Itanium C++ ABI).
void __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(void*, void*,
                                                                                                  void (*)());
void __wrap__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(void* self,
                                                                                                  void* state,
                                                                                                  void (*depend)()) {
  __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(self, state, depend);
  disturb(at_threads);
}
WRAP_CONDITION(_ZNSt6thread4joinEv, (void* self), (self))

#define WRAP_ATOMICS(bits, type)                                                 \
  type __real___tsan_atomic##bits##_load(const volatile type*, int);             \
  type __wrap___tsan_atomic##bits##_load(const volatile type* a, int order) {    \
    disturb(at_atomics);                                                         \
    return __real___tsan_atomic##bits##_load(a, order);                          \
  }                                                                              \
  void __real___tsan_atomic##bits##_store(volatile type*, type, int);            \
  void __wrap___tsan_atomic##bits##_store(volatile type* a, type v, int order) { \
    disturb(at_atomics);                                                         \
    __real___tsan_atomic##bits##_store(a, v, order);                             \
  }                                                                              \
  WRAP_MODIFICATION(bits, type, exchange)                                        \
  WRAP_MODIFICATION(bits, type, fetch_add)                                       \
  WRAP_MODIFICATION(bits, type, fetch_sub)                                       \
  WRAP_EXCHANGE(bits, type, compare_exchange_strong)                             \
  WRAP_EXCHANGE(bits, type, compare_exchange_weak)
#define WRAP_MODIFICATION(bits, type, name)                                       \
  type __real___tsan_atomic##bits##_##name(volatile type*, type, int);            \
  type __wrap___tsan_atomic##bits##_##name(volatile type* a, type v, int order) { \
    disturb(at_atomics);                                                          \
    return __real___tsan_atomic##bits##_##name(a, v, order);                      \
  }
#define WRAP_EXCHANGE(bits, type, name)                                                         \
  int __real___tsan_atomic##bits##_##name(volatile type*, type*, type, int, int);               \
  int __wrap___tsan_atomic##bits##_##name(volatile type* a, type* c, type v, int o, int fail) { \
    disturb(at_atomics);                                                                        \
    return __real___tsan_atomic##bits##_##name(a, c, v, o, fail);                               \
  }
WRAP_ATOMICS(8, char)
WRAP_ATOMICS(16, short)
WRAP_ATOMICS(32, int)
WRAP_ATOMICS(64, long)
}
// NOLINTEND
