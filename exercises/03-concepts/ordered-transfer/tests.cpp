#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <initializer_list>
#include <memory>
#include <new>
#include <random>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

#include "ordered_transfer.hpp"
#include "parcours/test.hpp"

namespace {

using std::chrono::milliseconds;

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ORDERED_TRANSFER_UNDER_TSAN 1
#endif
#endif

// The deadlock detector in ThreadSanitizer cannot follow a thread that holds more than 64 locks.
#ifdef ORDERED_TRANSFER_UNDER_TSAN
constexpr std::size_t kManyAccounts = 56;
#else
constexpr std::size_t kManyAccounts = 200;
#endif

constexpr milliseconds kStress{120};

/// Accounts that stay where they are, with the pointers that total() wants.
class Bank {
 public:
  Bank(std::size_t count, std::int64_t cents) {
    for (std::size_t i = 0; i < count; ++i) open(cents);
  }
  Bank(std::initializer_list<std::int64_t> balances) {
    for (const std::int64_t cents : balances) open(cents);
  }

  Account& operator[](std::size_t i) { return *accounts_[i]; }
  [[nodiscard]] std::size_t size() const { return accounts_.size(); }
  [[nodiscard]] std::span<Account* const> all() const { return pointers_; }

 private:
  void open(std::int64_t cents) {
    accounts_.push_back(std::make_unique<Account>(cents));
    pointers_.push_back(accounts_.back().get());
  }

  std::vector<std::unique_ptr<Account>> accounts_;
  std::vector<Account*> pointers_;
};

/// Calls `step` again and again until the time is up.
template <class Step>
void keep_doing(milliseconds time, Step&& step) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 8; ++i) step();
  }
}

// What the signal handler below works with; one stage at a time.
std::uintptr_t trap_begin = 0;
std::uintptr_t trap_end = 0;
int trap_caught = 0;
int trap_released = 0;
struct sigaction previous_segv;
struct sigaction previous_bus;

// The thread may be stopped inside ThreadSanitizer's own code, with the sanitizer's own locks in its hands. The handler
// must not ask for them, so it is kept free of instrumentation and calls nothing that the sanitizer intercepts.
#ifdef ORDERED_TRANSFER_UNDER_TSAN
__attribute__((disable_sanitizer_instrumentation))
#endif
void on_fault(int signal, siginfo_t* info, void*) {
  const int error = errno;
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  if (address < __atomic_load_n(&trap_begin, __ATOMIC_ACQUIRE) ||
      address >= __atomic_load_n(&trap_end, __ATOMIC_ACQUIRE)) {
    // A crash that has nothing to do with the trap: whoever was there before gets it when the instruction runs again.
    sigaction(signal, signal == SIGSEGV ? &previous_segv : &previous_bus, nullptr);
    return;
  }
  __atomic_store_n(&trap_caught, 1, __ATOMIC_RELEASE);
  while (__atomic_load_n(&trap_released, __ATOMIC_ACQUIRE) == 0) {
    const timespec nap{0, 50'000};
    syscall(SYS_nanosleep, &nap, nullptr);
  }
  errno = error;
}

/// Accounts with which a test can stop a thread in the very middle of a call. Each account has a page of memory of its
/// own. set_trap(i) makes the page of account i inaccessible: the first thread that touches the account stops there,
/// in the middle of whatever it is doing and with whatever it has locked. lift_trap() lets every other thread at the
/// account again, release() lets the stopped one go on.
class Stage {
 public:
  explicit Stage(std::initializer_list<std::int64_t> balances) : count_(balances.size()) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    slot_ = (sizeof(Account) + page - 1) / page * page;
    void* memory = mmap(nullptr, slot_ * count_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no memory for the accounts");
    memory_ = static_cast<std::byte*>(memory);
    std::size_t i = 0;
    for (const std::int64_t cents : balances) new (memory_ + slot_ * i++) Account(cents);

    struct sigaction action{};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &previous_segv);
    sigaction(SIGBUS, &action, &previous_bus);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    sigaction(SIGSEGV, &previous_segv, nullptr);
    sigaction(SIGBUS, &previous_bus, nullptr);
    for (std::size_t i = 0; i < count_; ++i) (*this)[i].~Account();
    munmap(memory_, slot_ * count_);
  }

  Account& operator[](std::size_t i) { return *std::launder(reinterpret_cast<Account*>(memory_ + slot_ * i)); }

  /// With `for_writing_only`, threads may still look at the account and are stopped where they first change it.
  void set_trap(std::size_t i, bool for_writing_only = false) {
    trapped_ = memory_ + slot_ * i;
    const auto begin = reinterpret_cast<std::uintptr_t>(trapped_);
    __atomic_store_n(&trap_caught, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&trap_released, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&trap_begin, begin, __ATOMIC_RELEASE);
    __atomic_store_n(&trap_end, begin + slot_, __ATOMIC_RELEASE);
    mprotect(trapped_, slot_, for_writing_only ? PROT_READ : PROT_NONE);
  }
  [[nodiscard]] static bool caught() { return __atomic_load_n(&trap_caught, __ATOMIC_ACQUIRE) != 0; }
  void lift_trap() { mprotect(trapped_, slot_, PROT_READ | PROT_WRITE); }
  static void release() { __atomic_store_n(&trap_released, 1, __ATOMIC_RELEASE); }

 private:
  std::size_t count_;
  std::size_t slot_ = 0;
  std::byte* memory_ = nullptr;
  std::byte* trapped_ = nullptr;
};

