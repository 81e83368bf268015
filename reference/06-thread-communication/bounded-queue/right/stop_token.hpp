#pragma once
// Closing is a stop request: condition_variable_any knows how to wait for "the condition or a stop". The items are
// the nodes of a list; a node is made before the lock is taken and freed after it was given back.
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  auto push(T item) -> bool {
    std::list<T> node = wrap(std::move(item));
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, closed_.get_token(), [this] { return items_.size() < capacity_; });
    return link(node, lock);
  }

  auto try_push(T item) -> bool {
    std::list<T> node = wrap(std::move(item));
    std::unique_lock lock(mutex_);
    return link(node, lock);
  }

  auto pop() -> std::optional<T> {
    std::unique_lock lock(mutex_);
    if (!not_empty_.wait(lock, closed_.get_token(), [this] { return !items_.empty(); })) return {};
    return unlink(lock);
  }

  auto try_pop() -> std::optional<T> {
    std::unique_lock lock(mutex_);
    if (items_.empty()) return {};
    return unlink(lock);
  }

  auto close() -> void { closed_.request_stop(); }

  auto size() const -> std::size_t {
    std::scoped_lock lock(mutex_);
    return items_.size();
  }

 private:
  using Lock = std::unique_lock<std::mutex>;

  static auto wrap(T item) -> std::list<T> {
    std::list<T> node;
    node.push_back(std::move(item));
    return node;
  }

  auto link(std::list<T>& node, Lock& lock) -> bool {
    if (closed_.stop_requested() || items_.size() >= capacity_) return false;
    items_.splice(items_.end(), node);
    lock.unlock();
    not_empty_.notify_one();
    return true;
  }

  auto unlink(Lock& lock) -> T {
    std::list<T> node;
    node.splice(node.end(), items_, items_.begin());
    lock.unlock();
    not_full_.notify_one();
    return std::move(node.front());
  }

  std::size_t const capacity_;
  mutable std::mutex mutex_;
  std::condition_variable_any not_full_;
  std::condition_variable_any not_empty_;
  std::list<T> items_;
  std::stop_source closed_;
};
