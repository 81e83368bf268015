// Money goes from one account to another, and back, under the locks of both.
// The mistake: each transfer locks its source first, so two opposite ones lock in opposite orders.
// Must get: deadlock
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

struct Account {
  std::mutex mutex;
  int balance = 10;
};

template <bool locks_both_at_once>
void transfer(Account& from, Account& to) {
  if (locks_both_at_once) {
    const std::scoped_lock both(from.mutex, to.mutex);
    --from.balance, ++to.balance;
  } else {
    const std::lock_guard one(from.mutex);
    const std::lock_guard other(to.mutex);
    --from.balance, ++to.balance;
  }
}

template <bool locks_both_at_once>
void there_and_back() {
  Account ann, ben;
  parcours::play({{"Ann pays", [&] { transfer<locks_both_at_once>(ann, ben); }},
                  {"Ben pays", [&] { transfer<locks_both_at_once>(ben, ann); }}});
  EXPECT_EQ(ann.balance, 10);
  EXPECT_EQ(ben.balance, 10);
}

SCENARIO(Wrong) { there_and_back<false>(); }
SCENARIO(Right) { there_and_back<true>(); }

}  // namespace