enum class StopAt { touch, write };

/// Starts `first`, stops it where it first touches, or writes to, account `trapped`, runs `second` beside it, and lets
/// `first` go on when `second` is done or has had `patience`. True if `second` was done by then.
bool interrupt(Stage& stage, std::size_t trapped, const std::function<void()>& first,
               const std::function<void()>& second, milliseconds patience = milliseconds(40),
               StopAt stop_at = StopAt::touch) {
  std::atomic<bool> first_done{false};
  std::atomic<bool> second_done{false};
  stage.set_trap(trapped, stop_at == StopAt::write);
  std::thread one([&] {
    first();
    first_done = true;
  });
  static_cast<void>(parcours::eventually([&] { return Stage::caught() || first_done.load(); }));
  stage.lift_trap();
  std::thread two([&] {
    second();
    second_done = true;
  });
  const bool in_time = parcours::eventually([&] { return second_done.load(); }, patience);
  Stage::release();
  one.join();
  two.join();
  return in_time;
}

std::int64_t random_up_to(std::mt19937_64& random, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(0, most)(random);
}

std::size_t random_index(std::mt19937_64& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

TEST(OrderedTransfer, OpensWithItsBalance) {
  auto random = parcours::rng();
  const std::int64_t cents = 1 + random_up_to(random, 1'000'000'000'000);
  const Account full(cents);
  const Account empty(0);
  EXPECT_EQ(full.balance(), cents);
  EXPECT_EQ(empty.balance(), 0);
}

TEST(OrderedTransfer, MovesMoney) {
  auto random = parcours::rng();
  for (int round = 0; round < 20; ++round) {
    const std::int64_t a = 1 + random_up_to(random, 5'000'000'000);
    const std::int64_t b = random_up_to(random, 5'000'000'000);
    const std::int64_t cents = 1 + random_up_to(random, a - 1);
    Bank bank{a, b};
    ASSERT_TRUE(transfer(bank[0], bank[1], cents)) << cents << " of " << a;
    ASSERT_EQ(bank[0].balance(), a - cents);
    ASSERT_EQ(bank[1].balance(), b + cents);
    ASSERT_TRUE(transfer(bank[1], bank[0], b + cents)) << "an account may be emptied to the last cent";
    ASSERT_EQ(bank[0].balance(), a + b);
    ASSERT_EQ(bank[1].balance(), 0);
  }
}

TEST(OrderedTransfer, RefusesWhenShort) {
  auto random = parcours::rng();
  const std::int64_t a = random_up_to(random, 1'000'000);
  const std::int64_t b = random_up_to(random, 1'000'000);
  Bank bank{a, b};
  EXPECT_FALSE(transfer(bank[0], bank[1], a + 1));
  EXPECT_FALSE(transfer(bank[1], bank[0], b + 1 + random_up_to(random, 1'000'000)));
  EXPECT_EQ(bank[0].balance(), a);
  EXPECT_EQ(bank[1].balance(), b);
}

TEST(OrderedTransfer, ZeroAndNegativeAmounts) {
  Bank bank{100, 100};
  EXPECT_TRUE(transfer(bank[0], bank[1], 0));
  EXPECT_FALSE(transfer(bank[0], bank[1], -1));
  EXPECT_FALSE(transfer(bank[0], bank[1], -100));
  EXPECT_EQ(bank[0].balance(), 100);
  EXPECT_EQ(bank[1].balance(), 100);
}

TEST(OrderedTransfer, ToItself) {
  auto random = parcours::rng();
  const std::int64_t cents = 1 + random_up_to(random, 1'000'000);
  Bank bank{cents};
  EXPECT_TRUE(transfer(bank[0], bank[0], cents));
  EXPECT_EQ(bank[0].balance(), cents);
  EXPECT_FALSE(transfer(bank[0], bank[0], cents + 1)) << "short funds are short funds, whoever gets them";
  EXPECT_FALSE(transfer(bank[0], bank[0], -1));
  EXPECT_EQ(bank[0].balance(), cents);
}

TEST(OrderedTransfer, AddsUp) {
  auto random = parcours::rng();
  Bank bank(0, 0);
  EXPECT_EQ(total(bank.all()), 0) << "no accounts, no money";
  for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{7}, kManyAccounts}) {
    const std::int64_t cents = random_up_to(random, 1'000'000'000);
    Bank accounts(count, cents);
    EXPECT_EQ(total(accounts.all()), cents * static_cast<std::int64_t>(count)) << count << " accounts";
    std::vector<Account*> shuffled(accounts.all().begin(), accounts.all().end());
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    EXPECT_EQ(total(shuffled), cents * static_cast<std::int64_t>(count)) << count << " accounts in another order";
  }
}

// Two transfers between the same two accounts, in opposite directions. The first is stopped between its two locks.
TEST(OrderedTransfer, BothWaysAtOnce) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}}) {
    Stage stage{1000, 1000};
    Account& near = stage[1 - stopped_at];
    Account& far = stage[stopped_at];
    interrupt(
        stage, stopped_at, [&] { EXPECT_TRUE(transfer(near, far, 300)); },
        [&] { EXPECT_TRUE(transfer(far, near, 100)); });
    EXPECT_EQ(near.balance(), 800);
    EXPECT_EQ(far.balance(), 1200);
  }

  Bank bank{1'000'000, 1'000'000};
  parcours::run_together(
      4, [&](unsigned id) { keep_doing(kStress, [&] { transfer(bank[id % 2], bank[(id + 1) % 2], 1); }); });
  EXPECT_EQ(total(bank.all()), 2'000'000);
}

