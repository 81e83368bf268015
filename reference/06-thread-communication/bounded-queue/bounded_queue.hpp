#pragma once
// A bounded queue as a monitor: one mutex guards the state, and each reason to wait has a condition variable of its
// own.
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : slots_(capacity) {}

  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  bool push(T item) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return closed_ || !full(); });
    return put(std::move(item), lock);
  }

  bool try_push(T item) {
    std::unique_lock lock(mutex_);
    return put(std::move(item), lock);
  }

  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    has_items_.wait(lock, [this] { return closed_ || !empty(); });
    return take(lock);
  }

  std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    // Every waiting thread has a new reason to go on, so all of them must hear of it.
    has_room_.notify_all();
    has_items_.notify_all();
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  // The functions below are called with the mutex held.
  bool full() const { return count_ == slots_.size(); }
  bool empty() const { return count_ == 0; }

  // Unlocks before it notifies: the woken thread needs the mutex at once. Every item notifies, not only the first one
  // into an empty queue: two items that arrive in a row must wake two consumers.
  bool put(T item, std::unique_lock<std::mutex>& lock) {
    if (closed_ || full()) return false;
    slots_[wrapped(first_ + count_)].emplace(std::move(item));
    ++count_;
    lock.unlock();
    has_items_.notify_one();
    return true;
  }

  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (empty()) return std::nullopt;
    std::optional<T> item(std::move(slots_[first_]));
    slots_[first_].reset();
    first_ = wrapped(first_ + 1);
    --count_;
    lock.unlock();
    has_room_.notify_one();
    return item;
  }

  // Cheaper than a division, for an index that went at most once around.
  std::size_t wrapped(std::size_t index) const { return index < slots_.size() ? index : index - slots_.size(); }

  mutable std::mutex mutex_;
  std::condition_variable has_room_;   // producers wait here
  std::condition_variable has_items_;  // consumers wait here
  // A ring: the items are slots_[first_] and the count_ - 1 slots after it. All memory is allocated at the start.
  // optional<T> leaves the other slots without a T, so T needs no default constructor.
  std::vector<std::optional<T>> slots_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool closed_ = false;
};
