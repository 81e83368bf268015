#pragma once
#include <mpi.h>

inline long ring_sum(MPI_Comm, long own) { return own; }
