// Money goes from one account to another while an auditor counts all of it.
// The mistake: the transfer locks one account after the other, and in between the money is nowhere.
// Must get: test-failure
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

struct Account {
  std::mutex mutex;
  int balance = 10;
};

void add(Account& account, int amount) {
  const std::lock_guard lock(account.mutex);
  account.balance += amount;
}

template <bool locks_both>
void transfer_and_audit() {
  Account ann, ben;
  int total = 0;
  parcours::play({{"transfer",
                   [&] {
                     if (locks_both) {
                       const std::scoped_lock both(ann.mutex, ben.mutex);
                       ann.balance -= 3;
                       ben.balance += 3;
                     } else {
                       add(ann, -3);
                       add(ben, 3);
                     }
                   }},
                  {"auditor", [&] {
                     const std::scoped_lock both(ann.mutex, ben.mutex);
                     total = ann.balance + ben.balance;
                   }}});
  EXPECT_EQ(total, 20) << "money is missing";
}

SCENARIO(Wrong) { transfer_and_audit<false>(); }
SCENARIO(Right) { transfer_and_audit<true>(); }

}  // namespace
