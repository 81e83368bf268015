#include <gtest/gtest.h>

#include <stdexcept>

#include "parcours/time_limit.hpp"
#include "runtime_channel.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;

/// The number of the last limit: they are counted through the whole program.
unsigned last_id() {
  {
    const TimeLimit limit(milliseconds(1), "");
  }
  const std::string packet = channel::take_sent().back();
  return static_cast<unsigned>(std::stoul(packet.substr(packet.find(' '))));
}

TEST(TimeLimit, TellsTheGraderWhatIsWaitedForAndWhenItIsOver) {
  const std::string id = std::to_string(last_id() + 1);
  EXPECT_EQ(with_time_limit(milliseconds(2500), "the door to open", [] { return 5; }), 5);
  EXPECT_EQ(channel::take_sent(), (std::vector<std::string>{"wait " + id + " 2500\nthe door to open", "waited " + id}));
}

TEST(TimeLimit, IsOverByAnExceptionToo) {
  const std::string id = std::to_string(last_id() + 1);
  EXPECT_THROW(with_time_limit(milliseconds(1), "x", [] { throw std::runtime_error("no"); }), std::runtime_error);
  EXPECT_EQ(channel::take_sent().back(), "waited " + id);
}

TEST(TimeLimit, CutsLongTextsOff) {
  {
    const TimeLimit limit(milliseconds(1), std::string(5000, 'x'));
  }
  EXPECT_LT(channel::take_sent().front().size(), 240U);
}

}  // namespace
}  // namespace parcours
