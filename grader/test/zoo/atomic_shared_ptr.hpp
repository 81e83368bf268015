// Immutable snapshots in a std::atomic<std::shared_ptr>, replaced by compare and exchange.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

using Snapshot = std::vector<std::uint64_t>;

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<std::shared_ptr<const Snapshot>> current(std::make_shared<const Snapshot>());
  std::atomic<bool> broken{false};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (int i = 0; i < 30; ++i) {
          std::shared_ptr<const Snapshot> old = current.load();
          std::shared_ptr<const Snapshot> next;
          do {
            auto copy = std::make_shared<Snapshot>(*old);
            copy->push_back(seed + copy->size());
            next = std::move(copy);
          } while (!current.compare_exchange_weak(old, next));
          const auto seen = current.load(std::memory_order_acquire);
          if (seen->back() != seed + seen->size() - 1) broken = true;
        }
      });
  }
  const auto last = current.exchange(nullptr);
  return !broken && last->size() == 30UL * threads && last->front() == seed && current.load() == nullptr;
}
