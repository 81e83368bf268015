// A parallel prefix sum in place: block sums, a scan of them by one thread, then the blocks again.
#pragma once
#include <algorithm>
#include <barrier>
#include <cstdint>
#include <future>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

inline std::uint64_t reduce(std::span<const std::uint64_t> part, unsigned threads) {
  if (threads <= 1 || part.size() < 2) return std::accumulate(part.begin(), part.end(), std::uint64_t{0});
  auto left = std::async(std::launch::async, reduce, part.first(part.size() / 2), threads / 2);
  const std::uint64_t right = reduce(part.subspan(part.size() / 2), threads - threads / 2);
  return left.get() + right;
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::uint64_t> data(1000 + seed % 100);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = (seed >> (i % 50)) & 0xff;
  std::vector<std::uint64_t> expected(data.size());
  std::partial_sum(data.begin(), data.end(), expected.begin());
  if (reduce(data, threads) != expected.back()) return false;
  std::vector<std::uint64_t> before(threads);
  std::barrier meet(
      threads, [&]() noexcept { std::exclusive_scan(before.begin(), before.end(), before.begin(), std::uint64_t{0}); });
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        const auto block = std::span(data)
                               .subspan(data.size() * t / threads)
                               .first(data.size() * (t + 1) / threads - data.size() * t / threads);
        before[t] = std::accumulate(block.begin(), block.end(), std::uint64_t{0});
        meet.arrive_and_wait();
        std::inclusive_scan(block.begin(), block.end(), block.begin(), std::plus<>{}, before[t]);
      });
  }
  return data == expected;
}
