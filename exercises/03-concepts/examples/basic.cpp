// Sharing one variable between threads: what must not be done, and three ways that are right. Then a step that must not
// be taken apart. Read it from top to bottom; every step is explained.
//
// Prints:
//   with a mutex:     20000
//   with an atomic:   20000
//   each for itself:  20000
//   taken: …, left: 0
#include <atomic>    // std::atomic
#include <iostream>  // std::cout
#include <mutex>     // std::mutex, std::lock_guard
#include <thread>    // std::jthread

constexpr int rounds = 10'000;  // how often each of two threads counts

// Starts two threads that run the same function, and waits for both.
template <class Function>
void twice(Function function) {
  std::jthread first(function);   // the function is copied into the thread; what it refers to is shared
  std::jthread second(function);  // from here on both run, in an order that nobody knows
}  // both are joined here

// 0. Wrong, and therefore not called below: two threads write `counter`, and nothing puts them into an order. That is a
// data race.
//    Call it from main() under ThreadSanitizer to see its report.
[[maybe_unused]] int count_unprotected() {
  int counter = 0;
  twice([&] {
    for (int i = 0; i < rounds; ++i) ++counter;  // read, add, write: the other thread may come in between
  });
  return counter;  // often less than 20000
}

// 1. A mutex: only the thread that holds it may touch the counter.
int count_with_mutex() {
  int counter = 0;   // guarded by `mutex`
  std::mutex mutex;  // both live until after the join, because twice() returns only then
  twice([&] {
    for (int i = 0; i < rounds; ++i) {
      const std::lock_guard lock(mutex);  // waits until the mutex is free, and takes it
      ++counter;                          // nobody else is here
    }  // `lock` is destroyed, which gives the mutex back
  });
  return counter;  // read after the join: no lock is needed any more
}

// 2. An atomic variable: reading, adding and writing become one step that cannot be interrupted.
int count_atomically() {
  std::atomic<int> counter{0};
  twice([&] {
    for (int i = 0; i < rounds; ++i) {
      counter.fetch_add(1);  // one step. `counter = counter + 1` would be two, with a gap between them
    }
  });
  return counter.load();
}

// 3. The best one here: do not share. Each thread counts for itself and adds its result once.
int count_locally() {
  std::atomic<int> total{0};
  twice([&] {
    int mine = 0;                             // on this thread's own stack
    for (int i = 0; i < rounds; ++i) ++mine;  // no other thread can see it
    total.fetch_add(mine);                    // they meet once, not ten thousand times
  });
  return total.load();
}

// A till from which threads take coins until it is empty. Its invariant: it never holds less than nothing.
class Till {
 public:
  explicit Till(int coins) : coins_(coins) {}

  int coins() const {
    const std::lock_guard lock(mutex_);  // even who only reads must take it: someone else may be writing
    return coins_;
  }

  // The check and the act in one critical section. Had the caller to write `if (till.coins() > 0) till.remove_one();`,
  // both calls could be protected by the mutex, and two threads could still both see the last coin and both take it.
  bool take_one() {
    const std::lock_guard lock(mutex_);
    if (coins_ == 0) return false;  // the lock is given back on this way out, too
    --coins_;
    return true;
  }

 private:
  mutable std::mutex mutex_;  // guards coins_; mutable, since coins() const has to take it
  int coins_;
};

int main() {
  std::cout << "with a mutex:     " << count_with_mutex() << '\n';  // 20000
  std::cout << "with an atomic:   " << count_atomically() << '\n';  // 20000
  std::cout << "each for itself:  " << count_locally() << '\n';     // 20000

  Till till(15'001);
  std::atomic<int> taken{0};
  twice([&] {
    while (till.take_one()) taken.fetch_add(1);  // how many each one gets differs from run to run, and that is fine
  });
  std::cout << "taken: " << taken << ", left: " << till.coins() << '\n';  // taken: 15001, left: 0: the invariant held
}
