// MPI's blocking calls, as the tests of an exercise see them. They stand in for the library's by MPI's profiling
// interface (MPI 3.1, chapter 14.2), in two ways:
//  - A rank that waits looks again and again whether it may go on, and shows what it waits in (blocking.hpp): Open
//    MPI's own calls spin, and nobody could tell waiting from working.
//  - Every send is synchronous: it is over when the message is being received. The library may do so with any message,
//    and keeps short ones until somebody asks for them; a program that relies on that hangs with longer messages, or
//    elsewhere.
// Calls that are not here (of windows and files, MPI_Sendrecv_replace, persistent requests, new communicators) are the
// library's.
#include <mpi.h>

#include "ranks/blocking.hpp"

using parcours::ranks::Wait;
using parcours::ranks::wait_for;
using parcours::ranks::wait_until;

namespace {

int synchronous_send(const char* call, const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
  MPI_Request request = MPI_REQUEST_NULL;
  return wait_for({call, to, tag}, PMPI_Issend(data, count, type, to, tag, comm, &request), request);
}

/// A collective call: `begin` starts it.
template <class Begin>
int together(const char* call, Begin begin) {
  MPI_Request request = MPI_REQUEST_NULL;
  const int begun = begin(&request);
  return wait_for({.call = call}, begun, request);
}

}  // namespace

