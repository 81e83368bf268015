#pragma once
// Shares 64 locks among all accounts and takes them in order, but two accounts may well share one.
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

inline std::array<std::mutex, 64> stripes;

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}

  std::int64_t balance() const {
    const std::lock_guard lock(stripes[stripe()]);
    return cents_;
  }

 private:
  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  std::size_t stripe() const { return std::hash<const Account*>{}(this) / sizeof(Account) % stripes.size(); }

  std::int64_t cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  if (&from == &to) return from.balance() >= cents;
  const std::size_t first = std::min(from.stripe(), to.stripe());
  const std::size_t second = std::max(from.stripe(), to.stripe());
  const std::lock_guard lock_first(stripes[first]);
  const std::lock_guard lock_second(stripes[second]);
  if (from.cents_ < cents) return false;
  from.cents_ -= cents;
  to.cents_ += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  std::array<bool, 64> needed{};
  for (const Account* account : accounts) needed[account->stripe()] = true;
  std::vector<std::unique_lock<std::mutex>> locks;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) locks.emplace_back(stripes[i]);
  }
  std::int64_t sum = 0;
  for (const Account* account : accounts) sum += account->cents_;
  return sum;
}
