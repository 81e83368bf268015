#include "parcours/bench.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

#include "barrier.hpp"

namespace {

// A ring of cells, changed step by step: in each step every cell becomes a mixture of itself and its two neighbours.
// All threads work on a share each, from one ring into another; the barrier's completion step swaps the two rings. A
// step is some twenty microseconds of work, so what a phase of the barrier costs shows.
class Ring {
 public:
  Ring(std::size_t cells, std::size_t shares, const std::function<std::uint64_t()>& random)
      : now_(cells), next_(cells), shares_(shares) {
    std::generate(now_.begin(), now_.end(), random);
  }

  void mix(std::size_t share) {
    const std::size_t size = now_.size();
    const std::size_t end = size * (share + 1) / shares_;
    for (std::size_t i = size * share / shares_; i < end; ++i) {
      const std::uint64_t left = now_[i == 0 ? size - 1 : i - 1];
      const std::uint64_t right = now_[i + 1 == size ? 0 : i + 1];
      next_[i] = left + 3 * now_[i] + right;
    }
  }
  void swap() {
    std::swap(now_, next_);
    ++steps_;
  }

  [[nodiscard]] std::uint64_t sum() const { return std::accumulate(now_.begin(), now_.end(), std::uint64_t{0}); }
  [[nodiscard]] unsigned steps() const { return steps_; }

 private:
  std::vector<std::uint64_t> now_;
  std::vector<std::uint64_t> next_;
  std::size_t shares_;
  unsigned steps_ = 0;
};

void mix_in_steps(benchmark::State& state) {
  constexpr std::size_t kCells = 32'000;
  constexpr unsigned kSteps = 80;
  const unsigned threads = parcours::threads();

  auto random = parcours::rng();
  Ring ring(kCells, threads, std::ref(random));
  std::uint64_t expected = ring.sum();

  unsigned iterations = 0;
  for (auto _ : state) {
    Barrier barrier(threads, [&ring] { ring.swap(); });
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        for (unsigned step = 0; step < kSteps; ++step) {
          ring.mix(t);
          barrier.arrive_and_wait();
        }
      });
    }
    for (std::thread& worker : workers) worker.join();
    ++iterations;
  }

  // Each cell goes into three cells, with the weights 1, 3 and 1: a step multiplies the sum of all cells by 5.
  for (unsigned step = 0; step < iterations * kSteps; ++step) expected *= 5;
  if (ring.steps() != iterations * kSteps || ring.sum() != expected) {
    state.SkipWithError("a thread began a step before the others had finished the one before");
  }
}
BENCHMARK(mix_in_steps)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
