// A lock-free stack of the numbers of nodes in a fixed pool.
// The mistake: pop() takes an equal head for an unchanged one, although the node was popped and pushed again (ABA).
// Must get: test-failure
#include <array>
#include <atomic>
#include <cstdint>

#include "parcours/scenario.hpp"

namespace {

/// The head holds a node's number, 0 for none, and in its upper half a tag that the right version counts up.
template <bool tagged>
class Stack {
 public:
  void push(std::uint32_t node) {
    std::uint64_t head = head_.load();
    do below_[node].store(number(head));
    while (!head_.compare_exchange_strong(head, next_tag(head) | node));
  }
  std::uint32_t pop() {
    std::uint64_t head = head_.load();
    for (;;) {
      if (number(head) == 0) return 0;
      const std::uint64_t below = below_[number(head)].load();
      if (head_.compare_exchange_strong(head, next_tag(head) | below)) return number(head);
    }
  }

 private:
  static std::uint32_t number(std::uint64_t head) { return static_cast<std::uint32_t>(head); }
  static std::uint64_t next_tag(std::uint64_t head) { return tagged ? ((head >> 32) + 1) << 32 : 0; }

  std::atomic<std::uint64_t> head_{0};
  std::array<std::atomic<std::uint32_t>, 4> below_{};
};

template <bool tagged>
void pop_while_other_recycles() {
  Stack<tagged> stack;
  for (const std::uint32_t node : {3, 2, 1}) stack.push(node);
  int owners[4] = {};
  std::uint32_t popped = 0, kept = 0;
  parcours::play({{"popper", [&] { popped = stack.pop(); }}, {"recycler", [&] {
                                                                const std::uint32_t first = stack.pop();
                                                                kept = stack.pop();
                                                                stack.push(first);
                                                              }}});
  ++owners[popped];
  ++owners[kept];
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t rest = stack.pop();
    if (rest == 0) break;
    ++owners[rest];
  }
  for (int node = 1; node < 4; ++node) EXPECT_EQ(owners[node], 1) << "node " << node << " is lost or owned twice";
}

SCENARIO(Wrong) { pop_while_other_recycles<false>(); }
SCENARIO(Right) { pop_while_other_recycles<true>(); }

}  // namespace
