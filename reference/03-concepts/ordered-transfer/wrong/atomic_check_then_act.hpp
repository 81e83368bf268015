#pragma once
// Atomic balances: the look is atomic and the withdrawal is atomic, and another withdrawal fits in between.
#include <atomic>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <span>

// Many transfers at a time, or one sum.
inline std::shared_mutex sum_mutex;

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}

  std::int64_t balance() const { return cents_.load(); }

 private:
  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  std::atomic<std::int64_t> cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  const std::shared_lock lock(sum_mutex);
  if (from.cents_.load() < cents) return false;
  from.cents_.fetch_sub(cents);
  to.cents_.fetch_add(cents);
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  const std::lock_guard lock(sum_mutex);
  std::int64_t sum = 0;
  for (const Account* account : accounts) sum += account->cents_.load();
  return sum;
}
