// Tries: fills a thread's stack of two gigabytes.
// Must get: memory-limit or crash or timeout; at most 53 points
#pragma once
#include <pthread.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <thread>
#include <vector>

/// What an honest student would write.
inline std::uint64_t add_up(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const std::size_t from = numbers.size() * i / threads;
      const std::size_t to = numbers.size() * (i + 1) / threads;
      std::uint64_t sum = 0;
      for (const std::uint32_t number : numbers.subspan(from, to - from)) sum += number;
      sums[i] = sum;
    });
  }
  workers.clear();
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

inline void* fill(void*) {
  volatile char* room = static_cast<volatile char*>(__builtin_alloca(1'900'000'000));
  for (std::size_t i = 0; i < 1'900'000'000; i += 4096) room[i] = 1;
  ::sleep(1);
  return nullptr;
}
inline void swell() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 2'000'000'000);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, fill, nullptr) == 0) pthread_join(thread, nullptr);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) swell();
  return add_up(numbers, threads);
}
