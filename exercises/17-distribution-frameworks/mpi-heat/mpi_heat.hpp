#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters; everything else is yours to change.
#include <mpi.h>

#include <cstddef>
#include <vector>

struct Plate {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;  // row after row: rows * columns temperatures

  bool operator==(const Plate&) const = default;
};

// Called by every rank of `comm`, with the same `steps`. In rank 0, `plate` is the plate as it is at the beginning, and
// the plate after `steps` steps is returned. In all other ranks `plate` is empty, and an empty one is returned.
inline Plate heat(MPI_Comm comm, const Plate& plate, int steps) {
  (void)comm;
  (void)steps;
  return plate;  // TODO
}
