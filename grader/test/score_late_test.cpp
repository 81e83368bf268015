#include <gtest/gtest.h>

#include "score/late.hpp"

namespace parcours {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const LateRule ten_a_day = {.per_day = 10, .most = 35, .grace = minutes(15)};

TEST(PointsOff, AreNoneBeforeTheDueDateAndWithinTheGrace) {
  EXPECT_EQ(points_off(ten_a_day, hours(-50)), 0);
  EXPECT_EQ(points_off(ten_a_day, seconds(0)), 0);
  EXPECT_EQ(points_off(ten_a_day, minutes(15)), 0);
}

TEST(PointsOff, CountEachDayThatHasBegun) {
  EXPECT_EQ(points_off(ten_a_day, minutes(15) + seconds(1)), 10);
  EXPECT_EQ(points_off(ten_a_day, hours(24)), 10);
  EXPECT_EQ(points_off(ten_a_day, hours(24) + seconds(1)), 20);
}

TEST(PointsOff, AreBounded) {
  EXPECT_EQ(points_off(ten_a_day, hours(24 * 4)), 35);
  EXPECT_EQ(points_off(ten_a_day, hours(24 * 365 * 50)), 35);
}

TEST(PointsOff, AreNoneWithoutARule) { EXPECT_EQ(points_off({}, hours(100)), 0); }

}  // namespace
}  // namespace parcours
