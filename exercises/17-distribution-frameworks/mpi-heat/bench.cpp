#include "parcours/bench.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "mpi_heat.hpp"
#include "parcours/ranks.hpp"

namespace {

// A plate that is warm in the middle and cold at its edges. The steps are most of the work: the plate is dealt out and
// collected once.
void warm_plate(benchmark::State& state) {
  constexpr std::size_t kRows = 256;
  constexpr std::size_t kColumns = 256;
  constexpr int kSteps = 60;
  MPI_Comm comm = parcours::batch_ranks();
  int rank = 0;
  MPI_Comm_rank(comm, &rank);

  Plate plate;
  if (rank == 0) {
    auto random = parcours::rng();
    plate = {kRows, kColumns, std::vector<double>(kRows * kColumns)};
    for (std::size_t row = 100; row < 156; ++row)
      for (std::size_t column = 100; column < 156; ++column)
        plate.cells[row * kColumns + column] = static_cast<double>(random() % 1000);
  }
  Plate after;
  for (auto _ : state) after = heat(comm, plate, kSteps);

  // In 60 steps nothing of the warmth comes as far as the edges: all of it is still there.
  if (rank != 0) return;
  const double before = std::accumulate(plate.cells.begin(), plate.cells.end(), 0.0);
  const double left = std::accumulate(after.cells.begin(), after.cells.end(), 0.0);
  if (after.cells.size() != plate.cells.size() || after == plate || std::abs(left - before) > 1e-6 * before)
    state.SkipWithError("warmth was lost or came from nowhere");
}
BENCHMARK(warm_plate)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
