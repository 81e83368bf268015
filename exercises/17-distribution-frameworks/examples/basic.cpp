// Three processes, called ranks, add up the squares from 1 to 300. Each adds up its own hundred, sends the sum to rank
// 0, and rank 0 prints what it gets. Then all of them do the same with one call that MPI has for it. Build and run it:
// mpicxx -std=c++20 basic.cpp -o basic && mpirun -np 3 ./basic
//
// Ranks: 3
#include <mpi.h>  // MPI_Init, MPI_Send, MPI_Recv, MPI_Reduce, …

#include <iostream>  // std::cout

int main() {
  MPI_Init(nullptr, nullptr);  // first of all; afterwards this process is one of several

  int rank = 0;                          // who am I? 0, 1 or 2
  int ranks = 0;                         // how many are we? 3
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);  // MPI_COMM_WORLD: all processes that mpirun started
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);

  // Every rank runs this same program. They differ in `rank` only, and so each takes other numbers.
  const int first = 1 + 100 * rank;
  long sum = 0;  // this process's own: ranks share no variables
  for (int i = first; i < first + 100; ++i) sum += static_cast<long>(i) * i;

  constexpr int tag = 7;  // a number that tells one kind of message from another
  if (rank != 0) {
    // One value of type long, to rank 0. It may wait until rank 0 asks for it.
    MPI_Send(&sum, 1, MPI_LONG, 0, tag, MPI_COMM_WORLD);
  } else {
    std::cout << "rank 0 has " << sum << '\n';
    for (int from = 1; from < ranks; ++from) {  // one after the other, so that the output has an order
      long theirs = 0;
      MPI_Recv(&theirs, 1, MPI_LONG, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);  // waits for it
      std::cout << "rank " << from << " sent " << theirs << '\n';
    }
  }

  // The same for everybody at once: all ranks call it, and rank 0 gets the sum of their sums.
  long total = 0;
  MPI_Reduce(&sum, &total, 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank == 0) std::cout << "together " << total << '\n';

  MPI_Finalize();  // last of all
}
// Prints:
//   rank 0 has 338350
//   rank 1 sent 2348350
//   rank 2 sent 6358350
//   together 9045050
