// A sequence lock: a writer changes a number between two changes of a version; readers repeat when it changed.
// The mistake: the number itself is no atomic, so a reader that will repeat has raced already.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <class Number>
class Versioned {
 public:
  void write(int value) {
    version_.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    put(number_, value);
    version_.store(2, std::memory_order_release);
  }
  bool read(int& value) const {
    const int before = version_.load(std::memory_order_acquire);
    value = get(number_);
    std::atomic_thread_fence(std::memory_order_acquire);
    return before % 2 == 0 && version_.load(std::memory_order_relaxed) == before;
  }

 private:
  static void put(int& number, int value) { number = value; }
  static void put(std::atomic<int>& number, int value) { number.store(value, std::memory_order_relaxed); }
  static int get(const int& number) { return number; }
  static int get(const std::atomic<int>& number) { return number.load(std::memory_order_relaxed); }

  std::atomic<int> version_{0};
  Number number_{0};
};

template <class Number>
void read_while_written() {
  Versioned<Number> number;
  parcours::play({{"writer", [&] { number.write(5); }}, {"reader", [&] {
                                                           int value = 0;
                                                           if (number.read(value))
                                                             EXPECT_TRUE(value == 0 || value == 5);
                                                         }}});
}

SCENARIO(Wrong) { read_while_written<int>(); }
SCENARIO(Right) { read_while_written<std::atomic<int>>(); }

}  // namespace
