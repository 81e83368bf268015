#include "parcours/bench.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "shared_counter.hpp"

namespace {

constexpr std::size_t kReadings = 2400;  // of all processes together: a block of random ones, again and again
constexpr std::size_t kBlock = 240;

// What a process does with a reading before it counts it: some thousand steps that must come one after the other.
std::uint64_t digest(std::uint64_t reading) {
  for (int step = 0; step < 500; ++step) {
    reading ^= reading >> 29;
    reading *= 0x9e3779b97f4a7c15;
  }
  return reading;
}

std::size_t slot_of(std::uint64_t digested) { return digested % Tally::kSlots; }
std::uint64_t amount_of(std::uint64_t digested) { return (digested >> 32) % 100; }

// A child process's work. Nothing may come out of it: what follows belongs to the parent.
[[noreturn]] void count_share(SharedCounter& counter, const std::vector<std::uint64_t>& block, std::size_t begin,
                              std::size_t end) noexcept {
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint64_t digested = digest(block[i % kBlock]);
    counter.add(slot_of(digested), amount_of(digested));
  }
  ::_exit(0);
}

// Several processes go through a list, each through a share of it, and count what they find.
void count_from_several_processes(benchmark::State& state) {
  const std::size_t processes = parcours::threads();
  auto random = parcours::rng();
  std::vector<std::uint64_t> block(kBlock);
  for (std::uint64_t& reading : block) reading = random();

  const std::string name = "/parcours-bench-" + std::to_string(::getpid());
  SharedCounter::remove(name);
  SharedCounter counter(name);
  std::uint64_t iterations = 0;
  bool all_well = true;
  for (auto _ : state) {
    std::vector<pid_t> children;
    for (std::size_t process = 0; process < processes; ++process) {
      const pid_t child = ::fork();
      if (child == 0)
        count_share(counter, block, kReadings * process / processes, kReadings * (process + 1) / processes);
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = -1;
      all_well &= ::waitpid(child, &status, 0) == child && status == 0;
    }
    ++iterations;
  }

  const std::uint64_t times = iterations * (kReadings / kBlock);  // that the block was counted
  Tally expected;
  for (const std::uint64_t reading : block) {
    const std::uint64_t digested = digest(reading);
    expected.additions += times;
    expected.total += times * amount_of(digested);
    expected.per_slot[slot_of(digested)] += times;
  }
  const bool counted_all = counter.snapshot() == expected;
  SharedCounter::remove(name);
  if (!all_well) state.SkipWithError("a process that was adding did not come to its end");
  if (!counted_all) state.SkipWithError("the additions of several processes do not add up");
}
BENCHMARK(count_from_several_processes)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
