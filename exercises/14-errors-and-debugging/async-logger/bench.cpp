// What async-logger is timed on: a thread that works and logs in turns, with a sink that costs more than the work. Only
// that thread is timed, since its time is what the logger is for; what is left then is written untimed, to a sink that
// is quick by then. All lines fit into the logger, so a good one never makes the thread wait for the sink.
#include "parcours/bench.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "async_logger.hpp"

namespace {

constexpr std::size_t kLines = 60;
constexpr std::size_t kLength = 80;
constexpr int kSteps = 12'000;  // of the work between two lines; some 20 µs

// Each step needs the one before, so that no compiler shortens it.
std::uint64_t work(std::uint64_t value) {
  for (int i = 0; i < kSteps; ++i) {
    value ^= value << 13U;
    value ^= value >> 7U;
    value ^= value << 17U;
  }
  return value;
}

void log_while_working(benchmark::State& state) {
  auto random = parcours::rng();
  std::vector<std::string> lines(kLines);
  std::string expected;
  for (std::string& line : lines) {
    line = std::to_string(random()) + ' ';
    line.resize(kLength, static_cast<char>('a' + random() % 26));
    expected += line + '\n';
  }
  std::uint64_t value = random() | 1U;  // no work ends in 0
  std::atomic<bool> busy{true};         // the device is, until the timed part is over
  std::string written;
  written.reserve(expected.size());
  std::size_t iterations = 0;
  bool complete = true;
  {
    AsyncLogger logger(
        [&](std::string_view bytes) {
          // As long as a write that waits for a device, and, like that, nearly without processor time: 10 µs, and what
          // the system adds to each sleep, some 50.
          if (busy.load(std::memory_order_relaxed)) std::this_thread::sleep_for(std::chrono::microseconds(10));
          written += bytes;
          return bytes.size();
        },
        kLines + 1);
    for (auto _ : state) {
      for (const std::string& line : lines) {
        value = work(value);
        logger.log(line);
      }
      ++iterations;
    }
    busy.store(false, std::memory_order_relaxed);
    complete = logger.flush();
  }
  std::string all;
  for (std::size_t i = 0; i < iterations; ++i) all += expected;
  if (!complete || written != all || value == 0) {
    state.SkipWithError("the sink did not get the lines that were logged");
  }
}
BENCHMARK(log_while_working)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
