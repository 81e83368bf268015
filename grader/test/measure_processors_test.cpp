#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "measure/processors.hpp"

namespace parcours {
namespace {

TEST(Processors, AreChosenOnlyWhereAProgramLeavesSomeFree) {
  const auto all = static_cast<int>(std::thread::hardware_concurrency());
  EXPECT_TRUE(processors_for(all).empty());
  EXPECT_TRUE(processors_for(all + 1).empty());
  for (int threads = 1; threads < all; ++threads) {
    const std::vector<int> chosen = processors_for(threads);
    EXPECT_EQ(std::set<int>(chosen.begin(), chosen.end()).size(), static_cast<std::size_t>(threads));
  }
}

TEST(Processors, TellWhatWasBusyAndWhatWasTakenAway) {
  const ProcessorTimes times = parse_processor_times(
      "cpu  1000 200 300 9999 50 60 70 800 11 12\n"
      "cpu0 500 100 150 5000 25 30 35 400 5 6\n"
      "cpu1 500 100 150 4999 25 30 35 400 6 6\n"
      "intr 12345\ncpu2 is not one\n");
  EXPECT_EQ(times.processors, 2);
  EXPECT_DOUBLE_EQ(times.stolen / times.busy, 800.0 / 1630.0);
}

TEST(Processors, SayNothingOfAMachineThatTellsNothing) {
  const ProcessorTimes times = parse_processor_times("");
  EXPECT_EQ(times.processors, 0);
  EXPECT_EQ(times.busy, 0);
}

TEST(Disturbance, IsToldInWordsWhereItMatters) {
  EXPECT_EQ((Disturbance{.others = 0.02, .stolen = 0.01, .processors = 2}).in_words(), "");
  EXPECT_EQ((Disturbance{.others = 0.98, .stolen = 0, .processors = 2}).in_words(),
            "Other programs kept 1.0 of 2 processors busy meanwhile.");
  EXPECT_NE((Disturbance{.others = 0, .stolen = 0.5, .processors = 4}).in_words().find("took 0.5 of its 4"),
            std::string::npos);
}

}  // namespace
}  // namespace parcours
