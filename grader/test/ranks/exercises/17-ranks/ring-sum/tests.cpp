#include "parcours/ranks.hpp"
#include "parcours/test.hpp"
#include "ring_sum.hpp"

namespace {

int rank_in(MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  return rank;
}

TEST(RingSum, OfOne) {
  parcours::with_ranks(1, [](MPI_Comm comm) { EXPECT_EQ(ring_sum(comm, 5), 5); });
}

TEST(RingSum, OfTwo) {
  parcours::with_ranks(2, [](MPI_Comm comm) { EXPECT_EQ(ring_sum(comm, 10 + rank_in(comm)), 21); });
}

TEST(RingSum, OfThree) {
  parcours::with_ranks(3, [](MPI_Comm comm) { EXPECT_EQ(ring_sum(comm, 10 + rank_in(comm)), 33); });
}

}  // namespace