extern "C" {

int MPI_Send(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
  return synchronous_send("MPI_Send", data, count, type, to, tag, comm);
}
int MPI_Ssend(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
  return synchronous_send("MPI_Ssend", data, count, type, to, tag, comm);
}
int MPI_Isend(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* request) {
  return PMPI_Issend(data, count, type, to, tag, comm, request);
}
int MPI_Recv(void* data, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Status* status) {
  MPI_Request request = MPI_REQUEST_NULL;
  return wait_for({"MPI_Recv", from, tag}, PMPI_Irecv(data, count, type, from, tag, comm, &request), request, status);
}
int MPI_Sendrecv(const void* sent, int sent_count, MPI_Datatype sent_type, int to, int sent_tag, void* data, int count,
                 MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Status* status) {
  MPI_Request receiving = MPI_REQUEST_NULL;
  MPI_Request sending = MPI_REQUEST_NULL;
  if (const int error = PMPI_Irecv(data, count, type, from, tag, comm, &receiving); error != MPI_SUCCESS) return error;
  const int begun = PMPI_Issend(sent, sent_count, sent_type, to, sent_tag, comm, &sending);
  // Both go on while either is waited for.
  if (const int error = wait_for({"MPI_Sendrecv", from, tag}, begun, receiving, status); error != MPI_SUCCESS)
    return error;
  return wait_for({"MPI_Sendrecv", to, sent_tag}, begun, sending);
}
int MPI_Probe(int from, int tag, MPI_Comm comm, MPI_Status* status) {
  return wait_until({"MPI_Probe", from, tag}, [&](int* flag) { return PMPI_Iprobe(from, tag, comm, flag, status); });
}
int MPI_Mprobe(int from, int tag, MPI_Comm comm, MPI_Message* message, MPI_Status* status) {
  return wait_until({"MPI_Mprobe", from, tag},
                    [&](int* flag) { return PMPI_Improbe(from, tag, comm, flag, message, status); });
}
int MPI_Wait(MPI_Request* request, MPI_Status* status) {
  return wait_until({.call = "MPI_Wait"}, [&](int* flag) { return PMPI_Test(request, flag, status); });
}
int MPI_Waitall(int count, MPI_Request* requests, MPI_Status* statuses) {
  return wait_until({.call = "MPI_Waitall"}, [&](int* flag) { return PMPI_Testall(count, requests, flag, statuses); });
}
int MPI_Waitany(int count, MPI_Request* requests, int* index, MPI_Status* status) {
  return wait_until({.call = "MPI_Waitany"},
                    [&](int* flag) { return PMPI_Testany(count, requests, index, flag, status); });
}
int MPI_Waitsome(int count, MPI_Request* requests, int* done, int* indices, MPI_Status* statuses) {
  return wait_until({.call = "MPI_Waitsome"}, [&](int* flag) {
    const int error = PMPI_Testsome(count, requests, done, indices, statuses);
    *flag = *done != 0 ? 1 : 0;  // MPI_UNDEFINED where nothing is under way
    return error;
  });
}

int MPI_Barrier(MPI_Comm comm) {
  return together("MPI_Barrier", [&](MPI_Request* request) { return PMPI_Ibarrier(comm, request); });
}
int MPI_Bcast(void* data, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  return together("MPI_Bcast",
                  [&](MPI_Request* request) { return PMPI_Ibcast(data, count, type, root, comm, request); });
}
int MPI_Reduce(const void* from, void* into, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm) {
  return together("MPI_Reduce",
                  [&](MPI_Request* request) { return PMPI_Ireduce(from, into, count, type, op, root, comm, request); });
}
int MPI_Allreduce(const void* from, void* into, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  return together("MPI_Allreduce",
                  [&](MPI_Request* request) { return PMPI_Iallreduce(from, into, count, type, op, comm, request); });
}
int MPI_Scan(const void* from, void* into, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  return together("MPI_Scan",
                  [&](MPI_Request* request) { return PMPI_Iscan(from, into, count, type, op, comm, request); });
}
int MPI_Exscan(const void* from, void* into, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  return together("MPI_Exscan",
                  [&](MPI_Request* request) { return PMPI_Iexscan(from, into, count, type, op, comm, request); });
}
int MPI_Reduce_scatter(const void* from, void* into, const int counts[], MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  return together("MPI_Reduce_scatter", [&](MPI_Request* request) {
    return PMPI_Ireduce_scatter(from, into, counts, type, op, comm, request);
  });
}
int MPI_Reduce_scatter_block(const void* from, void* into, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  return together("MPI_Reduce_scatter_block", [&](MPI_Request* request) {
    return PMPI_Ireduce_scatter_block(from, into, count, type, op, comm, request);
  });
}
int MPI_Gather(const void* from, int count, MPI_Datatype type, void* into, int into_count, MPI_Datatype into_type,
               int root, MPI_Comm comm) {
  return together("MPI_Gather", [&](MPI_Request* request) {
    return PMPI_Igather(from, count, type, into, into_count, into_type, root, comm, request);
  });
}
int MPI_Gatherv(const void* from, int count, MPI_Datatype type, void* into, const int into_counts[], const int places[],
                MPI_Datatype into_type, int root, MPI_Comm comm) {
  return together("MPI_Gatherv", [&](MPI_Request* request) {
    return PMPI_Igatherv(from, count, type, into, into_counts, places, into_type, root, comm, request);
  });
}
int MPI_Allgather(const void* from, int count, MPI_Datatype type, void* into, int into_count, MPI_Datatype into_type,
                  MPI_Comm comm) {
  return together("MPI_Allgather", [&](MPI_Request* request) {
    return PMPI_Iallgather(from, count, type, into, into_count, into_type, comm, request);
  });
}
int MPI_Allgatherv(const void* from, int count, MPI_Datatype type, void* into, const int into_counts[],
                   const int places[], MPI_Datatype into_type, MPI_Comm comm) {
  return together("MPI_Allgatherv", [&](MPI_Request* request) {
    return PMPI_Iallgatherv(from, count, type, into, into_counts, places, into_type, comm, request);
  });
}
int MPI_Scatter(const void* from, int count, MPI_Datatype type, void* into, int into_count, MPI_Datatype into_type,
                int root, MPI_Comm comm) {
  return together("MPI_Scatter", [&](MPI_Request* request) {
    return PMPI_Iscatter(from, count, type, into, into_count, into_type, root, comm, request);
  });
}
int MPI_Scatterv(const void* from, const int counts[], const int places[], MPI_Datatype type, void* into,
                 int into_count, MPI_Datatype into_type, int root, MPI_Comm comm) {
  return together("MPI_Scatterv", [&](MPI_Request* request) {
    return PMPI_Iscatterv(from, counts, places, type, into, into_count, into_type, root, comm, request);
  });
}
int MPI_Alltoall(const void* from, int count, MPI_Datatype type, void* into, int into_count, MPI_Datatype into_type,
                 MPI_Comm comm) {
  return together("MPI_Alltoall", [&](MPI_Request* request) {
    return PMPI_Ialltoall(from, count, type, into, into_count, into_type, comm, request);
  });
}
int MPI_Alltoallv(const void* from, const int counts[], const int places[], MPI_Datatype type, void* into,
                  const int into_counts[], const int into_places[], MPI_Datatype into_type, MPI_Comm comm) {
  return together("MPI_Alltoallv", [&](MPI_Request* request) {
    return PMPI_Ialltoallv(from, counts, places, type, into, into_counts, into_places, into_type, comm, request);
  });
}
int MPI_Comm_dup(MPI_Comm comm, MPI_Comm* made) {
  return together("MPI_Comm_dup", [&](MPI_Request* request) { return PMPI_Comm_idup(comm, made, request); });
}

}  // extern "C"
