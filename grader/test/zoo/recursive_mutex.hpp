// A document whose public functions lock a recursive mutex and call each other.
#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class Document {
 public:
  void append(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
    if (lines_.size() > 64) trim(32);
    ++edits_;
  }
  void append_twice(const std::string& line) {
    const std::unique_lock lock(mutex_);
    append(line);
    append(line);
  }
  long edits() {
    const std::lock_guard lock(mutex_);
    return edits_;
  }

 private:
  void trim(std::size_t to) {
    const std::lock_guard lock(mutex_);
    lines_.resize(to);
  }
  std::recursive_mutex mutex_;
  std::vector<std::string> lines_;
  long edits_ = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Document document;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&document, seed] {
        for (int i = 0; i < 100; ++i) document.append_twice(std::to_string(seed) + " is longer than a small string");
      });
  }
  return document.edits() == 200L * threads;
}