// A transfer is stopped where it touches its accounts; one between two other accounts must get through meanwhile.
TEST(OrderedTransfer, DisjointTransfersDoNotWait) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}}) {
    Stage stage{50, 50, 50, 50};
    const bool passed = interrupt(
        stage, stopped_at, [&] { EXPECT_TRUE(transfer(stage[0], stage[1], 20)); },
        [&] { EXPECT_TRUE(transfer(stage[2], stage[3], 10)); }, milliseconds(2000));
    EXPECT_TRUE(passed) << "a transfer waited for another one with which it has no account in common";
    EXPECT_EQ(stage[1].balance(), 70);
    EXPECT_EQ(stage[3].balance(), 60);
    if (!passed) return;
  }
}

// Two transfers want the same money, and the first is stopped before it changes the account. Then: an account with one
// cent, and threads that each take it out and put it back. Never do two of them hold it.
TEST(OrderedTransfer, NeverOverdrawn) {
  Stage stage{80, 0, 0};
  bool first = false;
  bool second = false;
  interrupt(
      stage, 0, [&] { first = transfer(stage[0], stage[1], 80); }, [&] { second = transfer(stage[0], stage[2], 80); },
      milliseconds(40), StopAt::write);
  EXPECT_NE(first, second) << "the same money was spent twice";
  EXPECT_EQ(stage[0].balance(), 0);

  constexpr int kCents = 1;
  constexpr unsigned kThreads = 4;
  Bank bank{kCents, 0, 0, 0, 0};
  std::atomic<int> taken{0};
  std::atomic<int> most_taken{0};
  std::atomic<std::int64_t> lowest{0};
  std::atomic<bool> refused_return{false};
  parcours::run_together(kThreads, [&](unsigned id) {
    Account& pocket = bank[id + 1];
    unsigned turn = 0;
    keep_doing(kStress, [&] {
      if (most_taken > kCents || !transfer(bank[0], pocket, 1)) return;
      const int now = taken.fetch_add(1) + 1;
      if (now > most_taken) most_taken = now;
      const std::int64_t balance = bank[0].balance();
      if (balance < lowest) lowest = balance;
      if (++turn % 8 == 0) std::this_thread::yield();
      taken.fetch_sub(1);
      if (!transfer(pocket, bank[0], 1)) refused_return = true;
    });
  });
  EXPECT_LE(most_taken, kCents) << "more cents came out of the account than it held";
  EXPECT_GE(lowest, 0) << "the account went below zero";
  EXPECT_FALSE(refused_return) << "a thread could not give back what it had been given";
  EXPECT_EQ(total(bank.all()), kCents);
}

