#pragma once
// What several threads called, when, and what they got: recorded while they run, judged afterwards (linearizable.hpp).
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace parcours {

template <class Operation, class Result>
struct RecordedCall {
  unsigned thread = 0;
  Operation operation;
  std::optional<Result> result;  ///< empty: it had not returned, or threw
  std::uint64_t invoked = 0;     ///< moments in the order in which they came; all of a history are different
  std::uint64_t returned = 0;    ///< never_returned where there is no result
};

inline constexpr std::uint64_t never_returned = std::numeric_limits<std::uint64_t>::max();

/// Moments of a history. A relaxed counter between fences: where one call's end has a lower number than another call's
/// beginning, the first happens before the second by the rules of C++, on any machine, so the second must see what the
/// first did. ThreadSanitizer knows neither fences nor relaxed counters as an order, so it goes on seeing races.
class HistoryClock {
 public:
  [[nodiscard]] std::uint64_t before_call() noexcept;
  [[nodiscard]] std::uint64_t after_call() noexcept;

 private:
  alignas(64) std::atomic<std::uint64_t> next_{1};
};

/// The calls of `threads` threads. Any of them may record at the same time as the others. `Result` must be copyable,
/// neither needs a default constructor.
template <class Operation, class Result>
class History {
 public:
  explicit History(unsigned threads, std::size_t calls_per_thread = 32) : capacity_(calls_per_thread), logs_(threads) {
    for (Log& log : logs_) log.entries = std::make_unique<Entry[]>(capacity_);
  }

  /// Makes `call()` in thread `thread` (one at a time for each number), records it as `operation`, and returns what it
  /// returned, as a Result. An exception passes through; the call counts as one that never returned then. Throws
  /// std::length_error instead of calling when the thread's record is full.
  template <class Call>
  Result record(unsigned thread, Operation operation, Call&& call) {
    Log& log = logs_.at(thread);
    const std::size_t number = log.begun.load(std::memory_order_relaxed);
    if (number == capacity_) throw std::length_error("parcours::History was made for fewer calls of a thread");
    Entry& entry = log.entries[number];
    entry.operation.emplace(std::move(operation));
    entry.invoked = clock_.before_call();
    log.begun.store(number + 1, std::memory_order_release);
    Result result(std::forward<Call>(call)());
    const std::uint64_t returned = clock_.after_call();
    entry.result.emplace(result);
    entry.returned.store(returned, std::memory_order_release);
    return result;
  }

  /// What is recorded so far, also while threads are inside of calls. It happens after all that it contains.
  [[nodiscard]] std::vector<RecordedCall<Operation, Result>> calls() const {
    std::vector<RecordedCall<Operation, Result>> all;
    for (unsigned thread = 0; thread < logs_.size(); ++thread) {
      const std::size_t begun = logs_[thread].begun.load(std::memory_order_acquire);
      for (std::size_t i = 0; i < begun; ++i) {
        const Entry& entry = logs_[thread].entries[i];
        const std::uint64_t returned = entry.returned.load(std::memory_order_acquire);
        all.push_back({thread, *entry.operation, {}, entry.invoked, returned});
        if (returned != never_returned) all.back().result.emplace(*entry.result);
      }
    }
    return all;
  }

 private:
  struct Entry {
    std::optional<Operation> operation;
    std::optional<Result> result;
    std::uint64_t invoked = 0;
    std::atomic<std::uint64_t> returned{never_returned};
  };
  struct alignas(64) Log {
    std::unique_ptr<Entry[]> entries;
    std::atomic<std::size_t> begun{0};
  };

  HistoryClock clock_;
  std::size_t capacity_;
  std::vector<Log> logs_;
};

}  // namespace parcours
