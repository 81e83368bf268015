// Why coroutines need synchronisation although they share one thread: a mistake, and the lock that mends it. The lock
// is made of a timer, as Asio has none. Build and run it: clang++ -std=c++20 basic.cpp -o basic -pthread && ./basic
// Needs: asio.hpp
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#include <asio.hpp>
#include <deque>     // std::deque
#include <iostream>  // std::cout
#include <memory>    // std::shared_ptr

// Gives all others a turn. In Python: await asyncio.sleep(0)
asio::awaitable<void> next_turn() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

// An account that lies somewhere else: reading and writing it means waiting.
class Account {
 public:
  asio::awaitable<int> read() {
    co_await next_turn();  // the others go on here
    co_return balance_;
  }
  asio::awaitable<void> write(int balance) {
    co_await next_turn();  // and here
    balance_ = balance;
  }

 private:
  int balance_ = 0;
};

// WRONG: between reading and writing, others read the same balance.
asio::awaitable<void> pay_in(Account& account) {
  const int before = co_await account.read();
  co_await account.write(before + 10);  // what others have written meanwhile is lost
}

// In Python: asyncio.Lock. It suspends the coroutine; a std::mutex would stop the thread, and everybody with it.
class AsyncLock {
 public:
  explicit AsyncLock(asio::any_io_executor executor) : executor_(executor) {}

  asio::awaitable<void> lock() {
    if (!locked_) {
      locked_ = true;  // no await between looking and taking: nobody comes in between
      co_return;
    }
    // A timer that never expires is an event: who cancels it wakes who waits for it.
    const auto news = std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
    line_.push_back(news);
    asio::error_code woken;
    co_await news->async_wait(asio::redirect_error(asio::use_awaitable, woken));
    // unlock() has left it locked: it is ours now
  }

  void unlock() {
    if (line_.empty()) {
      locked_ = false;
    } else {
      line_.front()->cancel();  // handed over to the one who has waited longest
      line_.pop_front();
    }
  }

 private:
  asio::any_io_executor executor_;
  bool locked_ = false;
  std::deque<std::shared_ptr<asio::steady_timer>> line_;
};

// RIGHT: one at a time from reading to writing. In Python: async with lock:
asio::awaitable<void> pay_in_alone(Account& account, AsyncLock& lock) {
  co_await lock.lock();
  const int before = co_await account.read();
  co_await account.write(before + 10);
  lock.unlock();
}

asio::awaitable<void> print(Account& account, const char* what) {
  std::cout << what << ": " << co_await account.read() << " of 50\n";
}

int main() {
  asio::io_context loop;
  Account careless;
  for (int i = 0; i < 5; ++i) asio::co_spawn(loop, pay_in(careless), asio::detached);
  loop.run();  // all five have ended
  loop.restart();
  asio::co_spawn(loop, print(careless, "without a lock"), asio::detached);
  loop.run();

  loop.restart();
  Account careful;
  AsyncLock lock(loop.get_executor());
  for (int i = 0; i < 5; ++i) asio::co_spawn(loop, pay_in_alone(careful, lock), asio::detached);
  loop.run();
  loop.restart();
  asio::co_spawn(loop, print(careful, "with a lock"), asio::detached);
  loop.run();
}
// Prints:
//   without a lock: 10 of 50
//   with a lock: 50 of 50
