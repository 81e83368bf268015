#include <gtest/gtest.h>
#include <unistd.h>

#include "batch/run_command.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

TEST(RunCommand, GivesStatusOutputAndErrorsApart) {
  const auto ran = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(ran->status, 3);
  EXPECT_EQ(ran->out, "out\n");
  EXPECT_EQ(ran->err, "err\n");
}

TEST(RunCommand, KeepsMoreThanAPipeHolds) {
  const auto ran = run_command({"head", "-c", "3000000", "/dev/zero"});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out.size(), 3'000'000U);
}

TEST(RunCommand, TellsASignalFromAnExit) {
  const auto ran = run_command({"sh", "-c", "kill -9 $$"});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->status, 128 + 9);
}

TEST(RunCommand, GivesWordsAsTheyAreAndNothingToRead) {
  const auto ran = run_command({"sh", "-c", "cat; printf '%s' \"$1\"", "sh", "a 'b' $c"});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out, "a 'b' $c");
}

TEST(RunCommand, StandsInAGroupOfItsOwn) {
  const auto group = run_command({"sh", "-c", "cut -d' ' -f5 /proc/$$/stat"});
  ASSERT_TRUE(group);
  EXPECT_NE(number_or_zero(trim(group->out)), static_cast<int>(::getpgrp()));
}

TEST(RunCommand, AProgramThatIsNotThereIsAnError) {
  const auto ran = run_command({"parcours-no-such-program"});
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::machine);
  EXPECT_NE(ran.error().message.find("parcours-no-such-program"), std::string::npos);
}

}  // namespace
}  // namespace parcours
