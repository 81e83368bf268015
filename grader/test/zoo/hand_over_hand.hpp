// A sorted list with a mutex in each node, locked hand over hand.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

class SortedList {
  struct Node {
    std::uint64_t value = 0;
    std::mutex mutex;
    std::unique_ptr<Node> next;
  };
  Node head_;

 public:
  void insert(std::uint64_t value) {
    auto fresh = std::make_unique<Node>();
    fresh->value = value;
    Node* node = &head_;
    std::unique_lock lock(node->mutex);
    while (node->next && node->next->value < value) {
      std::unique_lock following(node->next->mutex);
      node = node->next.get();
      lock = std::move(following);
    }
    fresh->next = std::move(node->next);
    node->next = std::move(fresh);
  }
  bool remove_first() {
    const std::unique_lock lock(head_.mutex);
    if (!head_.next) return false;
    const std::unique_ptr<Node> victim = std::move(head_.next);
    const std::unique_lock inner(victim->mutex);  // nobody may still stand on it
    head_.next = std::move(victim->next);
    return true;
  }
  std::size_t sorted_length() {
    std::size_t count = 0;
    for (Node* node = head_.next.get(); node != nullptr; node = node->next.get(), ++count)
      if (node->next && node->next->value < node->value) return 0;
    return count;
  }
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  SortedList list;
  std::vector<std::thread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 60; ++i) {
        list.insert((seed ^ (i * 7919 + t * 104729)) % 1000);
        if (i % 3 == 0) list.remove_first();
      }
    });
  for (auto& thread : all) thread.join();
  return list.sorted_length() == 40UL * threads;
}
