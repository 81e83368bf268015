#pragma once
// Call stacks as numbers. The instrumentation tells of every function that is entered and left; a stack is a place in
// a tree of calls, so a thread's stack is one number, and remembering it costs nothing.
#include <cstdint>
#include <vector>

namespace parcours::controlled {

using StackId = std::uint32_t;

/// Lives through all schedules.
class CallStacks {
 public:
  static constexpr StackId bottom = 0;

  CallStacks() : nodes_{{0, bottom, bottom, bottom}} {}

  /// The stack of a function called from `caller` (a return address) by the top of `stack`.
  StackId enter(StackId stack, std::uintptr_t caller) {
    for (StackId child = nodes_[stack].first_child; child != bottom; child = nodes_[child].next)
      if (nodes_[child].caller == caller) return child;
    const StackId made = static_cast<StackId>(nodes_.size());
    nodes_.push_back({caller, stack, bottom, nodes_[stack].first_child});
    nodes_[stack].first_child = made;
    return made;
  }
  [[nodiscard]] StackId leave(StackId stack) const { return nodes_[stack].parent; }

  /// The return addresses, innermost first.
  [[nodiscard]] std::vector<std::uintptr_t> callers(StackId stack) const {
    std::vector<std::uintptr_t> all;
    for (; stack != bottom; stack = nodes_[stack].parent) all.push_back(nodes_[stack].caller);
    return all;
  }

 private:
  struct Node {
    std::uintptr_t caller;
    StackId parent;
    StackId first_child;
    StackId next;  ///< child of the same parent
  };
  std::vector<Node> nodes_;
};

/// A place in the program: an instruction's return address, in the innermost of the calls of `stack`.
struct Place {
  std::uintptr_t pc = 0;
  StackId stack = CallStacks::bottom;
};

}  // namespace parcours::controlled
