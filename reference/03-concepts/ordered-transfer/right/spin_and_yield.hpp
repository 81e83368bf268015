#pragma once
// A transfer holds its locks for a few instructions, so an account can do with one flag: whoever finds it set yields
// and looks again. The order is that of the addresses, as numbers.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

class Account {
 public:
  explicit Account(std::int64_t cents) : cents_(cents) {}

  std::int64_t balance() const {
    const Hold hold(*this);
    return cents_;
  }

 private:
  /// Holds the flag of one account for as long as it lives.
  class Hold {
   public:
    explicit Hold(const Account& account) : account_(&account) {
      while (account_->busy_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
    }
    Hold(Hold&& other) noexcept : account_(other.account_) { other.account_ = nullptr; }
    ~Hold() {
      if (account_ != nullptr) account_->busy_.clear(std::memory_order_release);
    }

   private:
    const Account* account_;
  };

  static std::uintptr_t rank(const Account* account) { return reinterpret_cast<std::uintptr_t>(account); }

  friend bool transfer(Account& from, Account& to, std::int64_t cents);
  friend std::int64_t total(std::span<Account* const> accounts);

  mutable std::atomic_flag busy_;
  std::int64_t cents_;
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  if (cents < 0) return false;
  if (Account::rank(&from) == Account::rank(&to)) return from.balance() >= cents;
  const bool upwards = Account::rank(&from) < Account::rank(&to);
  const Account::Hold lower(upwards ? from : to);
  const Account::Hold upper(upwards ? to : from);
  if (from.cents_ < cents) return false;
  from.cents_ -= cents;
  to.cents_ += cents;
  return true;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  std::vector<const Account*> ranked(accounts.begin(), accounts.end());
  std::ranges::sort(ranked, {}, &Account::rank);
  std::vector<Account::Hold> holds;
  holds.reserve(ranked.size());
  std::int64_t sum = 0;
  for (const Account* account : ranked) {
    holds.emplace_back(*account);
    sum += account->cents_;
  }
  return sum;
}
