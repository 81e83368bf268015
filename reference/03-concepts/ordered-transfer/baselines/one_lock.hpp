#pragma once
// One lock for the whole bank: nothing can go wrong, and nothing goes on at the same time.
#include <cstdint>
#include <mutex>
#include <span>

inline std::mutex bank_lock;

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}

  std::int64_t balance() const {
    const std::lock_guard lock(bank_lock);
    return cents_;
  }

 private:
  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  std::int64_t cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  const std::lock_guard lock(bank_lock);
  if (from.cents_ < cents) return false;
  from.cents_ -= cents;
  to.cents_ += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  const std::lock_guard lock(bank_lock);
  std::int64_t sum = 0;
  for (const Account* account : accounts) sum += account->cents_;
  return sum;
}
