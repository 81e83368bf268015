#include "batch.hpp"

#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <iomanip>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "child_clock.hpp"
#include "parcours/bench.hpp"
#include "thread_clock.hpp"

namespace parcours {
namespace {

std::uint64_t batch_seed = 1;
unsigned batch_threads = 1;

/// Context switches so far, wanted or not, of the process and of the children that it has waited for.
long switches() {
  rusage own{};
  rusage children{};
  ::getrusage(RUSAGE_SELF, &own);
  ::getrusage(RUSAGE_CHILDREN, &children);
  return own.ru_nvcsw + own.ru_nivcsw + children.ru_nvcsw + children.ru_nivcsw;
}

/// Of waits.cpp, where that is preloaded.
using TakeWaits = void (*)(double*);
TakeWaits take_waits() {
  static const auto found = reinterpret_cast<TakeWaits>(::dlsym(RTLD_DEFAULT, "parcours_take_waits"));
  return found;
}

/// Since the last call.
std::array<double, 3> waited() {
  std::array<double, 3> seconds{};
  if (take_waits() != nullptr) take_waits()(seconds.data());
  return seconds;
}

/// Runs `batch` with stack and heap moved by a random distance. Whether data that threads share begins a cache line or
/// straddles two is chance, and decides over several per cent: every batch draws anew (Curtsinger and Berger,
/// STABILIZER, ASPLOS 2013).
template <class Batch>
[[gnu::noinline]] void with_other_layout(Batch batch) {
  static std::minstd_rand random(std::random_device{}());
  constexpr std::size_t step = 16;  // both stay aligned as the ABI demands
  auto* const stack = static_cast<volatile char*>(__builtin_alloca(step * (1 + random() % 256)));
  stack[0] = 0;
  const std::vector<char> heap(step * (1 + random() % 4096));
  benchmark::DoNotOptimize(heap.data());
  batch();
}

/// Keeps what one batch reported and prints nothing.
class BatchReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      times = {};
      if (run.error_occurred) {
        times.error = run.error_message.empty() ? "it gave no reason" : run.error_message;
      } else {
        const auto iterations = static_cast<double>(run.iterations);
        // Making and checking the inputs is the main thread's work and not timed: what is left of the timed CPU time
        // once the other threads' is taken away is the main thread's share.
        const WorkerTimes workers = worker_times();
        const WorkerTimes children = child_times();
        const double cpu = run.cpu_accumulated_time + children.sum;
        // A worker that goes on while the result is verified has used more by now than the timed loop has seen.
        const double busiest =
            std::min(cpu, std::max({workers.busiest, run.cpu_accumulated_time - workers.sum, children.busiest}));
        times.real = run.real_accumulated_time / iterations;
        times.cpu = cpu / iterations;
        times.busiest = busiest / iterations;
        times.switches = static_cast<double>(switches() - before_) / iterations;
        std::ostringstream waits;
        if (take_waits() != nullptr)
          for (const double wait : waited()) waits << std::setprecision(17) << ' ' << wait / iterations;
        times.waits = waits.str();
      }
    }
  }
  BatchTimes times{.error = "no benchmark of that name"};

 private:
  long before_ = switches();
};

}  // namespace

std::uint64_t seed() noexcept { return batch_seed; }
std::mt19937_64 rng() { return std::mt19937_64(batch_seed); }
unsigned threads() noexcept { return batch_threads; }

void prepare_batches() {
  // One iteration is one batch: with no time to fill, the library stops after the first.
  std::string arguments[] = {"bench", "--benchmark_min_time=0.000000001"};
  char* argv[] = {arguments[0].data(), arguments[1].data(), nullptr};
  int argc = 2;
  benchmark::Initialize(&argc, argv);
}

BatchTimes run_batch(const std::string& order) {
  std::istringstream words(order);
  std::string verb;
  std::string name;
  words >> verb >> batch_seed >> batch_threads >> name;
  BatchReporter reporter;
  restart_worker_times();
  restart_child_times();
  waited();
  with_other_layout([&] { benchmark::RunSpecifiedBenchmarks(&reporter, nullptr, "^" + name + "(/|$)"); });
  return reporter.times;
}

std::string reply_of(const BatchTimes& times) {
  std::ostringstream text;
  if (!times.error.empty())
    text << "error " << times.error;
  else
    text << std::setprecision(17) << "time " << times.real << ' ' << times.cpu << ' ' << times.busiest << ' '
         << times.switches << times.waits;
  return text.str();
}

}  // namespace parcours
