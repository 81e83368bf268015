#pragma once
// Watches threads that call something which should put them to sleep, so that a test can go on at the right moment.
#include <atomic>
#include <utility>
#include <vector>

namespace parcours {

/// For a fixed number of threads, each with an index of its own. Its atomics are relaxed on purpose: they order
/// nothing, so they cannot hide a race in what is called.
class Sleepers {
 public:
  explicit Sleepers(unsigned count) : states_(count) {}

  /// Makes the call in thread `index` and returns what it returns; one call at a time for each index. Throws
  /// std::out_of_range for an index beyond the count.
  template <class Call>
  decltype(auto) call(unsigned index, Call&& call) {
    const Watch watch(states_.at(index));
    return std::forward<Call>(call)();
  }

  /// Returns true as soon as every thread sleeps inside its call or has returned from it. One that keeps running is not
  /// waited for longer than a moment (250 ms; 5 ms from the third time in the program on): then it returns false, and
  /// the test goes on and judges what it sees.
  bool settle() const;

  /// Does every thread sleep inside its call at this moment, or has it returned? False for one that has not called yet.
  [[nodiscard]] bool at_rest() const;

  /// How many calls have returned, by an exception too.
  [[nodiscard]] unsigned returned() const;

 private:
  static constexpr int not_yet = 0;  // else the kernel's id of the thread inside the call, or:
  static constexpr int has_returned = -1;

  class Watch {
   public:
    explicit Watch(std::atomic<int>& state);
    ~Watch() { state_.store(has_returned, std::memory_order_relaxed); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    std::atomic<int>& state_;
  };

  static bool rests(const std::atomic<int>& state);

  std::vector<std::atomic<int>> states_;
};

}  // namespace parcours
