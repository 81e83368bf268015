// Plain data handed over by relaxed atomics and fences: one release fence for many flags, one acquire fence after them.
// May get: inconclusive
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  struct Slot {
    std::string text;
    std::atomic<bool> full{false};
  };
  std::vector<Slot> slots(threads);
  std::atomic<unsigned> taken{0};
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&, t] {
      while (!slots[t].full.load(std::memory_order_relaxed)) std::this_thread::yield();
      std::atomic_thread_fence(std::memory_order_acquire);
      if (slots[t].text == std::to_string(seed) + " in a text of some length") taken.fetch_add(1);
      slots[t].text.clear();
    });
  for (Slot& slot : slots) slot.text = std::to_string(seed) + " in a text of some length";
  std::atomic_thread_fence(std::memory_order_release);
  for (Slot& slot : slots) slot.full.store(true, std::memory_order_relaxed);
  readers.clear();
  return taken == threads;
}