// The sum is stopped at an account while a transfer tries to move the whole money from one it has not counted yet to
// one that it has, or the other way round.
TEST(OrderedTransfer, TotalIsOneInstant) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}}) {
    for (const std::size_t rich : {std::size_t{0}, std::size_t{1}}) {
      Stage stage{rich == 0 ? 700 : 0, rich == 1 ? 700 : 0};
      Account* const accounts[] = {&stage[0], &stage[1]};
      interrupt(
          stage, stopped_at, [&] { EXPECT_EQ(total(accounts), 700) << "money was counted twice or not at all"; },
          [&] { EXPECT_TRUE(transfer(stage[rich], stage[1 - rich], 700)); });
    }
  }

  Bank bank{6000, 0, 0, 0, 0, 0};
  std::atomic<int> wrong{0};
  std::vector<std::mt19937_64> random(3, parcours::rng());
  for (std::size_t i = 0; i < random.size(); ++i) random[i].discard(1000 * i);
  parcours::run_together(3, [&](unsigned id) {
    keep_doing(kStress, [&] {
      if (id == 0) {
        if (total(bank.all()) != 6000) ++wrong;
      } else {
        const std::size_t from = random_index(random[id], bank.size());
        transfer(bank[from], bank[random_index(random[id], bank.size())], bank[from].balance());
      }
    });
  });
  EXPECT_EQ(wrong, 0) << "sums that were true at no instant";
  EXPECT_EQ(total(bank.all()), 6000);
}

TEST(OrderedTransfer, BalanceWhileMoneyMoves) {
  Bank bank{500, 500};
  std::atomic<int> impossible{0};
  parcours::run_together(3, [&](unsigned id) {
    for (int i = 0; i < 1500; ++i) {
      if (id == 0) {
        const std::int64_t balance = bank[static_cast<std::size_t>(i % 2)].balance();
        if (balance < 0 || balance > 1000) ++impossible;
      } else {
        transfer(bank[id - 1], bank[2 - id], i % 400);
      }
      if (i % 64 == 0) std::this_thread::yield();
    }
  });
  EXPECT_EQ(impossible, 0);
  EXPECT_EQ(total(bank.all()), 1000);
}

TEST(OrderedTransfer, ManyAccounts) {
  Bank bank(kManyAccounts, 1000);
  const auto money = static_cast<std::int64_t>(kManyAccounts) * 1000;
  std::vector<std::mt19937_64> random(3, parcours::rng());
  for (std::size_t i = 0; i < random.size(); ++i) random[i].discard(10'000 * i);
  std::atomic<int> wrong{0};
  parcours::run_together(3, [&](unsigned id) {
    for (int i = 0; i < 1000; ++i) {
      const std::size_t from = random_index(random[id], bank.size());
      const std::size_t to = random_index(random[id], bank.size());
      transfer(bank[from], bank[to], random_up_to(random[id], 1500));
      if (i % 50 == 0 && total(bank.all()) != money) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0) << "sums that were true at no instant";
  for (std::size_t i = 0; i < bank.size(); ++i) EXPECT_GE(bank[i].balance(), 0);
  EXPECT_EQ(total(bank.all()), money);
}

}  // namespace
