// A library that is preloaded into a benchmark program to find out what its threads wait for. Each function here stands
// in for one of the C library's that may block, and counts the time that it did. What does not block is not timed.
#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>

namespace {

std::uint64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

/// Nanoseconds waited for each lock. Locks that find no place are counted in none of them.
struct Place {
  std::atomic<const void*> lock{nullptr};
  std::atomic<std::uint64_t> waited{0};
};
constexpr std::size_t places = 4096;
Place locks[places];
std::atomic<std::uint64_t> all_locks{0};
std::atomic<std::uint64_t> news{0};  ///< condition variables, semaphores, atomic waits

void add_lock(const void* lock, std::uint64_t waited) {
  all_locks += waited;
  const std::size_t start = (reinterpret_cast<std::uintptr_t>(lock) >> 4) % places;
  for (std::size_t i = 0; i < 16; ++i) {
    Place& place = locks[(start + i) % places];
    const void* there = nullptr;
    if (place.lock.compare_exchange_strong(there, lock) || there == lock) {
      place.waited += waited;
      return;
    }
  }
}

template <class Function>
Function next(const char* name, const char* version = nullptr) {
  // Of some functions an old version comes first.
  void* found = version != nullptr ? ::dlvsym(RTLD_NEXT, name, version) : nullptr;
  if (found == nullptr) found = ::dlsym(RTLD_NEXT, name);
  return reinterpret_cast<Function>(found);
}

/// `call`, and how long it took. Keeps errno.
template <class Call>
auto timed(std::uint64_t& waited, Call call) {
  const std::uint64_t before = now();
  const auto result = call();
  const int error = errno;
  waited = now() - before;
  errno = error;
  return result;
}

template <class Call>
auto counting(Call call) {
  std::uint64_t waited = 0;
  const auto result = timed(waited, call);
  news += waited;
  return result;
}

/// Blocks, and counts, only where `attempt` found the lock taken.
template <class Lock>
int take(Lock* lock, int (*attempt)(Lock*), int (*block)(Lock*)) {
  const int tried = attempt(lock);
  if (tried != EBUSY) return tried;
  std::uint64_t waited = 0;
  const int result = timed(waited, [&] { return block(lock); });
  add_lock(lock, waited);
  return result;
}

}  // namespace

extern "C" {

/// Seconds since the last call: for the lock most waited for, for all locks, for news of other threads.
void parcours_take_waits(double* waits) {
  std::uint64_t most = 0;
  for (Place& place : locks) {
    const std::uint64_t waited = place.waited.exchange(0);
    place.lock = nullptr;
    if (waited > most) most = waited;
  }
  waits[0] = 1e-9 * static_cast<double>(most);
  waits[1] = 1e-9 * static_cast<double>(all_locks.exchange(0));
  waits[2] = 1e-9 * static_cast<double>(news.exchange(0));
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  return take(mutex, ::pthread_mutex_trylock, real);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  static const auto real = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
  return take(lock, ::pthread_rwlock_tryrdlock, real);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  static const auto real = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
  return take(lock, ::pthread_rwlock_trywrlock, real);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait", "GLIBC_2.3.2");
  return counting([&] { return real(condition, mutex); });
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
  static const auto real =
      next<int (*)(pthread_cond_t*, pthread_mutex_t*, const timespec*)>("pthread_cond_timedwait", "GLIBC_2.3.2");
  return counting([&] { return real(condition, mutex, until); });
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  static const auto real =
      next<int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)>("pthread_cond_clockwait");
  return counting([&] { return real(condition, mutex, clock, until); });
}

/// The C++ library's atomic waits, latches, barriers and semaphores come this way.
long syscall(long number, ...) {
  static const auto real = next<long (*)(long, ...)>("syscall");
  __builtin_va_list list;
  __builtin_va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = __builtin_va_arg(list, long);
  __builtin_va_end(list);
  const auto call = [&] {
    return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  };
  const long operation = arguments[1] & FUTEX_CMD_MASK;
  const bool waits = number == SYS_futex && (operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET);
  return waits ? counting(call) : call();
}

}  // extern "C"
