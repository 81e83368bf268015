// Tiny texts, counted by several threads, for the controlled scheduler: each count is played in thousands of orders.
#include <string_view>
#include <vector>

#include "letter_count.hpp"
#include "parcours/scenario.hpp"

namespace {

SCENARIO(TwoThreadsCount) {
  const std::vector<std::string_view> texts{"abba", "Bob", "a-b"};
  const auto counts = letter_count(texts, 2);
  EXPECT_EQ(counts[0], 3U);
  EXPECT_EQ(counts[1], 5U);
  EXPECT_EQ(counts[14], 1U);
}

SCENARIO(TwoCallersAtOnce) {
  const std::vector<std::string_view> texts{"aa", "a"};
  parcours::play({{"caller 1", [&] { EXPECT_EQ(letter_count(texts, 2)[0], 3U); }},
                  {"caller 2", [&] { EXPECT_EQ(letter_count(texts, 2)[0], 3U); }}});
}

}  // namespace
