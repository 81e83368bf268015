#pragma once
// Plain sends and receives: even ranks send first, odd ones receive first, so that every send meets its receive.
#include <mpi.h>

#include <cstddef>
#include <utility>
#include <vector>

struct Plate {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;  // row after row: rows * columns temperatures

  bool operator==(const Plate&) const = default;
};

namespace mpi_heat {

// Which rows belong to which rank: the first few ranks get one more where the rows do not divide evenly.
struct Share {
  Share(std::size_t rows, int ranks, int rank)
      : count(rows / static_cast<std::size_t>(ranks) +
              (static_cast<std::size_t>(rank) < rows % static_cast<std::size_t>(ranks) ? 1 : 0)) {
    const auto before = static_cast<std::size_t>(rank);
    const std::size_t longer = rows % static_cast<std::size_t>(ranks);
    first = before * (rows / static_cast<std::size_t>(ranks)) + (before < longer ? before : longer);
  }
  std::size_t first = 0;
  std::size_t count;
};

inline constexpr int up = 1;  // tags: which way a row travels
inline constexpr int down = 2;

// The rows of one rank, with one row of each neighbour's around them.
class Strip {
 public:
  Strip(MPI_Comm comm, std::size_t rows, std::size_t columns) : comm_(comm), rows_(rows), columns_(columns) {
    MPI_Comm_rank(comm, &rank_);
    MPI_Comm_size(comm, &ranks_);
    const Share own(rows, ranks_, rank_);
    first_ = own.first;
    count_ = own.count;
    now_.resize((count_ + 2) * columns);
    // Ranks beyond the last row have nothing to do, and nobody has them for a neighbour.
    if (count_ > 0 && rank_ > 0) above_ = rank_ - 1;
    if (count_ > 0 && rank_ + 1 < ranks_ && Share(rows, ranks_, rank_ + 1).count > 0) below_ = rank_ + 1;
  }

  void scatter(const Plate& whole) {
    const auto [counts, places] = blocks();
    MPI_Scatterv(whole.cells.data(), counts.data(), places.data(), MPI_DOUBLE, row(1),
                 static_cast<int>(count_ * columns_), MPI_DOUBLE, 0, comm_);
    next_ = now_;
  }

  void exchange_edges() {
    if (rank_ % 2 == 0) {
      send(row(count_), below_, down);
      send(row(1), above_, up);
      receive(row(count_ + 1), below_, up);
      receive(row(0), above_, down);
    } else {
      receive(row(0), above_, down);
      receive(row(count_ + 1), below_, up);
      send(row(1), above_, up);
      send(row(count_), below_, down);
    }
  }

  void step() {
    for (std::size_t i = 1; i <= count_; ++i) {
      const std::size_t in_plate = first_ + i - 1;
      if (in_plate == 0 || in_plate + 1 == rows_) continue;  // the plate's edge keeps its temperature
      const double* const above = row(i - 1);
      const double* const here = row(i);
      const double* const below = row(i + 1);
      double* const into = next_.data() + i * columns_;
      for (std::size_t j = 1; j + 1 < columns_; ++j)
        into[j] = here[j] + 0.2 * (above[j] + below[j] + here[j - 1] + here[j + 1] - 4 * here[j]);
    }
    std::swap(now_, next_);
  }

  void gather(Plate& whole) {
    const auto [counts, places] = blocks();
    MPI_Gatherv(row(1), static_cast<int>(count_ * columns_), MPI_DOUBLE, whole.cells.data(), counts.data(),
                places.data(), MPI_DOUBLE, 0, comm_);
  }

 private:
  void send(const double* from, int to, int tag) {
    MPI_Send(from, static_cast<int>(columns_), MPI_DOUBLE, to, tag, comm_);
  }
  void receive(double* into, int from, int tag) {
    MPI_Recv(into, static_cast<int>(columns_), MPI_DOUBLE, from, tag, comm_, MPI_STATUS_IGNORE);
  }
  [[nodiscard]] double* row(std::size_t i) { return now_.data() + i * columns_; }

  // How many cells each rank has, and where its first one lies in the whole.
  [[nodiscard]] std::pair<std::vector<int>, std::vector<int>> blocks() const {
    std::vector<int> counts;
    std::vector<int> places;
    for (int rank = 0; rank < ranks_; ++rank) {
      const Share share(rows_, ranks_, rank);
      counts.push_back(static_cast<int>(share.count * columns_));
      places.push_back(static_cast<int>(share.first * columns_));
    }
    return {counts, places};
  }

  MPI_Comm comm_;
  std::size_t rows_;
  std::size_t columns_;
  int rank_ = 0;
  int ranks_ = 1;
  std::size_t first_ = 0;  // of its rows, in the whole plate
  std::size_t count_ = 0;  // of its rows
  int above_ = MPI_PROC_NULL;
  int below_ = MPI_PROC_NULL;
  std::vector<double> now_;  // count_ + 2 rows: the neighbours' edges are the first and the last
  std::vector<double> next_;
};

}  // namespace mpi_heat

inline Plate heat(MPI_Comm comm, const Plate& plate, int steps) {
  unsigned long long size[2] = {plate.rows, plate.columns};
  MPI_Bcast(size, 2, MPI_UNSIGNED_LONG_LONG, 0, comm);

  mpi_heat::Strip strip(comm, size[0], size[1]);
  strip.scatter(plate);
  for (int step = 0; step < steps; ++step) {
    strip.exchange_edges();
    strip.step();
  }
  Plate result = plate;  // empty in all ranks but the first
  strip.gather(result);
  return result;
}
