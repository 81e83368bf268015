// Tries: computes thousands of constants, each just below what the compiler allows.
// Must get: build-limit or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

/// What an honest student would write.
inline std::uint64_t add_up(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const std::size_t from = numbers.size() * i / threads;
      const std::size_t to = numbers.size() * (i + 1) / threads;
      std::uint64_t sum = 0;
      for (const std::uint32_t number : numbers.subspan(from, to - from)) sum += number;
      sums[i] = sum;
    });
  }
  workers.clear();
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

template <unsigned Seed>
constexpr unsigned spin() {
  unsigned n = Seed;
  for (int i = 0; i < 160'000; ++i) n = n * 1664525 + 1013904223;
  return n;
}
template <unsigned... Seeds>
constexpr unsigned all(std::integer_sequence<unsigned, Seeds...>) {
  constexpr unsigned values[] = {std::integral_constant<unsigned, spin<Seeds>()>::value...};
  return values[0];
}
constexpr unsigned never = all(std::make_integer_sequence<unsigned, 5000>());

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  return add_up(numbers, threads);
}
