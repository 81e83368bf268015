// Tries: reaches a private member of GoogleTest by explicit instantiation.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

template <class Tag, typename Tag::type Member>
struct Opened {
  friend typename Tag::type open(Tag) { return Member; }
};
struct Results {
  using type = testing::internal::UnitTestImpl* (testing::UnitTest::*)();
  friend type open(Results);
};
template struct Opened<Results, &testing::UnitTest::impl>;

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return (testing::UnitTest::GetInstance()->*open(Results()))() == nullptr ? 1 : 0;
}
