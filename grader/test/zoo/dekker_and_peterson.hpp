// Mutual exclusion from loads and stores alone, sequentially consistent: Peterson's algorithm, and a filter of it for
// more.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class FilterLock {
 public:
  explicit FilterLock(unsigned threads) : level_(threads), victim_(threads) {}
  void lock(unsigned me) {
    for (unsigned level = 1; level < level_.size(); ++level) {
      level_[me].store(level);
      victim_[level].store(me);
      while (victim_[level].load() == me && others_at(level, me)) std::this_thread::yield();
    }
  }
  void unlock(unsigned me) { level_[me].store(0); }

 private:
  bool others_at(unsigned level, unsigned me) const {
    for (unsigned t = 0; t < level_.size(); ++t)
      if (t != me && level_[t].load() >= level) return true;
    return false;
  }
  std::vector<std::atomic<unsigned>> level_;
  std::vector<std::atomic<unsigned>> victim_;
};

class Dekker {
 public:
  void lock(unsigned me) {
    wants_[me] = true;
    while (wants_[1 - me]) {
      if (turn_ == me) {
        std::this_thread::yield();
        continue;
      }
      wants_[me] = false;
      while (turn_ != me) std::this_thread::yield();
      wants_[me] = true;
    }
  }
  void unlock(unsigned me) {
    turn_ = 1 - me;
    wants_[me] = false;
  }

 private:
  std::atomic<bool> wants_[2] = {false, false};
  std::atomic<unsigned> turn_{0};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const long rounds = 40 + static_cast<long>(seed % 20);
  FilterLock filter(threads);
  Dekker pair;
  long all_count = 0;
  long pair_count = 0;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (long i = 0; i < rounds; ++i) {
          filter.lock(t);
          ++all_count;
          filter.unlock(t);
          if (t > 1) continue;
          pair.lock(t);
          ++pair_count;
          pair.unlock(t);
        }
      });
  }
  return all_count == rounds * threads && pair_count == rounds * (threads > 1 ? 2 : 1);
}
