#include "child_sum.hpp"
#include "parcours/test.hpp"

namespace {

const std::vector<std::uint64_t> numbers(1000, 123);

TEST(ChildSum, AddsUp) { EXPECT_EQ(child_sum(numbers, 4, false), 6000); }

TEST(ChildSum, TellsOfACrash) { EXPECT_ANY_THROW((void)child_sum(numbers, 2, true)); }

TEST(ChildSum, LeavesNothingBehind) {
  const parcours::Census before;
  EXPECT_EQ(child_sum(numbers, 3, false), 6000);
  parcours::expect_no_leftovers(before);
}

}  // namespace
