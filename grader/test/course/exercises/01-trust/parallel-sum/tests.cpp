// The tests of parallel-sum that students see. The submission is called before the answer is worked out, so that the
// answer is nowhere in the program's memory when it runs.
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "parallel_sum.hpp"
#include "parcours/test.hpp"

static_assert(std::is_same_v<decltype(parallel_sum(std::span<const std::uint32_t>(), 1U)), std::uint64_t>,
              "parallel_sum must return a std::uint64_t, not something that only looks like one");

namespace {

std::vector<std::uint32_t> random_numbers(std::mt19937_64& rng, std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(rng());
  return numbers;
}

testing::AssertionResult sums_right(std::span<const std::uint32_t> numbers, unsigned threads) {
  const std::uint64_t sum = parallel_sum(numbers, threads);
  std::uint64_t expected = 0;
  for (const std::uint32_t number : numbers) expected += number;
  if (sum == expected) return testing::AssertionSuccess();
  return testing::AssertionFailure() << numbers.size() << " numbers, " << threads << " threads: the sum is " << expected
                                     << ", not " << sum;
}

}  // namespace

TEST(ParallelSum, AFewNumbers) {
  const std::vector<std::uint32_t> numbers = {3, 1, 4, 1, 5, 9, 2, 6};
  EXPECT_EQ(parallel_sum(numbers, 1), 31U);
  EXPECT_EQ(parallel_sum(numbers, 2), 31U);
}

TEST(ParallelSum, NothingToAdd) {
  EXPECT_EQ(parallel_sum({}, 1), 0U);
  EXPECT_EQ(parallel_sum({}, 3), 0U);
}

TEST(ParallelSum, ZeroThreadsMeansOne) {
  const std::vector<std::uint32_t> numbers = {40, 2};
  EXPECT_EQ(parallel_sum(numbers, 0), 42U);
}

TEST(ParallelSum, ManyNumbers) {
  auto rng = parcours::rng();
  const std::vector<std::uint32_t> numbers = random_numbers(rng, 50'000 + rng() % 100);
  for (const unsigned threads : {1U, 2U, 3U}) EXPECT_TRUE(sums_right(numbers, threads));
}
