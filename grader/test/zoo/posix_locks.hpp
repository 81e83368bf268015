// rwlocks with every kind of waiting, and POSIX semaphores, unnamed, with both clocks.
#pragma once
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

inline timespec soon(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  now.tv_nsec += 2'000'000;
  if (now.tv_nsec >= 1'000'000'000) now.tv_nsec -= 1'000'000'000, ++now.tv_sec;
  return now;
}

inline bool lock_somehow(pthread_rwlock_t& lock, bool write, unsigned how) {
  const timespec monotonic = soon(CLOCK_MONOTONIC);
  const timespec realtime = soon(CLOCK_REALTIME);
  switch (how % 4) {
    case 0:
      return (write ? pthread_rwlock_wrlock(&lock) : pthread_rwlock_rdlock(&lock)) == 0;
    case 1:
      return (write ? pthread_rwlock_trywrlock(&lock) : pthread_rwlock_tryrdlock(&lock)) == 0;
    case 2:
      return (write ? pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &monotonic)
                    : pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &monotonic)) == 0;
    default:
      return (write ? pthread_rwlock_timedwrlock(&lock, &realtime) : pthread_rwlock_timedrdlock(&lock, &realtime)) == 0;
  }
}

inline bool wait_somehow(sem_t& semaphore, unsigned how) {
  const timespec monotonic = soon(CLOCK_MONOTONIC);
  const timespec realtime = soon(CLOCK_REALTIME);
  if (how % 4 == 0) return sem_wait(&semaphore) == 0;
  if (how % 4 == 1) return sem_trywait(&semaphore) == 0;
  if (how % 4 == 2) return sem_clockwait(&semaphore, CLOCK_MONOTONIC, &monotonic) == 0;
  return sem_timedwait(&semaphore, &realtime) == 0;
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  sem_t mutex;
  sem_init(&mutex, 0, 1);
  long low = 0;
  long high = 0;
  long inside = 0;
  std::atomic<long> writes{0};
  std::atomic<long> entries{0};
  std::atomic<bool> torn{false};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 80; ++i) {
          const bool write = (seed + t + i) % 3 == 0;
          if (lock_somehow(lock, write, i)) {
            if (write)
              ++low, ++high, ++writes;
            else if (low != high)
              torn = true;
            pthread_rwlock_unlock(&lock);
          }
          if (wait_somehow(mutex, i + t)) {
            ++inside, ++entries;
            sem_post(&mutex);
          }
        }
      });
  }
  sem_destroy(&mutex);
  pthread_rwlock_destroy(&lock);
  return !torn && low == writes && high == writes && inside == entries;
}
