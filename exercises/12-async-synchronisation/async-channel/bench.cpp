#include "parcours/bench.hpp"

#include <optional>

#include "async_channel.hpp"

namespace {

asio::awaitable<void> send_all(Channel<long>& channel, long count) {
  for (long i = 0; i < count; ++i) co_await channel.send(i);
  channel.close();
}

asio::awaitable<void> add_up(Channel<long>& channel, long& sum) {
  while (const std::optional<long> item = co_await channel.receive()) sum += *item;
}

// One sends, one receives, with little room in between: half of the calls wait.
void pass_on(benchmark::State& state) {
  constexpr long kItems = 4'000;
  long sum = 0;
  for (auto _ : state) {
    asio::io_context loop;
    Channel<long> channel(loop.get_executor(), 8);
    asio::co_spawn(loop, send_all(channel, kItems), asio::detached);
    asio::co_spawn(loop, add_up(channel, sum), asio::detached);
    loop.run();
  }
  if (sum != kItems * (kItems - 1) / 2) state.SkipWithError("items were lost, or came twice");
}
BENCHMARK(pass_on)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
