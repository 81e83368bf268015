// A class locks its mutex in each public function.
// The mistake: one public function calls another while it holds the mutex, which is not recursive.
// Must get: deadlock
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <class Mutex>
class Account {
 public:
  int balance() {
    const std::lock_guard lock(mutex_);
    return balance_;
  }
  void pay_interest() {
    const std::lock_guard lock(mutex_);
    balance_ += balance() / 10;
  }

 private:
  Mutex mutex_;
  int balance_ = 100;
};

template <class Mutex>
void interest() {
  Account<Mutex> account;
  parcours::play({{"bank", [&] { account.pay_interest(); }}, {"customer", [&] {
                                                                const int balance = account.balance();
                                                                EXPECT_TRUE(balance == 100 || balance == 110);
                                                              }}});
}

SCENARIO(Wrong) { interest<std::mutex>(); }
SCENARIO(Right) { interest<std::recursive_mutex>(); }

}  // namespace
