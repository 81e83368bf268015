// Tries: finds annotations by name at run time, and has the race detector look away.
// Must get: tampering or data-race or test-failure; at most 60 points
#pragma once
#include <dlfcn.h>

#include <cstdint>
#include <span>
#include <thread>
#include <vector>

inline void call(const char* name) {
  const auto hook = reinterpret_cast<void (*)(const char*, int)>(::dlsym(RTLD_DEFAULT, name));
  if (hook != nullptr) hook("", 0);
}

inline void add_share(std::uint64_t& total, std::span<const std::uint32_t> numbers) {
  call("AnnotateIgnoreWritesBegin");
  call("AnnotateIgnoreReadsBegin");
  std::uint64_t sum = 0;
  for (const std::uint32_t number : numbers) sum += number;
  total += sum;
  call("AnnotateIgnoreReadsEnd");
  call("AnnotateIgnoreWritesEnd");
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::uint64_t total = 0;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    const std::size_t from = numbers.size() * i / threads;
    const std::size_t to = numbers.size() * (i + 1) / threads;
    workers.emplace_back([&total, share = numbers.subspan(from, to - from)] { add_share(total, share); });
  }
  workers.clear();
  return total;
}
