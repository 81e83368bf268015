#pragma once
// Benchmark programs take turns: submission, reference, the reference once more, and now and then the baselines.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "measure/contestant.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct Baseline {
  std::filesystem::path program;
  std::string name;     ///< for people: "the serial version"
  bool serial = false;  ///< does the work itself on one thread and nothing else
};

struct MatchPlan {
  std::filesystem::path submission;  ///< benchmark program
  std::filesystem::path reference;   ///< benchmark program
  std::vector<Baseline> baselines;
  std::vector<std::string> benchmarks;
  int threads = 1;
  int ranks = 0;  ///< so many processes do the work, as the exercise's rubric says; 0: the program itself
  std::uint64_t seed = 1;
  std::string header;                            ///< the student's file name, for findings
  std::string reference_name = "the reference";  ///< for the error where it fails, …
  Fault reference_fault = Fault::machine;        ///< … which is this one
  ResourceLimits limits;
};

/// The players' places. The twin is the reference in a process of its own.
enum Place : std::size_t { submission_place, reference_place, twin_place, first_baseline_place };

/// One batch of each player in each benchmark, all with the same seed.
struct Round {
  std::vector<std::vector<Batch>> batches;  ///< [benchmark][place]
  bool with_baselines = false;              ///< without: nothing at their places
};

/// Not thread-safe.
class Match {
 public:
  /// Starts the programs. Errors: Fault::machine.
  [[nodiscard]] static Result<Match> start(Sandbox& sandbox, MatchPlan plan);

  /// Plays `count` rounds and keeps them. In each, the players take their turns in random order, and only one runs at a
  /// time. Every few rounds make a sitting, before which the programs start anew and a round is played that does not
  /// count. The submission's failure ends it: it is the answer. Errors: Fault::machine, and the plan's where another
  /// player fails.
  [[nodiscard]] Result<std::optional<Finding>> play(int count, const std::function<void()>& each_round);

  [[nodiscard]] const std::vector<Round>& rounds() const { return rounds_; }
  [[nodiscard]] const MatchPlan& plan() const { return plan_; }
  /// CPU seconds of all players so far.
  [[nodiscard]] double cpu() const;

 private:
  Match(MatchPlan plan, std::vector<Contestant> players)
      : plan_(std::move(plan)), players_(std::move(players)), random_(plan_.seed) {}

  void begin_sitting();
  Result<std::optional<Finding>> round(bool with_baselines, bool counts);

  MatchPlan plan_;
  std::vector<Contestant> players_;  ///< by place
  std::mt19937_64 random_;
  std::vector<Round> rounds_;
};

}  // namespace parcours
