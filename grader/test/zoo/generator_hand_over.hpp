// A generator that a chain of threads advances in turn, handed on through promises.
#pragma once
#include <coroutine>
#include <cstdint>
#include <exception>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class Numbers {
 public:
  struct promise_type {
    std::string current;
    Numbers get_return_object() { return Numbers(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(std::string value) {
      current = std::move(value);
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  explicit Numbers(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Numbers(Numbers&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Numbers& operator=(Numbers&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Numbers() {
    if (handle_) handle_.destroy();
  }
  std::string next() {
    handle_.resume();
    return handle_.promise().current;
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

inline Numbers count_from(std::uint64_t start) {
  for (std::uint64_t i = start;; ++i) co_yield "the number after the one before is " + std::to_string(i);
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::promise<Numbers>> hands(threads + 1);
  std::vector<std::jthread> all;
  std::vector<char> right(threads);
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      Numbers numbers = hands[t].get_future().get();
      right[t] = numbers.next().ends_with(" " + std::to_string(seed + t)) ? 1 : 0;
      hands[t + 1].set_value(std::move(numbers));
    });
  hands[0].set_value(count_from(seed));
  bool all_right = hands[threads].get_future().get().next().ends_with(" " + std::to_string(seed + threads));
  all.clear();
  for (const char one : right) all_right = all_right && one != 0;
  return all_right;
}
