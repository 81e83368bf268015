// A ring for one producer and one consumer: plain slots, two indices a cache line apart, each side with a copy of the
// other's.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <new>
#include <thread>
#include <vector>

class Ring {
  static constexpr std::size_t size = 16;
  static constexpr std::size_t line = 64;

 public:
  bool push(std::unique_ptr<std::uint64_t>& value) {
    const std::size_t in = in_.load(std::memory_order_relaxed);
    if (in - known_out_ == size) known_out_ = out_.load(std::memory_order_acquire);
    if (in - known_out_ == size) return false;
    slots_[in % size] = std::move(value);
    in_.store(in + 1, std::memory_order_release);
    return true;
  }
  std::unique_ptr<std::uint64_t> pop() {
    const std::size_t out = out_.load(std::memory_order_relaxed);
    if (out == known_in_) known_in_ = in_.load(std::memory_order_acquire);
    if (out == known_in_) return nullptr;
    auto value = std::move(slots_[out % size]);
    out_.store(out + 1, std::memory_order_release);
    return value;
  }

 private:
  std::array<std::unique_ptr<std::uint64_t>, size> slots_;
  alignas(line) std::atomic<std::size_t> in_{0};
  std::size_t known_out_ = 0;
  alignas(line) std::atomic<std::size_t> out_{0};
  std::size_t known_in_ = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::deque<Ring> rings(threads);
  std::atomic<unsigned> in_order{0};
  {
    std::vector<std::jthread> all;
    for (Ring& ring : rings) {
      all.emplace_back([&ring, seed] {
        for (std::uint64_t i = 0; i < 200; ++i) {
          auto item = std::make_unique<std::uint64_t>(seed + i);
          while (!ring.push(item)) std::this_thread::yield();
        }
      });
      all.emplace_back([&ring, seed, &in_order] {
        for (std::uint64_t i = 0; i < 200; ++i) {
          std::unique_ptr<std::uint64_t> item;
          while (!(item = ring.pop())) std::this_thread::yield();
          if (*item == seed + i) in_order.fetch_add(1, std::memory_order_relaxed);
        }
      });
    }
  }
  return in_order == 200 * threads;
}
