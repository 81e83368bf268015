// A memo of shared futures: the first who asks computes, the others wait for it, even when it throws.
#pragma once
#include <atomic>
#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

class Memo {
 public:
  std::string get(std::uint64_t key) {
    std::promise<std::string> promise;
    std::shared_future<std::string> future;
    bool mine = false;
    {
      const std::lock_guard lock(mutex_);
      auto [at, fresh] = known_.try_emplace(key);
      if (fresh) at->second = promise.get_future().share();
      future = at->second;
      mine = fresh;
    }
    if (mine) {
      try {
        promise.set_value(compute(key));
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    }
    return future.get();
  }
  std::atomic<int> computed{0};

 private:
  std::string compute(std::uint64_t key) {
    ++computed;
    if (key % 5 == 0)
      throw std::domain_error("nothing is known about multiples of five, such as " + std::to_string(key));
    return "all about the number " + std::to_string(key);
  }
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_future<std::string>> known_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Memo memo;
  std::atomic<unsigned> right{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < 40; ++i) {
          const std::uint64_t key = (seed + t + i) % 20;
          try {
            right += memo.get(key).ends_with(" " + std::to_string(key)) ? 1 : 0;
          } catch (const std::domain_error& error) {
            right += std::string(error.what()).ends_with(" " + std::to_string(key)) ? 1 : 0;
          }
        }
      });
  }
  return right == 40 * threads && memo.computed == 20;
}
