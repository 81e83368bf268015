#include "parcours/bench.hpp"

#include <chrono>
#include <random>
#include <utility>
#include <vector>

#include "gather.hpp"

namespace {

// A question to a server far away: what takes time is waiting.
asio::awaitable<int> ask(int number, std::chrono::microseconds time) {
  asio::steady_timer answer(co_await asio::this_coro::executor, time);
  co_await answer.async_wait(asio::use_awaitable);
  co_return number;
}

// Eight questions at once, several times over.
asio::awaitable<void> ask_all(std::mt19937_64 random, long& sum) {
  for (int round = 0; round < 8; ++round) {
    std::vector<asio::awaitable<int>> questions;
    for (int i = 1; i <= 8; ++i) questions.push_back(ask(i, std::chrono::microseconds(200 + random() % 100)));
    const std::vector<int> answers = round % 2 == 0
                                         ? co_await gather(std::move(questions))
                                         : co_await gather_within(std::chrono::hours(1), std::move(questions));
    for (std::size_t i = 0; i < answers.size(); ++i) sum += static_cast<long>(i + 1) * answers[i];
  }
}

void questions(benchmark::State& state) {
  const std::mt19937_64 random = parcours::rng();
  long sum = 0;
  for (auto _ : state) {
    asio::io_context loop;
    asio::co_spawn(loop, ask_all(random, sum), asio::detached);
    loop.run();
  }
  if (sum != 8 * 204) state.SkipWithError("the answers are not those to the questions, in their order");
}
BENCHMARK(questions)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
