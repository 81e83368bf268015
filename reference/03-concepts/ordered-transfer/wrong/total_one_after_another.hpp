#pragma once
// Adds up the balances one after another: what moves past the sum in between is counted twice or never.
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <utility>

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
  if (&from == &to) return from.balance() >= cents;
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
  std::int64_t sum = 0;
  for (const Account* account : accounts) sum += account->balance();
  return sum;
}
