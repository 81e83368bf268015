// A lock whose waiting threads form a queue, each spinning at a node of its own (Mellor-Crummey and Scott).
// The mistake: an owner without a successor leaves, although one has joined the queue and is about to link itself.
// Must get: timeout
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

struct Node {
  std::atomic<Node*> next{nullptr};
  std::atomic<bool> waits{true};
};

template <bool waits_for_link>
class QueueLock {
 public:
  void lock(Node& mine) {
    Node* const before = last_.exchange(&mine, std::memory_order_acq_rel);
    if (before == nullptr) return;
    before->next.store(&mine, std::memory_order_release);
    while (mine.waits.load(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock(Node& mine) {
    Node* next = mine.next.load(std::memory_order_acquire);
    if (next == nullptr) {
      Node* expected = &mine;
      if (last_.compare_exchange_strong(expected, nullptr, std::memory_order_acq_rel)) return;
      if (!waits_for_link) return;
      while ((next = mine.next.load(std::memory_order_acquire)) == nullptr) std::this_thread::yield();
    }
    next->waits.store(false, std::memory_order_release);
  }

 private:
  std::atomic<Node*> last_{nullptr};
};

template <bool waits_for_link>
void two_owners() {
  QueueLock<waits_for_link> lock;
  Node nodes[2];
  int count = 0;
  const auto enter = [&](Node& mine) {
    lock.lock(mine);
    ++count;
    lock.unlock(mine);
  };
  parcours::play({{"owner 1", [&] { enter(nodes[0]); }}, {"owner 2", [&] { enter(nodes[1]); }}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_owners<false>(); }
SCENARIO(Right) { two_owners<true>(); }

}  // namespace
