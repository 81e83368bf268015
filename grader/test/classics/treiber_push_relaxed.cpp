// A lock-free stack to which threads push nodes, and from which one takes all at once.
// The mistake: push() links its node with a relaxed exchange, which does not publish what the node holds.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

struct Node {
  int value = 0;
  Node* below = nullptr;
};

template <std::memory_order publish>
class Stack {
 public:
  void push(Node* node) {
    node->below = head_.load(std::memory_order_relaxed);
    while (!head_.compare_exchange_weak(node->below, node, publish, std::memory_order_relaxed)) {
    }
  }
  Node* take_all() { return head_.exchange(nullptr, std::memory_order_acquire); }

 private:
  std::atomic<Node*> head_{nullptr};
};

template <std::memory_order publish>
void push_and_take() {
  Stack<publish> stack;
  Node nodes[2];
  const auto push = [&](int i) {
    nodes[i].value = i + 1;
    stack.push(&nodes[i]);
  };
  parcours::play(
      {{"pusher 1", [&] { push(0); }}, {"pusher 2", [&] { push(1); }}, {"taker", [&] {
                                                                          for (const Node* node = stack.take_all();
                                                                               node != nullptr; node = node->below)
                                                                            EXPECT_NE(node->value, 0);
                                                                        }}});
}

SCENARIO(Wrong) { push_and_take<std::memory_order_relaxed>(); }
SCENARIO(Right) { push_and_take<std::memory_order_release>(); }

}  // namespace
