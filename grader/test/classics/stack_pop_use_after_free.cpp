// A lock-free stack of allocated nodes.
// The mistake: pop() deletes its node while another pop() may still read the node's link.
// Must get: data-race
#include <atomic>
#include <memory>
#include <vector>

#include "parcours/scenario.hpp"

namespace {

struct Node {
  int value;
  Node* below;
};

class Stack {
 public:
  void push(Node* node) {
    node->below = head_.load();
    while (!head_.compare_exchange_strong(node->below, node)) {
    }
  }
  Node* pop() {
    Node* node = head_.load();
    while (node != nullptr && !head_.compare_exchange_strong(node, node->below)) {
    }
    return node;
  }

 private:
  std::atomic<Node*> head_{nullptr};
};

template <bool deletes_at_once>
void two_poppers() {
  Stack stack;
  std::vector<std::unique_ptr<Node>> retired;
  for (int value : {1, 2}) {
    auto* const node = new Node{value, nullptr};
    if (!deletes_at_once) retired.emplace_back(node);
    stack.push(node);
  }
  std::atomic<int> sum{0};
  const auto pop = [&] {
    Node* const node = stack.pop();
    sum += node->value;
    if (deletes_at_once) delete node;
  };
  parcours::play({{"popper 1", pop}, {"popper 2", pop}});
  EXPECT_EQ(sum, 3) << "a node is popped twice";
}

SCENARIO(Wrong) { two_poppers<true>(); }
SCENARIO(Right) { two_poppers<false>(); }

}  // namespace
