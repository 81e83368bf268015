// A ticket lock and an MCS lock: first come, first served.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class TicketLock {
 public:
  void lock() {
    const unsigned mine = next_.fetch_add(1, std::memory_order_relaxed);
    while (serving_.load(std::memory_order_acquire) != mine) std::this_thread::yield();
  }
  void unlock() { serving_.store(serving_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  std::atomic<unsigned> next_{0};
  std::atomic<unsigned> serving_{0};
};

class McsLock {
 public:
  struct Node {
    std::atomic<Node*> next{nullptr};
    std::atomic<bool> blocked{false};
  };
  void lock(Node& node) {
    node.next.store(nullptr, std::memory_order_relaxed);
    Node* const before = tail_.exchange(&node, std::memory_order_acq_rel);
    if (before == nullptr) return;
    node.blocked.store(true, std::memory_order_relaxed);
    before->next.store(&node, std::memory_order_release);
    while (node.blocked.load(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock(Node& node) {
    Node* after = node.next.load(std::memory_order_acquire);
    if (after == nullptr) {
      Node* last = &node;
      if (tail_.compare_exchange_strong(last, nullptr, std::memory_order_acq_rel)) return;
      while ((after = node.next.load(std::memory_order_acquire)) == nullptr) std::this_thread::yield();
    }
    after->blocked.store(false, std::memory_order_release);
  }

 private:
  std::atomic<Node*> tail_{nullptr};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const long rounds = 60 + static_cast<long>(seed % 20);
  TicketLock tickets;
  McsLock queue;
  long by_ticket = 0;
  long by_queue = 0;
  std::vector<std::thread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&] {
      McsLock::Node node;
      for (long i = 0; i < rounds; ++i) {
        tickets.lock();
        ++by_ticket;
        tickets.unlock();
        queue.lock(node);
        ++by_queue;
        queue.unlock(node);
      }
    });
  for (auto& thread : all) thread.join();
  return by_ticket == rounds * threads && by_queue == by_ticket;
}
