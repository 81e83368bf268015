#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "sandbox/sandbox.hpp"

namespace parcours {

/// Decides from samples 50 ms apart whether all threads sleep for good: for 1.5 s no test reported, and they went to
/// sleep fewer than `few_switches` times together and used less than `little_cpu`. The race detector's own thread wakes
/// ten times a second.
class ActivityWindow {
 public:
  void restart() { samples_.clear(); }
  void add(const Usage& usage) {
    samples_.push_back(usage);
    while (samples_.size() > length) samples_.pop_front();
  }
  /// Enough samples to decide.
  [[nodiscard]] bool full() const { return samples_.size() >= length; }
  [[nodiscard]] bool asleep() const {
    if (!full()) return false;
    const Usage& first = samples_.front();
    const Usage& last = samples_.back();
    return first.threads == last.threads && last.switches >= first.switches &&
           last.switches - first.switches < few_switches && last.cpu - first.cpu < little_cpu;
  }

 private:
  static constexpr std::size_t length = 30;  ///< samples
  static constexpr std::uint64_t few_switches = 40;
  static constexpr std::chrono::milliseconds little_cpu{30};

  std::deque<Usage> samples_;
};

}  // namespace parcours
