#pragma once
// Forgets that both accounts may be the same one: the second lock waits for the first, for ever.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <utility>
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
  Account* first = &from;
  Account* second = &to;
  if (std::less<>{}(second, first)) std::swap(first, second);
  const std::lock_guard lock_first(first->mutex_);
  const std::lock_guard lock_second(second->mutex_);
  if (from.cents_ < cents) return false;
  from.cents_ -= cents;
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
