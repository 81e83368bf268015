// The compiler's atomic builtins, old and new, on plain variables: __sync_*, __atomic_*, and a lock by test-and-set.
#pragma once
#include <cstdint>
#include <thread>
#include <vector>

struct Old {
  volatile int lock = 0;
  long guarded = 0;
  void enter() {
    while (__sync_lock_test_and_set(&lock, 1) != 0) std::this_thread::yield();
  }
  void leave() { __sync_lock_release(&lock); }
};

struct List {
  struct Node {
    std::uint64_t value;
    Node* next;
  };
  Node* head = nullptr;
  void push(std::uint64_t value) {
    Node* const node = new Node{value, __atomic_load_n(&head, __ATOMIC_RELAXED)};
    while (!__atomic_compare_exchange_n(&head, &node->next, node, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
    }
  }
  Node* take_all() { return __atomic_exchange_n(&head, nullptr, __ATOMIC_ACQUIRE); }
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Old old;
  List list;
  long counter = 0;
  unsigned char flag = 0;
  long flagged = 0;
  std::uint64_t sum = 0;
  const auto drain = [&] {
    for (List::Node* node = list.take_all(); node != nullptr;) {
      __sync_fetch_and_add(&sum, node->value);
      List::Node* const done = node;
      node = node->next;
      delete done;
    }
  };
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (std::uint64_t i = 0; i < 100; ++i) {
          __sync_add_and_fetch(&counter, 1);
          old.enter();
          ++old.guarded;
          old.leave();
          while (__atomic_test_and_set(&flag, __ATOMIC_ACQUIRE)) std::this_thread::yield();
          ++flagged;
          __atomic_clear(&flag, __ATOMIC_RELEASE);
          list.push(seed % 100 + i);
          if (i % 10 == 0) drain();
        }
      });
  }
  drain();
  return counter == 100L * threads && old.guarded == counter && flagged == counter &&
         sum == threads * (100 * (seed % 100) + 99 * 100 / 2);
}
