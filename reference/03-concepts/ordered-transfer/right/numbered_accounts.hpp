#pragma once
// Every account gets a number when it opens, and locks are taken in the order of the numbers: the rule does not depend
// on where the accounts happen to lie in memory.
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>

class Account {
 public:
  explicit Account(std::int64_t cents) : number_(next_number().fetch_add(1)), cents_(cents) {}
  Account(Account&&) = delete;

  std::int64_t balance() const {
    std::lock_guard<std::mutex> hold(lock_);
    return cents_;
  }

  bool pay(Account& other, std::int64_t amount) {
    if (amount < 0) return false;
    if (number_ == other.number_) return balance() >= amount;

    std::unique_lock<std::mutex> mine(lock_, std::defer_lock);
    std::unique_lock<std::mutex> theirs(other.lock_, std::defer_lock);
    if (number_ < other.number_) {
      mine.lock();
      theirs.lock();
    } else {
      theirs.lock();
      mine.lock();
    }
    if (cents_ < amount) return false;
    cents_ -= amount;
    other.cents_ += amount;
    return true;
  }

  static std::int64_t sum(std::span<Account* const> accounts) {
    std::map<std::uint64_t, Account*> in_order;
    for (Account* account : accounts) in_order.emplace(account->number_, account);
    for (auto& [number, account] : in_order) account->lock_.lock();
    std::int64_t result = 0;
    for (auto& [number, account] : in_order) result += account->cents_;
    for (auto& [number, account] : in_order) account->lock_.unlock();
    return result;
  }

 private:
  static std::atomic<std::uint64_t>& next_number() {
    static std::atomic<std::uint64_t> next{0};
    return next;
  }

  const std::uint64_t number_;
  mutable std::mutex lock_;
  std::int64_t cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) { return from.pay(to, cents); }

inline std::int64_t total(std::span<Account* const> accounts) { return Account::sum(accounts); }
