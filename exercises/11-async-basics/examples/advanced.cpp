// Asks several weather stations at once, each with a time limit. One is slow, one is broken: neither may spoil the
// rest. Build and run it: clang++ -std=c++20 advanced.cpp -o advanced -pthread && ./advanced
//
// Needs: asio.hpp
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;  // a && b: both; a || b: the first, and the other is cancelled

asio::awaitable<void> sleep_for(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

struct Station {
  std::string name;
  std::chrono::milliseconds answers_after;
  int degrees;
  bool broken = false;
};

// As if it came over the network. Whoever is cancelled while it waits gets an exception out of the wait, and everything
// that the coroutine has is put away on the way out, as with any exception.
asio::awaitable<int> ask(const Station& station) {
  struct Connection {
    const std::string& name;
    ~Connection() { std::cout << "  connection to " << name << " closed\n"; }
  } connection{station.name};
  co_await sleep_for(station.answers_after);
  if (station.broken) throw std::runtime_error("sensor broken");
  co_return station.degrees;
}

// An error of one station is an answer as well, so that it does not end the others. It is turned into one here, before
// the race with the time limit: || takes the first that succeeds, and an exception is no success.
asio::awaitable<std::string> answer_of(const Station& station) {
  try {
    co_return std::to_string(co_await ask(station)) + " degrees";
  } catch (const std::exception& error) {
    co_return error.what();
  }
}

// The answer, or the time limit, whichever is first. In Python: asyncio.timeout.
asio::awaitable<std::string> report_on(const Station& station) {
  const std::variant<std::string, std::monostate> first = co_await (answer_of(station) || sleep_for(60ms));
  co_return station.name + ": " + (first.index() == 0 ? std::get<0>(first) : "no answer in time");
}

// All stations at once, the report in the order of the list. The lines are kept by place: who answers first plays no
// part.
asio::awaitable<void> report(std::vector<Station> stations) {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<std::string> lines(stations.size());
  std::size_t under_way = stations.size();
  asio::steady_timer all_there(executor, asio::steady_timer::time_point::max());  // an event: cancelling it wakes us
  for (std::size_t i = 0; i < stations.size(); ++i)
    asio::co_spawn(executor, report_on(stations[i]), [&, i](const std::exception_ptr&, std::string line) {
      lines[i] = std::move(line);
      if (--under_way == 0) all_there.cancel();
    });
  asio::error_code woken;
  if (under_way > 0) co_await all_there.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  for (const std::string& line : lines) std::cout << line << '\n';
}

}  // namespace

int main() {
  asio::io_context loop;
  std::cout << "asking\n";
  asio::co_spawn(loop,
                 report({{"Brest", 40ms, 17}, {"Lyon", 500ms, 24}, {"Nice", 20ms, 28}, {"Paris", 30ms, 21, true}}),
                 asio::detached);
  loop.run();
}
// Prints:
//   asking
//     connection to Nice closed
//     connection to Paris closed
//     connection to Brest closed
//     connection to Lyon closed
//   Brest: 17 degrees
//   Lyon: no answer in time
//   Nice: 28 degrees
//   Paris: sensor broken
