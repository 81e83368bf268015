#include <gtest/gtest.h>

#include "report/scaling_words.hpp"

namespace parcours {
namespace {

/// One thread takes 8 s of wall and CPU time; the points follow.
Scaling curve(std::vector<ScalingPoint> points) {
  Scaling scaling;
  scaling.points = {{.threads = 1, .seconds = 8, .cpu = 8, .busiest = 8}};
  scaling.points.insert(scaling.points.end(), points.begin(), points.end());
  scaling.processors = points.empty() ? 1 : points.back().threads;
  return scaling;
}

bool says(const Scaling& scaling, const std::string& text) {
  std::string all;
  for (const std::string& sentence : in_words(scaling)) all += sentence + "\n";
  EXPECT_FALSE(all.empty());
  return all.find(text) != std::string::npos;
}

TEST(ScalingWords, GiveTheFiguresOfTheTextbook) {
  const Scaling scaling = curve({{.threads = 4, .seconds = 4, .cpu = 8, .busiest = 2}});
  const Efficiency found = efficiency_of(scaling, scaling.points.back());
  EXPECT_DOUBLE_EQ(found.speedup, 2);
  EXPECT_DOUBLE_EQ(found.efficiency, 0.5);
  EXPECT_DOUBLE_EQ(found.utilisation, 0.5);
  EXPECT_DOUBLE_EQ(found.overhead, (1.0 / 2 - 1.0 / 4) / (1 - 1.0 / 4));
  EXPECT_TRUE(says(scaling, "a third of the work could not be divided"));
}

TEST(ScalingWords, NameTheOneLockThatThreadsWaitFor) {
  Scaling scaling = curve({{.threads = 4, .seconds = 8, .cpu = 9, .busiest = 2.5}});
  scaling.waited_locks = 0.68;
  scaling.waited_one_lock = 0.66;
  EXPECT_TRUE(says(scaling, "Two thirds of the threads' time goes into waiting for one lock."));
  scaling.waited_one_lock = 0.2;
  EXPECT_TRUE(says(scaling, "waiting for locks, several of them"));
}

TEST(ScalingWords, TellWorkThatGrowsFromWorkThatIsUneven) {
  EXPECT_TRUE(says(curve({{.threads = 2, .seconds = 8, .cpu = 16, .busiest = 8}}), "work 2.0 times as long"));
  EXPECT_TRUE(says(curve({{.threads = 2, .seconds = 6, .cpu = 8, .busiest = 6}}),
                   "One thread does three quarters of the work where half would be its equal share"));
  EXPECT_TRUE(says(curve({{.threads = 2, .seconds = 6, .cpu = 8, .busiest = 4}}), "nothing runs"));
  EXPECT_TRUE(says(curve({{.threads = 2, .seconds = 4.1, .cpu = 8, .busiest = 4}}), "share the work well"));
}

TEST(ScalingWords, TellWhatDividingTheWorkCosts) {
  Scaling scaling = curve({{.threads = 2, .seconds = 4.1, .cpu = 8, .busiest = 4}});
  scaling.serial = 4;
  EXPECT_TRUE(says(scaling, "One thread takes 2.00 times as long as the serial version"));
}

TEST(ScalingWords, AdmitWhatThisMachineCannotShow) {
  EXPECT_TRUE(says(curve({}), "cannot be seen here"));
  EXPECT_TRUE(says(curve({{.threads = 2, .seconds = 4, .cpu = 8, .busiest = 4}}), "the curve ends there"));
  Scaling disturbed = curve({{.threads = 2, .seconds = 4, .cpu = 8, .busiest = 4}});
  disturbed.disturbed_by = "Other programs kept 1.0 of 2 processors busy meanwhile.";
  EXPECT_TRUE(says(disturbed, disturbed.disturbed_by));
}

TEST(ScalingWords, SayWhyThereIsNoCurve) {
  Scaling scaling;
  EXPECT_TRUE(in_words(scaling).empty());
  scaling.failure = "With 1 thread the benchmark fails: the sum is wrong.";
  EXPECT_TRUE(says(scaling, scaling.failure));
}

}  // namespace
}  // namespace parcours
