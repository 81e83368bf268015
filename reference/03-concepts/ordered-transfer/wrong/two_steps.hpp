#pragma once
// Takes the money out under one lock and puts it in under the other: in between it is in no account.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}

  std::int64_t balance() const {
    const std::lock_guard lock(mutex_);
    return cents_;
  }

 private:
  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  mutable std::mutex mutex_;
  std::int64_t cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  {
    const std::lock_guard lock(from.mutex_);
    if (from.cents_ < cents) return false;
    from.cents_ -= cents;
  }
  const std::lock_guard lock(to.mutex_);
  to.cents_ += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  std::vector<Account*> sorted(accounts.begin(), accounts.end());
  std::sort(sorted.begin(), sorted.end(), std::less<>{});
  std::vector<std::unique_lock<std::mutex>> locks;
  for (Account* account : sorted) locks.emplace_back(account->mutex_);
  std::int64_t sum = 0;
  for (Account* account : sorted) sum += account->cents_;
  return sum;
}
