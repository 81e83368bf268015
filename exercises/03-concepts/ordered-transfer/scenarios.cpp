// Tiny programs that move money from several threads at once, for the controlled scheduler: each is played in thousands
// of orders. A scenario says who is there and what must hold, whatever the order.
#include <vector>

#include "ordered_transfer.hpp"
#include "parcours/scenario.hpp"

namespace {

using parcours::play;

SCENARIO(TwoPayEachOther) {
  Account anna(10);
  Account bela(10);
  play({{"Anna", [&] { EXPECT_TRUE(transfer(anna, bela, 3)); }},
        {"Bela", [&] { EXPECT_TRUE(transfer(bela, anna, 5)); }}});
  EXPECT_EQ(anna.balance(), 12);
  EXPECT_EQ(bela.balance(), 8);
}

SCENARIO(ThreePayInACircle) {
  Account anna(5);
  Account bela(5);
  Account chloe(5);
  play({{"Anna", [&] { transfer(anna, bela, 5); }},
        {"Bela", [&] { transfer(bela, chloe, 5); }},
        {"Chloe", [&] { transfer(chloe, anna, 5); }}});
  EXPECT_EQ(anna.balance() + bela.balance() + chloe.balance(), 15) << "no money comes or goes";
}

// There is enough for one of two payments.
SCENARIO(TheLastMoneyIsSpentOnce) {
  Account anna(10);
  Account bela(0);
  Account chloe(0);
  bool first = false;
  bool second = false;
  play({{"pays Bela", [&] { first = transfer(anna, bela, 10); }},
        {"pays Chloe", [&] { second = transfer(anna, chloe, 10); }},
        {"watcher", [&] { EXPECT_GE(anna.balance(), 0) << "no account ever goes below zero"; }}});
  EXPECT_NE(first, second) << "there was money for exactly one of the two payments";
  EXPECT_EQ(anna.balance(), 0);
  EXPECT_EQ(bela.balance() + chloe.balance(), 10);
}

// A sum that was true at one instant, while money moves both ways.
SCENARIO(TheSumIsAlwaysTrue) {
  Account anna(10);
  Account bela(10);
  const std::vector<Account*> one_way{&anna, &bela};
  const std::vector<Account*> other_way{&bela, &anna};
  play({{"Anna", [&] { transfer(anna, bela, 4); }},
        {"first to add up", [&] { EXPECT_EQ(total(one_way), 20) << "a sum that never was"; }},
        {"second to add up", [&] { EXPECT_EQ(total(other_way), 20) << "a sum that never was"; }}});
}

SCENARIO(OnePaysHerself) {
  Account anna(10);
  Account bela(10);
  play({{"Anna", [&] { EXPECT_TRUE(transfer(anna, anna, 10)); }},
        {"Bela", [&] { EXPECT_TRUE(transfer(bela, anna, 1)); }}});
  EXPECT_EQ(anna.balance(), 11);
}

}  // namespace
