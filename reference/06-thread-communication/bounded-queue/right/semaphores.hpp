#pragma once
// The textbook's two semaphores: one counts free places, one counts items, and a mutex guards the list itself.
// Closing adds one permit to each of them that no place and no item stands for. Whoever gets such a permit sees that
// the queue is closed, and hands the permit on to the next one who waits.
#include <semaphore.h>

#include <cerrno>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace bounded_queue_detail {

class Semaphore {
 public:
  explicit Semaphore(unsigned permits) { sem_init(&semaphore_, 0, permits); }
  ~Semaphore() { sem_destroy(&semaphore_); }
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  void acquire() {
    while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }
  bool try_acquire() { return sem_trywait(&semaphore_) == 0; }
  void release() { sem_post(&semaphore_); }

 private:
  sem_t semaphore_;
};

}  // namespace bounded_queue_detail

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : places_(static_cast<unsigned>(capacity)), available_(0) {}

  bool push(T item) {
    places_.acquire();
    return put(std::move(item));
  }

  bool try_push(T item) { return places_.try_acquire() && put(std::move(item)); }

  std::optional<T> pop() {
    available_.acquire();
    return take();
  }

  std::optional<T> try_pop() {
    if (!available_.try_acquire()) return std::nullopt;
    return take();
  }

  void close() {
    {
      const std::lock_guard guard(mutex_);
      if (std::exchange(closed_, true)) return;
    }
    places_.release();
    available_.release();
  }

  std::size_t size() const {
    const std::lock_guard guard(mutex_);
    return items_.size();
  }

 private:
  // With a permit of places_ in hand.
  bool put(T item) {
    {
      const std::lock_guard guard(mutex_);
      if (!closed_) {
        items_.push_back(std::move(item));
        available_.release();
        return true;
      }
    }
    places_.release();
    return false;
  }

  // With a permit of available_ in hand. It finds no item only if the permit is the one from close().
  std::optional<T> take() {
    std::optional<T> item;
    {
      const std::lock_guard guard(mutex_);
      if (!items_.empty()) {
        item.emplace(std::move(items_.front()));
        items_.pop_front();
      }
    }
    (item ? places_ : available_).release();
    return item;
  }

  bounded_queue_detail::Semaphore places_;
  bounded_queue_detail::Semaphore available_;
  mutable std::mutex mutex_;
  std::deque<T> items_;
  bool closed_ = false;
};
