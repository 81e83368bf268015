// Objects that count their own references, with acquire and release on the last decrement.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

template <class T>
class Ref {
 public:
  explicit Ref(T* object) : object_(object) {}
  Ref(const Ref& other) : object_(other.object_) { object_->count.fetch_add(1, std::memory_order_relaxed); }
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_->count.fetch_sub(1, std::memory_order_acq_rel) == 1) delete object_;
  }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

struct Node {
  Node(std::string t, std::atomic<int>& a) : text(std::move(t)), alive(a) { ++alive; }
  ~Node() {
    text.clear();  // writes what others have read
    --alive;
  }
  std::atomic<long> count{1};
  std::string text;
  std::atomic<int>& alive;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<int> alive{0};
  std::atomic<unsigned> right{0};
  std::vector<std::thread> all;
  const std::string text = "one text for all who refer to it, " + std::to_string(seed);
  {
    const Ref<Node> first(new Node(text, alive));
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&right, &text, first] {
        for (int i = 0; i < 50; ++i) {
          Ref<Node> copy = first;
          const Ref<Node> other(copy);
          copy = other;
          right += copy->text == text ? 1 : 0;
        }
      });
  }
  for (auto& thread : all) thread.join();
  all.clear();
  return right == 50 * threads && alive == 0;
}
