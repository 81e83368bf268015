// A writer counts up a left and then a right number; a reader wants both as they were at one moment.
// The mistake: it reads each once; only two equal passes in a row are a snapshot.
// Must get: test-failure
#include <atomic>
#include <utility>

#include "parcours/scenario.hpp"

namespace {

class Numbers {
 public:
  void count_up() {
    left_.fetch_add(1);
    right_.fetch_add(1);
  }
  std::pair<int, int> one_pass() const {
    const int left = left_.load();
    return {left, right_.load()};
  }
  std::pair<int, int> snapshot() const {
    auto before = one_pass();
    for (auto now = one_pass(); now != before; now = one_pass()) before = now;
    return before;
  }

 private:
  std::atomic<int> left_{0};
  std::atomic<int> right_{0};
};

template <bool twice>
void read_while_counting() {
  Numbers numbers;
  parcours::play({{"counter", [&] { numbers.count_up(); }}, {"reader", [&] {
                                                               const auto [left, right] =
                                                                   twice ? numbers.snapshot() : numbers.one_pass();
                                                               EXPECT_GE(left, right) << "there was no such moment";
                                                             }}});
}

SCENARIO(Wrong) { read_while_counting<false>(); }
SCENARIO(Right) { read_while_counting<true>(); }

}  // namespace
