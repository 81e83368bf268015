#pragma once
// Ways to choose among schedules.
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "controlled/decision.hpp"

namespace parcours::controlled {

/// Asked at every open point of a schedule. Deterministic: equal questions get equal answers.
class Strategy {
 public:
  virtual ~Strategy() = default;
  /// An index into `question.options`.
  virtual std::size_t choose(const Question& question) = 0;
  /// The thread gave up its turn: it waits for others by looking again and again.
  virtual void yielded(ThreadId /*thread*/) {}
};

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// Less than `count`.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>((next() >> 11) % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

/// How often the choices other than that of a thread leave their default; one in so many, 0: never.
struct Spices {
  unsigned stale_load = 0;
  unsigned spurious = 0;
  unsigned timer = 0;
  unsigned reuse = 0;

  /// Differs from seed to seed, so that each kind of trouble also comes alone.
  static Spices of(Random& random);
};

/// At each point any thread that can go on may.
class RandomWalk : public Strategy {
 public:
  explicit RandomWalk(std::uint64_t seed);
  std::size_t choose(const Question& question) override;

 protected:
  std::size_t choose_other(const Question& question);
  Random random_;

 private:
  Spices spices_;
  unsigned stay_;  ///< a thread that can go on does so in all but one of so many points; 1: no preference
};

/// Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): threads have random priorities, the highest that
/// can go on does; at `depth - 1` random points the running thread's falls below all others. A bug that needs `depth`
/// ordered steps is found with probability 1 / (threads * points^(depth - 1)) or better.
class PriorityChange final : public RandomWalk {
 public:
  /// `points`: about how many questions about threads a schedule has.
  PriorityChange(std::uint64_t seed, int depth, std::uint32_t points);
  std::size_t choose(const Question& question) override;
  void yielded(ThreadId thread) override { priorities_[static_cast<std::size_t>(thread)] = --lowest_; }

 private:
  std::vector<std::uint32_t> changes_;  ///< at which points, sorted, the last one first
  std::array<std::int64_t, max_threads> priorities_{};
  std::int64_t lowest_ = 0;
  std::uint32_t point_ = 0;
};

/// Follows a list of decisions; where a thread or an option is not there, the default.
class Replay final : public Strategy {
 public:
  explicit Replay(const std::vector<Decision>& decisions);
  std::size_t choose(const Question& question) override;

 private:
  std::array<std::vector<Decision>, max_threads> decisions_;  ///< by thread, in the order of their numbers
  std::array<std::size_t, max_threads> next_{};
};

/// All schedules with at most `bound` decisions that are no forced choice of a thread, depth first: first all without,
/// then all with one, and so on (iterative context bounding: Musuvathi, Qadeer, PLDI 2007). Old values of loads count
/// like preemptions.
class Exhaustive final : public Strategy {
 public:
  explicit Exhaustive(int bound) : bound_(bound) {}

  /// Call it before each schedule; false: there is none left.
  [[nodiscard]] bool next();
  std::size_t choose(const Question& question) override;
  /// Number of optional decisions of which all schedules have been seen; -1: none.
  [[nodiscard]] int completed() const { return level_ - 1; }

 private:
  struct Branch {
    std::size_t chosen;
    std::size_t options;
    bool costs;  ///< any option but the first
  };

  [[nodiscard]] int cost() const;

  int bound_;
  int level_ = 0;  ///< schedules with exactly this many are being enumerated
  bool begun_ = false;
  std::vector<Branch> path_;
  std::size_t depth_ = 0;
};

}  // namespace parcours::controlled
