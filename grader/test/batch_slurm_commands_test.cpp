#include <gtest/gtest.h>

#include <algorithm>

#include "batch/slurm_commands.hpp"

namespace parcours {
namespace {

/// Slurm's commands, of which each answers the same; `argv` is the last one that was given.
SlurmCommands answering(CommandOutput output, std::vector<std::string>* argv = nullptr) {
  return SlurmCommands([output, argv](const std::vector<std::string>& given) -> Result<CommandOutput> {
    if (argv != nullptr) *argv = given;
    return output;
  });
}

ArrayRequest some_array() {
  ArrayRequest request;
  request.name = "parcours-1";
  request.folder = "/srv/a 100% sure";
  request.script = "/srv/a 100% sure/worker.sh";
  request.arguments = {"one two", "0"};
  request.indices = {0, 1, 2, 5};
  return request;
}

TEST(RangesText, JoinsNeighbours) {
  EXPECT_EQ(ranges_text({0, 1, 2, 5, 7, 8}), "0-2,5,7-8");
  EXPECT_EQ(ranges_text({3}), "3");
}

TEST(SlurmCommandsSubmit, GivesTheIdWithoutTheClustersName) {
  EXPECT_EQ(answering({0, "123\n", ""}).submit(some_array()).value(), "123");
  EXPECT_EQ(answering({0, "123;big\n", ""}).submit(some_array()).value(), "123");
}

TEST(SlurmCommandsSubmit, RefusesAnAnswerThatIsNoId) {
  for (const char* answer : {"", "Submitted batch job 123\n", "12;x;y\n-"}) {
    const auto id = answering({0, answer, ""}).submit(some_array());
    EXPECT_EQ(id.has_value(), std::string(answer).starts_with("12;")) << answer;
  }
}

TEST(SlurmCommandsSubmit, KeepsPathsAsWordsOfTheirOwn) {
  std::vector<std::string> argv;
  ASSERT_TRUE(answering({0, "1\n", ""}, &argv).submit(some_array()));
  EXPECT_EQ(argv.front(), "sbatch");
  EXPECT_EQ(argv.back(), "0");
  EXPECT_EQ(argv[argv.size() - 2], "one two");
  EXPECT_NE(std::ranges::find(argv, "--chdir=/srv/a 100% sure"), argv.end());
  EXPECT_NE(std::ranges::find(argv, "--output=logs/%A_%a.log"), argv.end());
  EXPECT_NE(std::ranges::find(argv, "--array=0-2,5"), argv.end());
}

TEST(SlurmCommandsSubmit, TellsWhatSbatchSaidInOneLine) {
  const auto id = answering({1, "", "sbatch: error: invalid partition\nsbatch: error: failed\n"}).submit(some_array());
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().message, "sbatch failed: sbatch: error: invalid partition; sbatch: error: failed");
}

TEST(SlurmCommandsQueue, ReadsATaskALine) {
  const auto queue =
      answering({0, "17|4|PENDING||Resources\n17|3|NODE_FAIL|node2|None\nslurm: a remark\n", ""}).queue("parcours-1");
  ASSERT_TRUE(queue);
  ASSERT_EQ(queue->size(), 2U);
  EXPECT_EQ((*queue)[0].index, 4);
  EXPECT_FALSE(is_over((*queue)[0]));
  EXPECT_EQ((*queue)[1].nodes, "node2");
  EXPECT_TRUE(is_over((*queue)[1]));
}

TEST(SlurmCommandsLargestArray, IsTheConfiguredOne) {
  EXPECT_EQ(answering({0, "MaxArraySize            = 1001\n", ""}).largest_array().value(), 1001);
}

TEST(SlurmCommandsLargestArray, WithoutArraysThereIsNone) {
  EXPECT_FALSE(answering({0, "MaxArraySize            = 0\n", ""}).largest_array());
  EXPECT_FALSE(answering({0, "", ""}).largest_array());
}

TEST(SlurmCommandsFate, IsEmptyWithoutAccounting) {
  EXPECT_EQ(answering({1, "", "Slurm accounting storage is disabled\n"}).fate("17", 3), "");
  EXPECT_EQ(answering({0, "", ""}).fate("17", 3), "");
  EXPECT_EQ(answering({0, "CANCELLED by 0|None assigned\n", ""}).fate("17", 3), "CANCELLED by 0");
}

}  // namespace
}  // namespace parcours
