#pragma once
// Rank 0 sends each rank its rows with their neighbours already around them, and the size in a message of its own; the
// last ranks get the longer shares. Edges travel with probes and one tag for each direction.
#include <mpi.h>

#include <cstddef>
#include <span>
#include <vector>

struct Plate {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;

  bool operator==(const Plate&) const = default;
};

namespace by_hand {

enum Tag : int { size_tag = 10, rows_tag, upward_tag, downward_tag, result_tag };

inline std::size_t begin_of(std::size_t rows, int ranks, int rank) {
  return rows * static_cast<std::size_t>(rank) / static_cast<std::size_t>(ranks);
}

inline void send(MPI_Comm comm, std::span<const double> cells, int to, int tag) {
  MPI_Send(cells.data(), static_cast<int>(cells.size()), MPI_DOUBLE, to, tag, comm);
}

inline std::vector<double> receive(MPI_Comm comm, int from, int tag) {
  MPI_Status status;
  MPI_Probe(from, tag, comm, &status);
  int count = 0;
  MPI_Get_count(&status, MPI_DOUBLE, &count);
  std::vector<double> cells(static_cast<std::size_t>(count));
  MPI_Recv(cells.data(), count, MPI_DOUBLE, from, tag, comm, MPI_STATUS_IGNORE);
  return cells;
}

}  // namespace by_hand

inline Plate heat(MPI_Comm comm, const Plate& plate, int steps) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);

  // The size.
  double size[2] = {static_cast<double>(plate.rows), static_cast<double>(plate.columns)};
  if (rank == 0)
    for (int to = 1; to < ranks; ++to) by_hand::send(comm, size, to, by_hand::size_tag);
  else
    MPI_Recv(size, 2, MPI_DOUBLE, 0, by_hand::size_tag, comm, MPI_STATUS_IGNORE);
  const auto rows = static_cast<std::size_t>(size[0]);
  const auto columns = static_cast<std::size_t>(size[1]);
  const std::size_t first = by_hand::begin_of(rows, ranks, rank);
  const std::size_t count = by_hand::begin_of(rows, ranks, rank + 1) - first;

  // The rows.
  std::vector<double> own;
  for (int to = 0; rank == 0 && to < ranks; ++to) {
    const std::size_t begin = by_hand::begin_of(rows, ranks, to) * columns;
    const std::size_t end = by_hand::begin_of(rows, ranks, to + 1) * columns;
    const auto part = std::span(plate.cells).subspan(begin, end - begin);
    if (to == 0)
      own.assign(part.begin(), part.end());
    else
      by_hand::send(comm, part, to, by_hand::rows_tag);
  }
  if (rank != 0) own = by_hand::receive(comm, 0, by_hand::rows_tag);

  // Neighbours are those with rows.
  int above = MPI_PROC_NULL;
  int below = MPI_PROC_NULL;
  for (int other = 0; other < ranks && count > 0; ++other) {
    if (by_hand::begin_of(rows, ranks, other) == by_hand::begin_of(rows, ranks, other + 1)) continue;
    if (other < rank) above = other;
    if (other > rank && below == MPI_PROC_NULL) below = other;
  }

  std::vector<double> over(columns);
  std::vector<double> under(columns);
  std::vector<double> next = own;
  const int width = static_cast<int>(columns);
  for (int step = 0; step < steps && count > 0; ++step) {
    MPI_Request receiving[2];
    MPI_Irecv(over.data(), width, MPI_DOUBLE, above, by_hand::downward_tag, comm, &receiving[0]);
    MPI_Irecv(under.data(), width, MPI_DOUBLE, below, by_hand::upward_tag, comm, &receiving[1]);
    MPI_Ssend(own.data(), width, MPI_DOUBLE, above, by_hand::upward_tag, comm);
    MPI_Ssend(own.data() + (count - 1) * columns, width, MPI_DOUBLE, below, by_hand::downward_tag, comm);
    MPI_Waitall(2, receiving, MPI_STATUSES_IGNORE);

    for (std::size_t i = 0; i < count; ++i) {
      if (first + i == 0 || first + i + 1 == rows) continue;
      const double* const here = own.data() + i * columns;
      const double* const north = i == 0 ? over.data() : here - columns;
      const double* const south = i + 1 == count ? under.data() : here + columns;
      for (std::size_t j = 1; j + 1 < columns; ++j)
        next[i * columns + j] = here[j] + 0.2 * (north[j] + south[j] + here[j - 1] + here[j + 1] - 4 * here[j]);
    }
    own.swap(next);
  }

  // The result.
  if (rank != 0) {
    by_hand::send(comm, own, 0, by_hand::result_tag);
    return {};
  }
  Plate result{rows, columns, own};
  for (int from = 1; from < ranks; ++from) {
    const std::vector<double> part = by_hand::receive(comm, from, by_hand::result_tag);
    result.cells.insert(result.cells.end(), part.begin(), part.end());
  }
  return result;
}
