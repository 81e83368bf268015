#pragma once
// Rank 0 does it all.
#include <mpi.h>

#include <cstddef>
#include <utility>
#include <vector>

struct Plate {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;

  bool operator==(const Plate&) const = default;
};

inline Plate heat(MPI_Comm comm, const Plate& plate, int steps) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank != 0) return {};
  Plate now = plate;
  Plate next = plate;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 1; i + 1 < now.rows; ++i) {
      const double* const here = now.cells.data() + i * now.columns;
      const double* const above = here - now.columns;
      const double* const below = here + now.columns;
      double* const into = next.cells.data() + i * now.columns;
      for (std::size_t j = 1; j + 1 < now.columns; ++j)
        into[j] = here[j] + 0.2 * (above[j] + below[j] + here[j - 1] + here[j + 1] - 4 * here[j]);
    }
    std::swap(now.cells, next.cells);
  }
  return now;
}
