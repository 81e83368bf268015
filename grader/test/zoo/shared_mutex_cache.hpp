// A cache that many read under a shared lock and few write under an exclusive one.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

class Cache {
 public:
  std::string get(int key) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = entries_.find(key); found != entries_.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    const auto [at, fresh] = entries_.try_emplace(key, "the square is " + std::to_string(key * key));
    if (fresh) ++made_;
    return at->second;
  }
  int made() const {
    const std::shared_lock lock(mutex_);
    return made_;
  }

 private:
  mutable std::shared_mutex mutex_;
  std::map<int, std::string> entries_;
  int made_ = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Cache cache;
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) (void)cache.get(static_cast<int>((seed + t + i) % 40));
    });
  all.clear();
  return cache.made() == 40 && cache.get(7) == "the square is 49";
}
