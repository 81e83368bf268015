// More tests of parallel-sum, compiled together with tests.cpp, whose helpers they use.

TEST(ParallelSumHidden, EverySplit) {
  auto rng = parcours::rng();
  const std::vector<std::uint32_t> numbers = random_numbers(rng, 9);
  for (std::size_t count = 0; count <= numbers.size(); ++count)
    for (unsigned threads = 1; threads <= 4; ++threads)
      ASSERT_TRUE(sums_right(std::span(numbers).first(count), threads));
}

TEST(ParallelSumHidden, PastThirtyTwoBits) {
  const std::vector<std::uint32_t> numbers(1001, 0xFFFF'FFFFU);
  EXPECT_TRUE(sums_right(numbers, 2));
}

TEST(ParallelSumHidden, CalledBySeveralThreads) {
  auto rng = parcours::rng();
  const std::vector<std::uint32_t> numbers = random_numbers(rng, 5000);
  parcours::run_together(3, [&](unsigned caller) {
    for (std::size_t from = caller; from < 30; from += 3) EXPECT_TRUE(sums_right(std::span(numbers).subspan(from), 2));
  });
}
