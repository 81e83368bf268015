#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "mpi_heat.hpp"
#include "parcours/ranks.hpp"
#include "parcours/test.hpp"

namespace {

int rank_in(MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  return rank;
}

// As the task defines it, by one process.
Plate expected_after(Plate plate, int steps) {
  for (int step = 0; step < steps; ++step) {
    const Plate before = plate;
    const auto at = [&](std::size_t row, std::size_t column) { return before.cells[row * before.columns + column]; };
    for (std::size_t row = 1; row + 1 < plate.rows; ++row)
      for (std::size_t column = 1; column + 1 < plate.columns; ++column)
        plate.cells[row * plate.columns + column] =
            at(row, column) + 0.2 * (at(row - 1, column) + at(row + 1, column) + at(row, column - 1) +
                                     at(row, column + 1) - 4 * at(row, column));
  }
  return plate;
}

Plate random_plate(std::size_t rows, std::size_t columns) {
  auto random = parcours::rng();
  std::uniform_real_distribution<double> temperature(0, 100);
  Plate plate{rows, columns, std::vector<double>(rows * columns)};
  for (double& cell : plate.cells) cell = temperature(random);
  return plate;
}

// In `ranks` processes. What is wrong is told once, in words.
void expect_right(int ranks, const Plate& plate, int steps) {
  parcours::with_ranks(ranks, [&](MPI_Comm comm) {
    const bool root = rank_in(comm) == 0;
    const Plate got = heat(comm, root ? plate : Plate{}, steps);
    if (!root) {
      EXPECT_EQ(got, Plate{}) << "only rank 0 has the result; the others return an empty plate";
      return;
    }
    const Plate expected = expected_after(plate, steps);
    ASSERT_EQ(got.rows, expected.rows);
    ASSERT_EQ(got.columns, expected.columns);
    ASSERT_EQ(got.cells.size(), expected.cells.size());
    for (std::size_t i = 0; i < got.cells.size(); ++i)
      ASSERT_NEAR(got.cells[i], expected.cells[i], 1e-9)
          << "in row " << i / got.columns << ", column " << i % got.columns << " of " << got.rows << " x "
          << got.columns << " cells, after " << steps << " steps by " << ranks << " ranks";
  });
}

// ---- one rank: the formula -----------------------------------------------------------------------------------------

TEST(MpiHeat, OneCellInTheMiddle) {
  parcours::with_ranks(1, [](MPI_Comm comm) {
    const Plate plate{3, 3, {0, 10, 0, 20, 50, 30, 0, 40, 0}};
    const Plate got = heat(comm, plate, 1);
    ASSERT_EQ(got.cells.size(), 9U);
    EXPECT_NEAR(got.cells[4], 50 + 0.2 * (10 + 40 + 20 + 30 - 200), 1e-9) << "the cell in the middle";
    EXPECT_EQ(got.cells[1], 10) << "the edge keeps its temperature";
    EXPECT_EQ(got.cells[3], 20) << "the edge keeps its temperature";
  });
}

TEST(MpiHeat, NoStepsChangeNothing) { expect_right(2, random_plate(6, 5), 0); }

TEST(MpiHeat, SeveralStepsByOneRank) { expect_right(1, random_plate(9, 7), 5); }

// ---- several ranks -------------------------------------------------------------------------------------------------

TEST(MpiHeat, OneStepByTwoRanks) { expect_right(2, random_plate(8, 5), 1); }

TEST(MpiHeat, ManyStepsByTwoRanks) { expect_right(2, random_plate(8, 5), 12); }

TEST(MpiHeat, UnevenRows) {
  expect_right(2, random_plate(7, 4), 3);
  expect_right(3, random_plate(11, 4), 4);
}

TEST(MpiHeat, TheMiddleRankHasTwoNeighbours) { expect_right(3, random_plate(9, 6), 8); }

TEST(MpiHeat, WideRows) { expect_right(2, random_plate(6, 2000), 2); }

}  // namespace
