// A program that replaces the global operator new and delete, to count what is allocated.
// May get: tampering
#pragma once
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

inline std::atomic<long> allocations{0};

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const long before = allocations.load();
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([seed] {
        std::vector<std::unique_ptr<std::string>> texts;
        for (int i = 0; i < 100; ++i)
          texts.push_back(std::make_unique<std::string>(40, static_cast<char>('a' + seed % 26)));
      });
  }
  return allocations.load() - before >= 200L * threads;
}
