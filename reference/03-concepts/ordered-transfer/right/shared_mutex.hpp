#pragma once
// A reader-writer lock in every account: balances and sums only read, so they do not keep each other waiting.
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <span>
#include <tuple>
#include <vector>

struct Account {
  explicit Account(std::int64_t cents) : cents(cents) {}

  std::int64_t balance() const {
    std::shared_lock reading(mutex);
    return cents;
  }

  mutable std::shared_mutex mutex;
  std::int64_t cents;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  if (std::addressof(from) == std::addressof(to)) return from.balance() >= cents;

  auto [low, high] = std::less<Account*>()(&from, &to) ? std::tie(from, to) : std::tie(to, from);
  std::unique_lock first(low.mutex);
  std::unique_lock second(high.mutex);

  const bool enough = from.cents >= cents;
  if (enough) {
    from.cents -= cents;
    to.cents += cents;
  }
  return enough;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  const std::set<Account*, std::less<>> climbing(accounts.begin(), accounts.end());
  std::vector<std::shared_lock<std::shared_mutex>> readers;
  readers.reserve(climbing.size());
  for (Account* account : climbing) readers.emplace_back(account->mutex);
  std::int64_t sum = 0;
  for (Account* account : climbing) sum += account->cents;
  return sum;
}
