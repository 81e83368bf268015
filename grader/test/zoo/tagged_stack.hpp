// A lock-free stack of indices with a tag against reuse, and the nodes themselves plain.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

class FreeList {
 public:
  static constexpr std::uint32_t none = 0xffffffff;
  explicit FreeList(std::uint32_t size) : next_(size) {
    for (std::uint32_t i = 0; i < size; ++i) push(i);
  }
  void push(std::uint32_t index) {
    std::uint64_t head = head_.load(std::memory_order_relaxed);
    do next_[index].store(static_cast<std::uint32_t>(head), std::memory_order_relaxed);
    while (
        !head_.compare_exchange_weak(head, tagged(head, index), std::memory_order_release, std::memory_order_relaxed));
  }
  std::uint32_t pop() {
    std::uint64_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      const auto index = static_cast<std::uint32_t>(head);
      if (index == none) return none;
      const std::uint32_t next = next_[index].load(std::memory_order_relaxed);
      if (head_.compare_exchange_weak(head, tagged(head, next), std::memory_order_acquire)) return index;
    }
  }

 private:
  static std::uint64_t tagged(std::uint64_t old, std::uint32_t index) { return ((old >> 32) + 1) << 32 | index; }
  std::vector<std::atomic<std::uint32_t>> next_;
  std::atomic<std::uint64_t> head_{none};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  FreeList free(8);
  std::vector<std::string> rooms(8);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 200; ++i) {
          const std::uint32_t room = free.pop();
          if (room == FreeList::none) continue;
          rooms[room] = "guest " + std::to_string(seed) + " of thread " + std::to_string(t);
          if (!rooms[room].ends_with(" " + std::to_string(t))) ++wrong;
          free.push(room);
        }
      });
  }
  int back = 0;
  while (free.pop() != FreeList::none) ++back;
  return wrong == 0 && back == 8;
}
