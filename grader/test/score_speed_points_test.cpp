#include <gtest/gtest.h>

#include "score/speed_points.hpp"

namespace parcours {
namespace {

const std::vector<SpeedBand> bands = {{0.5, 0}, {0.9, 20}};

Speedup interval(double low, double ratio, double high) {
  return {.ratio = ratio, .low = low, .high = high, .pairs = 40, .threads = 2};
}

TEST(PointsAt, AreLinearBetweenBandsAndConstantBeyond) {
  EXPECT_DOUBLE_EQ(points_at(bands, 0.1), 0);
  EXPECT_DOUBLE_EQ(points_at(bands, 0.7), 10);
  EXPECT_DOUBLE_EQ(points_at(bands, 5), 20);
  EXPECT_DOUBLE_EQ(points_at({}, 1), 0);
}

TEST(IsExact, WhenMeasuringMoreWouldHardlyChangeThePoints) {
  EXPECT_TRUE(is_exact(bands, interval(0.69, 0.7, 0.71)));
  EXPECT_FALSE(is_exact(bands, interval(0.67, 0.7, 0.73)));
  EXPECT_TRUE(is_exact(bands, interval(0.9, 1.2, 2.0)));
  EXPECT_TRUE(is_exact({}, interval(0.98, 1, 1.02)));
  EXPECT_FALSE(is_exact({}, interval(0.96, 1, 1.03)));
}

TEST(IsPlaced, WhenTheIntervalIsNarrow) {
  EXPECT_TRUE(is_placed(bands, interval(0.68, 0.7, 0.74)));
  EXPECT_FALSE(is_placed(bands, interval(0.6, 0.7, 0.8)));
}

TEST(IsPlaced, WhenBothEndsAreWorthTheSame) {
  EXPECT_TRUE(is_placed(bands, interval(0.9, 1.2, 2.0)));
  EXPECT_TRUE(is_placed(bands, interval(0.1, 0.2, 0.5)));
  EXPECT_TRUE(is_placed(bands, interval(0.89, 1.2, 2.0)));
  EXPECT_FALSE(is_placed(bands, interval(0.8, 1.0, 2.0)));
}

Speedup where_the_reference_is_off(double ratio, double self) {
  Speedup speedup = interval(ratio * 0.99, ratio, ratio * 1.01);
  speedup.self = self;
  speedup.self_low = self * 0.99;
  speedup.self_high = self * 1.01;
  return speedup;
}

TEST(IsStable, WhenItIsPlacedAndTheReferenceAgreesWithItself) {
  EXPECT_TRUE(is_stable(bands, where_the_reference_is_off(0.7, 1)));
  EXPECT_TRUE(is_stable(bands, where_the_reference_is_off(0.7, 1.025)));
  EXPECT_FALSE(is_stable(bands, interval(0.6, 0.7, 0.8)));
}

TEST(IsStable, WhereTheReferenceIsOffOnlyWhenThatCouldChangeNothing) {
  EXPECT_FALSE(is_stable(bands, where_the_reference_is_off(0.7, 1.1)));
  EXPECT_FALSE(is_stable(bands, where_the_reference_is_off(0.7, 0.9)));
  EXPECT_TRUE(is_stable(bands, where_the_reference_is_off(1.2, 1.1)));
  EXPECT_TRUE(is_stable(bands, where_the_reference_is_off(0.3, 0.9)));
}

}  // namespace
}  // namespace parcours
