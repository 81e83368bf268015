// A lock-free stack whose nodes are freed once no hazard pointer names them.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

class Stack {
  struct Node {
    std::unique_ptr<std::uint64_t> value;
    Node* next = nullptr;
  };

 public:
  explicit Stack(unsigned threads) : hazards_(threads), retired_(threads) {}
  ~Stack() {
    for (Node* node = head_; node != nullptr;) delete std::exchange(node, node->next);
    for (auto& list : retired_)
      for (Node* node : list) delete node;
  }
  void push(std::uint64_t value) {
    Node* node = new Node{std::make_unique<std::uint64_t>(value)};
    node->next = head_.load(std::memory_order_relaxed);
    while (!head_.compare_exchange_weak(node->next, node, std::memory_order_release, std::memory_order_relaxed)) {
    }
  }
  std::unique_ptr<std::uint64_t> pop(unsigned me) {
    Node* node = head_.load();
    do {
      Node* seen = nullptr;
      do {
        seen = node;
        hazards_[me].store(seen);  // sequentially consistent: before the second look at the head
        node = head_.load();
      } while (node != seen);
    } while (node != nullptr && !head_.compare_exchange_strong(node, node->next));
    hazards_[me].store(nullptr, std::memory_order_release);
    if (node == nullptr) return nullptr;
    auto value = std::move(node->value);
    retire(node, me);
    return value;
  }

 private:
  void retire(Node* node, unsigned me) {
    retired_[me].push_back(node);
    if (retired_[me].size() < 10) return;
    std::vector<Node*> kept;
    for (Node* old : retired_[me]) {
      bool used = false;
      for (auto& hazard : hazards_) used = used || hazard.load() == old;
      used ? kept.push_back(old) : delete old;
    }
    retired_[me] = std::move(kept);
  }
  std::atomic<Node*> head_{nullptr};
  std::vector<std::atomic<Node*>> hazards_;
  std::vector<std::vector<Node*>> retired_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Stack stack(threads);
  std::atomic<std::uint64_t> sum{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < 150; ++i) {
          stack.push(seed % 100 + i);
          if (const auto value = stack.pop(t)) sum += *value;
        }
      });
  }
  while (const auto value = stack.pop(0)) sum += *value;
  return sum == threads * (150 * (seed % 100) + 149 * 150 / 2);
}
