#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members;
// everything else is yours to change, and you may include whatever you need from the standard library.
#include <cstddef>
#include <optional>

template <class T>
class BoundedQueue {
 public:
  // At most `capacity` items (at least 1) are in the queue at any time.
  explicit BoundedQueue(std::size_t capacity) { (void)capacity; }

  // Threads share one queue by reference; nobody copies it.
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  // Puts the item last. Waits while the queue is full. False, and the item is dropped, once the queue is closed.
  bool push(T item) {
    (void)item;
    return false;  // TODO
  }

  // Like push(), but never waits: false where push() would have to.
  bool try_push(T item) {
    (void)item;
    return false;  // TODO
  }

  // Takes the first item. Waits while the queue is empty. Empty once the queue is closed and has no items left.
  std::optional<T> pop() {
    return std::nullopt;  // TODO
  }

  // Like pop(), but never waits: empty where pop() would have to.
  std::optional<T> try_pop() {
    return std::nullopt;  // TODO
  }

  // From now on nothing more gets in, and whoever waits is woken. Closing twice is fine.
  void close() {
    // TODO
  }

  // How many items are in the queue at this moment.
  std::size_t size() const {
    return 0;  // TODO
  }
};
