// The six tools of this chapter, one after the other, each in a few lines: a lock, a lock that its owner may take
// again, a semaphore, an event, a condition, a barrier. Read it from top to bottom; every step is explained.
#include <array>               // std::array
#include <atomic>              // std::atomic
#include <barrier>             // std::barrier
#include <condition_variable>  // std::condition_variable
#include <iostream>            // std::cout
#include <mutex>               // std::mutex, std::recursive_mutex, std::lock_guard, std::unique_lock
#include <semaphore>           // std::counting_semaphore
#include <string>              // std::string
#include <thread>              // std::jthread
#include <vector>              // std::vector

// Starts `count` threads that all run `work`, and returns when all of them have ended.
template <class Work>
void in_threads(int count, Work work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work);
}  // each jthread joins its thread when it is destroyed, here

// 1. Lock: one at a time. In Python: with lock: votes += 1
void lock() {
  std::mutex mutex;  // guards votes
  int votes = 0;
  in_threads(4, [&] {
    for (int i = 0; i < 1000; ++i) {
      const std::lock_guard guard(mutex);  // takes the mutex, waits for it if need be
      ++votes;                             // nobody else is in here
    }  // the guard is destroyed, which gives the mutex back: also after an exception or a return
  });
  std::cout << "lock: " << votes << " votes\n";
}

// 2. RLock: its owner may take it again. In Python: threading.RLock()
void recursive_lock() {
  std::recursive_mutex mutex;
  int depth = 0;
  // Takes the mutex in every call, so the same thread holds it several times over. A std::mutex must never be taken
  // twice by one thread.
  const auto down = [&](const auto& self, int levels) -> void {
    const std::lock_guard guard(mutex);
    ++depth;
    if (levels > 1) self(self, levels - 1);
  };  // it is free for others once it has been given back as often as it was taken
  in_threads(2, [&] { down(down, 3); });
  std::cout << "recursive lock: " << depth << " steps down\n";
}

// 3. Semaphore: at most two at a time. In Python: threading.Semaphore(2)
void semaphore() {
  std::counting_semaphore<2> permits(2);  // <2>: there are never more; (2): so many are there at the start
  std::atomic<int> inside{0};
  std::atomic<bool> too_many{false};
  in_threads(5, [&] {
    permits.acquire();  // takes a permit, waits until there is one
    if (inside.fetch_add(1) >= 2) too_many = true;
    inside.fetch_sub(1);
    permits.release();  // any thread may give one back; there is no guard that does it for you
  });
  std::cout << "semaphore: " << (too_many ? "more than two were inside" : "never more than two inside") << '\n';
}

// 4. Event: a flag to wait for. C++ has no class for it; an atomic flag does the same. In Python: threading.Event()
void event() {
  std::atomic<bool> is_set{false};
  std::string news;  // a plain variable: the flag sees to it that it is written before it is read
  std::jthread listener([&] {
    is_set.wait(false);  // event.wait(): sleeps while the flag is false
    std::cout << "event: " << news << '\n';
  });
  news = "the door is open";  // first the news …
  is_set.store(true);         // … then event.set(), which is two calls here: change the flag,
  is_set.notify_all();        // and wake everybody who sleeps on it
}  // the listener is joined here, before `news` and `is_set` go

// 5. Condition: sleep until what you wait for is true. In Python: condition.wait_for(lambda: cups == 3)
void condition() {
  std::mutex mutex;  // guards cups; in C++ the condition variable does not bring a lock of its own
  std::condition_variable changed;
  int cups = 0;
  std::jthread waiter([&] {
    std::unique_lock held(mutex);                     // a unique_lock, since wait() gives it back while it sleeps
    changed.wait(held, [&] { return cups == 3; });    // asks, sleeps, is woken, asks again …
    std::cout << "condition: " << cups << " cups\n";  // the mutex is held here, and there are three
  });
  in_threads(3, [&] {
    {
      const std::lock_guard guard(mutex);
      ++cups;
    }
    changed.notify_one();  // one thread waits; unlike in Python the lock need not be held for this
  });
}

// 6. Barrier: nobody goes on before everybody is here. In Python: threading.Barrier(3, action=…)
void barrier() {
  std::array<int, 3> dice{};
  int round = 0;
  // The completion step: called once a round, when all three have arrived and before any of them goes on. So it may use
  // what all of them wrote, without a lock. It must not throw; `noexcept` says so.
  const auto add_up = [&]() noexcept {
    std::cout << "barrier: round " << ++round << ", sum " << dice[0] + dice[1] + dice[2] << '\n';
  };
  std::barrier everybody_has_thrown(3, add_up);
  std::array<std::jthread, 3> players;
  for (int player = 0; player < 3; ++player) {
    players[player] = std::jthread([&, player] {
      for (int i = 0; i < 2; ++i) {
        dice[player] = player + 1 + i;           // each writes a variable of its own
        everybody_has_thrown.arrive_and_wait();  // sleeps until all three are here; then the next round, same barrier
      }
    });
  }
}  // the players are joined first, then the barrier goes: what is made last goes first

int main() {
  lock();
  recursive_lock();
  semaphore();
  event();
  condition();
  barrier();
}

// Prints:
//   lock: 4000 votes
//   recursive lock: 6 steps down
//   semaphore: never more than two inside
//   event: the door is open
//   condition: 3 cups
//   barrier: round 1, sum 6
//   barrier: round 2, sum 9
