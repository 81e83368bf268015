// A sequence lock: a writer changes two numbers between two changes of a version; readers repeat when it changed.
// The mistake: nothing keeps the relaxed accesses to the numbers between those to the version.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool fenced>
class Pair {
 public:
  void write(int value) {
    const int version = version_.load(std::memory_order_relaxed);
    version_.store(version + 1, std::memory_order_relaxed);
    if (fenced) std::atomic_thread_fence(std::memory_order_release);
    left_.store(value, std::memory_order_relaxed);
    right_.store(value, std::memory_order_relaxed);
    version_.store(version + 2, std::memory_order_release);
  }
  /// False: a writer was at it.
  bool read(int& left, int& right) const {
    const int before = version_.load(std::memory_order_acquire);
    left = left_.load(std::memory_order_relaxed);
    right = right_.load(std::memory_order_relaxed);
    if (fenced) std::atomic_thread_fence(std::memory_order_acquire);
    return before % 2 == 0 && version_.load(std::memory_order_relaxed) == before;
  }

 private:
  std::atomic<int> version_{0};
  std::atomic<int> left_{0};
  std::atomic<int> right_{0};
};

template <bool fenced>
void read_while_written() {
  Pair<fenced> pair;
  parcours::play({{"writer", [&] { pair.write(1); }}, {"reader", [&] {
                                                         int left = 0, right = 0;
                                                         if (pair.read(left, right))
                                                           EXPECT_EQ(left, right) << "half of a write is read";
                                                       }}});
}

SCENARIO(Wrong) { read_while_written<false>(); }
SCENARIO(Right) { read_while_written<true>(); }

}  // namespace
