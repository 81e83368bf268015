// Striped locks, all 200 of them held at once to resize.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

class StripedMap {
  static constexpr std::size_t stripes = 200;
  std::array<std::mutex, stripes> locks_;
  std::vector<std::vector<std::uint64_t>> buckets_ = std::vector<std::vector<std::uint64_t>>(stripes);

  static void put(std::vector<std::vector<std::uint64_t>>& into, std::uint64_t key) {
    into[key % into.size()].push_back(key);
  }

 public:
  void add(std::uint64_t key) {
    const std::lock_guard lock(locks_[key % stripes]);  // the number of buckets is always a multiple of stripes
    put(buckets_, key);
  }
  void grow() {
    std::deque<std::unique_lock<std::mutex>> all;
    for (std::mutex& lock : locks_) all.emplace_back(lock);
    std::vector<std::vector<std::uint64_t>> more(buckets_.size() + stripes);
    for (const auto& bucket : buckets_)
      for (const std::uint64_t key : bucket) put(more, key);
    buckets_ = std::move(more);
  }
  std::size_t size() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < stripes; ++i) {
      const std::lock_guard lock(locks_[i]);
      for (std::size_t b = i; b < buckets_.size(); b += stripes) count += buckets_[b].size();
    }
    return count;
  }
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  StripedMap map;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 100; ++i) {
          map.add(seed * (i + 1) + t);
          if (i % 50 == 20) map.grow();
        }
      });
  }
  return map.size() == 100UL * threads;
}
