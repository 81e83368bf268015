// Compiled after tests.cpp, in the same file.
namespace {

TEST(MpiHeatHidden, MoreRanksThanRows) {
  expect_right(4, random_plate(3, 5), 3);
  expect_right(4, random_plate(2, 5), 3);
  expect_right(3, random_plate(1, 5), 2);
}

TEST(MpiHeatHidden, NarrowPlates) {
  expect_right(2, random_plate(6, 1), 2);
  expect_right(2, random_plate(6, 2), 2);
  expect_right(3, random_plate(7, 3), 4);
}

TEST(MpiHeatHidden, OneCallAfterTheOther) {
  expect_right(3, random_plate(10, 6), 2);
  expect_right(3, random_plate(5, 9), 3);
  expect_right(2, random_plate(10, 6), 1);
}

// The ranks of MPI_COMM_WORLD have other numbers there.
TEST(MpiHeatHidden, RanksAreThoseOfTheCommunicator) {
  const Plate plate = random_plate(9, 4);
  parcours::with_ranks(3, [&](MPI_Comm comm) {
    const int rank = rank_in(comm);
    MPI_Comm calls = MPI_COMM_NULL;  // the same ranks, the other way round
    MPI_Comm_split(comm, 0, 2 - rank, &calls);
    const bool root = rank_in(calls) == 0;
    const Plate got = heat(calls, root ? plate : Plate{}, 6);
    MPI_Comm_free(&calls);
    if (!root) return;
    const Plate expected = expected_after(plate, 6);
    ASSERT_EQ(got.cells.size(), expected.cells.size());
    for (std::size_t i = 0; i < got.cells.size(); ++i)
      ASSERT_NEAR(got.cells[i], expected.cells[i], 1e-9) << "rank 0 is the first one of the communicator that is given";
  });
}

}  // namespace
