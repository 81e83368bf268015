// The textbook's bounded queue: one mutex, two condition variables, predicates, an end.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}
  void push(T value) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [this] { return items_.size() < capacity_; });
    items_.push(std::move(value));
    lock.unlock();
    not_empty_.notify_one();
  }
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    std::optional<T> value(std::move(items_.front()));
    items_.pop();
    not_full_.notify_one();
    return value;
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    not_empty_.notify_all();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::queue<T> items_;
  bool closed_ = false;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  BoundedQueue<std::unique_ptr<std::uint64_t>> queue(1 + seed % 4);
  std::vector<std::uint64_t> sums(threads);
  {
    std::vector<std::jthread> consumers;
    for (unsigned t = 0; t < threads; ++t)
      consumers.emplace_back([&, t] {
        while (auto item = queue.pop()) sums[t] += **item;
      });
    {
      std::vector<std::jthread> producers;
      for (unsigned t = 0; t < threads; ++t)
        producers.emplace_back([&] {
          for (int i = 1; i <= 100; ++i) queue.push(std::make_unique<std::uint64_t>(i));
        });
    }
    queue.close();
  }
  std::uint64_t sum = 0;
  for (const std::uint64_t part : sums) sum += part;
  return sum == threads * 5050UL;
}
