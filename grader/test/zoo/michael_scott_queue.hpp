// Michael and Scott's queue; nodes that were taken out are only freed once all threads have ended.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

class Queue {
  struct Node {
    std::string value;
    std::atomic<Node*> next{nullptr};
  };

 public:
  Queue() : head_(new Node), tail_(head_.load()), first_(head_.load()) {}
  ~Queue() {
    for (Node* node = first_; node != nullptr;) {
      Node* const next = node->next.load(std::memory_order_relaxed);
      delete node;
      node = next;
    }
  }
  void push(std::string value) {
    Node* const node = new Node{std::move(value)};
    for (;;) {
      Node* last = tail_.load(std::memory_order_acquire);
      Node* next = last->next.load(std::memory_order_acquire);
      if (next != nullptr) {
        tail_.compare_exchange_weak(last, next, std::memory_order_acq_rel);
      } else if (last->next.compare_exchange_weak(next, node, std::memory_order_acq_rel)) {
        tail_.compare_exchange_strong(last, node, std::memory_order_acq_rel);
        return;
      }
    }
  }
  std::optional<std::string> pop() {
    Node* first = head_.load(std::memory_order_acquire);
    for (;;) {
      Node* const next = first->next.load(std::memory_order_acquire);
      if (next == nullptr) return std::nullopt;
      if (head_.compare_exchange_weak(first, next, std::memory_order_acq_rel)) return std::move(next->value);
    }
  }

 private:
  std::atomic<Node*> head_;
  std::atomic<Node*> tail_;
  Node* const first_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Queue queue;
  std::atomic<unsigned> taken{0};
  const std::string text = "a message that does not fit into the string itself " + std::to_string(seed);
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (unsigned i = 0; i < 100; ++i) {
          queue.push(text);
          if (const auto value = queue.pop()) taken += *value == text ? 1 : 1000;
        }
      });
  }
  while (const auto value = queue.pop()) taken += *value == text ? 1 : 1000;
  return taken == 100 * threads;
}
