// Vyukov's bounded queue for many producers and many consumers: each cell carries the number of its turn.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

class Ring {
  struct Cell {
    std::atomic<std::size_t> turn;
    std::string value;
  };

 public:
  Ring() : cells_(8) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i].turn.store(i, std::memory_order_relaxed);
  }
  bool push(const std::string& value) {
    return visit(in_, 0, 1, [&](Cell& cell) { cell.value = value; });
  }
  bool pop(std::string& value) {
    return visit(out_, 1, cells_.size(), [&](Cell& cell) { value = std::move(cell.value); });
  }

 private:
  template <class Use>
  bool visit(std::atomic<std::size_t>& position, std::size_t ahead, std::size_t step, Use use) {
    std::size_t at = position.load(std::memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_[at % cells_.size()];
      const auto lead = static_cast<std::ptrdiff_t>(cell.turn.load(std::memory_order_acquire) - (at + ahead));
      if (lead < 0) return false;
      if (lead > 0) {
        at = position.load(std::memory_order_relaxed);
      } else if (position.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
        use(cell);
        cell.turn.store(at + step, std::memory_order_release);
        return true;
      }
    }
  }
  std::vector<Cell> cells_;
  std::atomic<std::size_t> in_{0};
  std::atomic<std::size_t> out_{0};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Ring ring;
  std::atomic<unsigned> right{0};
  const std::string text = std::to_string(seed) + " is a number, and this is a longer text";
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t) {
      all.emplace_back([&] {
        for (int i = 0; i < 100; ++i)
          while (!ring.push(text)) std::this_thread::yield();
      });
      all.emplace_back([&] {
        std::string value;
        for (int i = 0; i < 100; ++i) {
          while (!ring.pop(value)) std::this_thread::yield();
          right += value == text ? 1 : 0;
        }
      });
    }
  }
  return right == 100 * threads;
}
