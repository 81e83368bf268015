// Thread-local accumulators whose destructors hand their content over when the thread ends.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

struct Basket {
  std::mutex mutex;
  std::vector<int> content;
};

class Picker {
 public:
  ~Picker() {
    if (!basket_) return;
    const std::lock_guard lock(basket_->mutex);
    basket_->content.insert(basket_->content.end(), picked_.begin(), picked_.end());
  }
  void pick(const std::shared_ptr<Basket>& basket, int value) {
    basket_ = basket;
    picked_.push_back(value);
  }

 private:
  std::shared_ptr<Basket> basket_;
  std::vector<int> picked_;
};

inline thread_local Picker picker;
inline thread_local int calls_of_this_thread = 0;

struct Dice {
  static thread_local std::mt19937 engine;
  static int roll() { return 1 + static_cast<int>(engine() % 6); }
};
inline thread_local std::mt19937 Dice::engine{std::random_device{}()};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const auto basket = std::make_shared<Basket>();
  bool counted = true;
  std::vector<std::thread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([basket, seed, &counted] {
      thread_local std::unique_ptr<int> own = std::make_unique<int>(0);
      for (std::uint64_t i = 0; i < 50 + seed % 50; ++i) {
        picker.pick(basket, Dice::roll());
        ++*own;
        ++calls_of_this_thread;
      }
      if (*own == calls_of_this_thread) return;
      const std::lock_guard lock(basket->mutex);
      counted = false;
    });
  for (auto& thread : all) thread.join();
  const std::lock_guard lock(basket->mutex);
  const int sum = std::accumulate(basket->content.begin(), basket->content.end(), 0);
  const auto count = static_cast<int>(basket->content.size());
  return counted && count == static_cast<int>(threads * (50 + seed % 50)) && sum >= count && sum <= 6 * count;
}
