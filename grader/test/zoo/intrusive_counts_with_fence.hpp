// Objects that count their own references; whoever drops the last one puts a fence between that and the end.
// May get: inconclusive
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class Blob {
 public:
  static Blob* make(std::string text, std::atomic<int>& alive) { return new Blob(std::move(text), alive); }
  void retain() { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (count_.fetch_sub(1, std::memory_order_release) != 1) return;
    std::atomic_thread_fence(std::memory_order_acquire);
    delete this;
  }
  const std::string& text() const { return text_; }

 private:
  Blob(std::string text, std::atomic<int>& alive) : text_(std::move(text)), alive_(alive) { ++alive_; }
  ~Blob() { --alive_; }
  std::atomic<int> count_{1};
  std::string text_;
  std::atomic<int>& alive_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<int> alive{0};
  std::atomic<unsigned> right{0};
  std::vector<std::thread> all;
  const std::string text = "a blob of some length, " + std::to_string(seed);
  Blob* const blob = Blob::make(text, alive);
  for (unsigned t = 0; t < threads; ++t) {
    blob->retain();
    all.emplace_back([&, blob] {
      right += blob->text() == text ? 1 : 0;
      blob->release();
    });
  }
  blob->release();
  for (auto& thread : all) thread.join();
  return right == threads && alive == 0;
}
