#pragma once
// Everything in one atomic word of 64 bits: the phase, how many are expected, how many are missing. Each arrival is one
// compare-and-exchange, and waiting threads sleep until the word has another phase in it.
#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), word_(State{0, threads, threads}.packed()) {}

  unsigned arrive_and_wait() {
    const State state = arrive(0);
    if (state.missing == 0) {
      complete(state);
      return state.phase;
    }
    std::uint64_t seen = state.packed();
    while (unpacked(seen).phase == state.phase) {
      word_.wait(seen);
      seen = word_.load();
    }
    return state.phase;
  }

  void arrive_and_drop() {
    const State state = arrive(1);
    if (state.missing == 0) complete(state);
  }

 private:
  struct State {
    std::uint32_t phase;
    std::uint32_t expected;
    std::uint32_t missing;
    std::uint64_t packed() const {
      return static_cast<std::uint64_t>(phase) << 32 | static_cast<std::uint64_t>(expected) << 16 | missing;
    }
  };

  static State unpacked(std::uint64_t word) {
    return {static_cast<std::uint32_t>(word >> 32), static_cast<std::uint32_t>(word >> 16 & 0xffff),
            static_cast<std::uint32_t>(word & 0xffff)};
  }

  State arrive(std::uint32_t leaving) {
    std::uint64_t before = word_.load();
    State after{};
    do {
      after = unpacked(before);
      after.expected -= leaving;
      --after.missing;
    } while (!word_.compare_exchange_weak(before, after.packed()));
    return after;
  }

  void complete(State state) {
    if (completion_) completion_();
    word_.store(State{state.phase + 1, state.expected, state.expected}.packed());
    word_.notify_all();
  }

  std::function<void()> completion_;
  std::atomic<std::uint64_t> word_;
};
