#pragma once
// Your solution of ordered-transfer. README.md says what is asked for; the three declarations below must stay as they
// are, everything behind them is yours. This stub compiles and does nothing.
#include <cstdint>
#include <span>

class Account {
 public:
  explicit Account(std::int64_t cents) { static_cast<void>(cents); }

  std::int64_t balance() const { return 0; }
};

inline bool transfer(Account& from, Account& to, std::int64_t cents) {
  static_cast<void>(from);
  static_cast<void>(to);
  static_cast<void>(cents);
  return false;
}

inline std::int64_t total(std::span<Account* const> accounts) {
  static_cast<void>(accounts);
  return 0;
}
