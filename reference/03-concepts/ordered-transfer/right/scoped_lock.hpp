#pragma once
// std::scoped_lock finds its own way round a deadlock: it never waits for a lock while it holds one. That gets along
// with total(), which waits while it holds locks, but only for later ones.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <numeric>
#include <span>
#include <vector>

class Account {
  mutable std::mutex guard;
  std::int64_t cents;

  friend bool transfer(Account&, Account&, std::int64_t);
  friend std::int64_t total(std::span<Account* const>);

 public:
  explicit Account(std::int64_t opening) : cents{opening} {}

  std::int64_t balance() const {
    std::scoped_lock lock{guard};
    return cents;
  }
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) {
    return false;
  }
  if (&from == &to) {
    return cents <= from.balance();
  }
  std::scoped_lock both{from.guard, to.guard};
  if (cents > from.cents) {
    return false;
  }
  from.cents -= cents;
  to.cents += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  std::vector<Account*> by_address{accounts.begin(), accounts.end()};
  std::ranges::sort(by_address, std::less<Account*>{});
  std::list<std::scoped_lock<std::mutex>> held;
  for (auto* account : by_address) {
    held.emplace_back(account->guard);
  }
  return std::accumulate(by_address.begin(), by_address.end(), std::int64_t{0},
                         [](std::int64_t sum, const Account* account) { return sum + account->cents; });
}
