// Transfers between accounts that lock two of them at once, by every lock class of the library.
#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

struct Account {
  std::mutex mutex;
  long money = 1000;
};

inline void transfer(Account& from, Account& to, long sum, int how) {
  if (&from == &to) return;
  if (how == 0) {
    const std::scoped_lock both(from.mutex, to.mutex);
    from.money -= sum, to.money += sum;
  } else if (how == 1) {
    std::lock(from.mutex, to.mutex);
    const std::lock_guard first(from.mutex, std::adopt_lock);
    const std::lock_guard second(to.mutex, std::adopt_lock);
    from.money -= sum, to.money += sum;
  } else {
    std::unique_lock first(from.mutex, std::defer_lock);
    std::unique_lock second(to.mutex, std::defer_lock);
    while (std::try_lock(first, second) != -1) std::this_thread::yield();
    from.money -= sum, to.money += sum;
  }
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::array<Account, 5> bank;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        std::mt19937_64 random(seed + t);
        for (int i = 0; i < 200; ++i) transfer(bank[random() % 5], bank[random() % 5], long(random() % 50), i % 3);
      });
  }
  long total = 0;
  for (const Account& account : bank) total += account.money;
  return total == 5000;
}
