#pragma once
// Mistake: the ring is full of T from the start, so T must have a default constructor.
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : ring_(capacity) {}

  bool push(T item) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [this] { return closed_ || count_ < ring_.size(); });
    if (closed_) return false;
    ring_[(first_ + count_) % ring_.size()] = std::move(item);
    ++count_;
    not_empty_.notify_one();
    return true;
  }

  bool try_push(T item) {
    std::lock_guard lock(mutex_);
    if (closed_ || count_ == ring_.size()) return false;
    ring_[(first_ + count_) % ring_.size()] = std::move(item);
    ++count_;
    not_empty_.notify_one();
    return true;
  }

  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return closed_ || count_ > 0; });
    return take();
  }

  std::optional<T> try_pop() {
    std::lock_guard lock(mutex_);
    return take();
  }

  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    not_full_.notify_all();
    not_empty_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::optional<T> take() {
    if (count_ == 0) return std::nullopt;
    std::optional<T> item(std::move(ring_[first_]));
    first_ = (first_ + 1) % ring_.size();
    --count_;
    not_full_.notify_one();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::vector<T> ring_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool closed_ = false;
};
