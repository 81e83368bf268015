#pragma once
// One condition variable for every reason to wait. That is correct as long as each change wakes everybody.
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <queue>
#include <utility>

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_{capacity} {}

  bool push(T item) {
    std::unique_lock<std::mutex> lock{mutex_};
    while (!closed_ && items_.size() >= capacity_) changed_.wait(lock);
    if (closed_) return false;
    items_.push(std::move(item));
    changed_.notify_all();
    return true;
  }

  bool try_push(T item) {
    std::lock_guard<std::mutex> lock{mutex_};
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push(std::move(item));
    changed_.notify_all();
    return true;
  }

  std::optional<T> pop() {
    std::unique_lock<std::mutex> lock{mutex_};
    while (!closed_ && items_.empty()) changed_.wait(lock);
    return take_first();
  }

  std::optional<T> try_pop() {
    std::lock_guard<std::mutex> lock{mutex_};
    return take_first();
  }

  void close() {
    std::lock_guard<std::mutex> lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard<std::mutex> lock{mutex_};
    return items_.size();
  }

 private:
  std::optional<T> take_first() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop();
    changed_.notify_all();
    return item;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<T> items_;
  bool closed_ = false;
};
