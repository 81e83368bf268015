#pragma once
// The reference for ordered-transfer: a mutex in every account, and one rule for everybody who needs several of them.
//
// The rule: locks are taken in the order of the accounts' addresses. A thread that waits holds only locks that come
// before the one it waits for, so a circle of waiting threads would have to climb for ever. transfer() follows the rule
// with two locks and total() with many, and therefore they get along with each other too.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  std::int64_t balance() const {
    const std::lock_guard lock(mutex_);
    return cents_;
  }

 private:
  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  mutable std::mutex mutex_;
  std::int64_t cents_;  // guarded by mutex_, never negative
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  // Nothing moves, but the answer is the same as ever. Without this line the second lock would wait for the first.
  if (&from == &to) return from.balance() >= cents;

  // std::less orders any two pointers; the built-in < only promises that within one array.
  const bool from_is_first = std::less<>{}(&from, &to);
  const std::lock_guard first(from_is_first ? from.mutex_ : to.mutex_);
  const std::lock_guard second(from_is_first ? to.mutex_ : from.mutex_);

  // The look and the change are under the same locks: nobody can spend the money in between.
  if (from.cents_ < cents) return false;
  from.cents_ -= cents;
  to.cents_ += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  std::vector<Account*> ordered(accounts.begin(), accounts.end());
  std::sort(ordered.begin(), ordered.end(), std::less<>{});

  // All the locks are held together once the loop is through: that moment is the instant at which the sum is true.
  // Nothing changes a counted account before then, so adding up on the way is as good as afterwards.
  std::vector<std::unique_lock<std::mutex>> locks;
  locks.reserve(ordered.size());
  std::int64_t sum = 0;
  for (Account* account : ordered) {
    locks.emplace_back(account->mutex_);
    sum += account->cents_;
  }
  return sum;
}
