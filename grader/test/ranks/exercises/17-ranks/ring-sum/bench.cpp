#include "parcours/bench.hpp"

#include "parcours/ranks.hpp"
#include "ring_sum.hpp"

namespace {

void sums(benchmark::State& state) {
  MPI_Comm comm = parcours::batch_ranks();
  int size = 1;
  MPI_Comm_size(comm, &size);
  constexpr long count = 1000;
  long total = 0;
  for (auto _ : state)
    for (long i = 0; i < count; ++i) total += ring_sum(comm, i);
  if (total != size * count * (count - 1) / 2) state.SkipWithError("the sum is wrong");
}
BENCHMARK(sums)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
