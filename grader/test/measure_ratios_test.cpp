#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "measure/ratios.hpp"

namespace parcours {
namespace {

Batch taking(double seconds) {
  Batch batch;
  batch.real = seconds;
  return batch;
}

/// Of one benchmark: submission, reference, its twin.
Round round_of(double submission, double reference, double twin) {
  return {{{taking(submission), taking(reference), taking(twin)}}, false};
}

TEST(Ratios, GiveOneForEachProcessOfTheReference) {
  const std::vector<double> logs = log_speedups({round_of(2, 1, 4)});
  ASSERT_EQ(logs.size(), 2U);
  EXPECT_DOUBLE_EQ(logs[0], std::log(0.5));
  EXPECT_DOUBLE_EQ(logs[1], std::log(2.0));
  EXPECT_DOUBLE_EQ(log_self_ratios({round_of(2, 1, 4)}).front(), std::log(0.25));
}

TEST(Ratios, CountBenchmarksAlikeHoweverLongTheyTake) {
  Round round = round_of(2, 1, 1);
  round.batches.push_back({taking(1000), taking(2000), taking(2000)});
  for (const double log : log_speedups({round})) EXPECT_NEAR(log, 0, 1e-12);
}

TEST(Ratios, LookForABaselineOnlyWhereItPlayed) {
  Round with = round_of(2, 1, 1);
  with.batches.front().push_back(taking(6));
  with.with_baselines = true;
  EXPECT_DOUBLE_EQ(log_baseline_ratio({round_of(1, 1, 1), with, round_of(1, 1, 1)}, 0), std::log(3.0));
  EXPECT_EQ(log_baseline_ratio({round_of(1, 1, 1)}, 0), 0);
}

/// A machine on which a batch is sometimes much slower and never much faster, as real ones are.
TEST(Ratios, FavourNobodyWhereTimesAreSkewed) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> delay(1);
  const auto time = [&] { return 1 + 0.3 * delay(random); };
  constexpr int matches = 2000;
  double sum = 0;
  int covered = 0;
  for (int i = 0; i < matches; ++i) {
    std::vector<Round> rounds;
    for (int r = 0; r < 40; ++r) rounds.push_back(round_of(time(), time(), time()));
    const Interval interval = median_interval(log_speedups(rounds), 2);
    sum += interval.middle;
    covered += interval.low <= 0 && interval.high >= 0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / matches, 0, 0.002);
  EXPECT_GE(covered, matches * 95 / 100);
}

}  // namespace
}  // namespace parcours
