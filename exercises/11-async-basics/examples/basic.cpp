// Two coroutines in one thread: how they take turns, how one waits for another, and how time passes for both at once.
// Build and run it: clang++ -std=c++20 basic.cpp -o basic -pthread && ./basic
// Needs: asio.hpp
#define ASIO_HAS_CO_AWAIT 1  // tells Asio that this compiler has coroutines
#define ASIO_HAS_STD_COROUTINE 1
#include <asio.hpp>  // io_context, awaitable, co_spawn, steady_timer
#include <chrono>    // std::chrono::milliseconds
#include <iostream>  // std::cout
#include <string>    // std::string

using namespace std::chrono_literals;  // 10ms

// A function with co_await or co_return in it is a coroutine. In Python: async def. Calling it makes an awaitable and
// runs nothing yet.
asio::awaitable<void> sleep_for(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor,
                           time);                  // the executor: the loop that runs this coroutine
  co_await timer.async_wait(asio::use_awaitable);  // suspends it; the thread goes on with others
}

asio::awaitable<int> cook(std::string what, std::chrono::milliseconds time, int portions) {
  std::cout << what << ": on the stove\n";
  co_await sleep_for(time);  // awaiting runs the other coroutine until it is done
  std::cout << what << ": done\n";
  co_return portions;  // what the awaiting side gets
}

asio::awaitable<void> one_after_the_other() {
  const int rice = co_await cook("rice", 30ms, 4);  // nothing else of this coroutine happens meanwhile
  const int peas = co_await cook("peas", 10ms, 3);
  std::cout << rice + peas << " portions, one after the other\n";
}

// A task that runs on its own. In Python: asyncio.create_task.
asio::awaitable<void> at_the_same_time(int& portions, std::string what, std::chrono::milliseconds time, int count) {
  portions += co_await cook(what, time, count);  // no lock: there is one thread, and it changes hands at co_await only
}

int main() {
  asio::io_context loop;  // the event loop

  asio::co_spawn(loop, one_after_the_other(), asio::detached);  // hands the coroutine to the loop
  loop.run();                                                   // runs until nobody waits for anything. In Python:
                                                                // asyncio.run
  loop.restart();                                               // it has stopped; make it ready for more
  int portions = 0;
  asio::co_spawn(loop, at_the_same_time(portions, "rice", 30ms, 4), asio::detached);
  asio::co_spawn(loop, at_the_same_time(portions, "peas", 10ms, 3), asio::detached);
  loop.run();
  std::cout << portions << " portions, at the same time\n";
}
// Prints:
//   rice: on the stove
//   rice: done
//   peas: on the stove
//   peas: done
//   7 portions, one after the other
//   rice: on the stove
//   peas: on the stove
//   peas: done
//   rice: done
//   7 portions, at the same time
