// The main function of a benchmark program whose work is done by ranks. Orders and replies are those of bench_main.cpp,
// without "again": to start ranks takes seconds. THREADS says how many ranks take part. Each of them runs the same
// benchmark; rank 0 replies for all.
#include <fcntl.h>
#include <mpi.h>
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "batch.hpp"
#include "channel.hpp"
#include "parcours/ranks.hpp"
#include "ranks/rank.hpp"
#include "ranks/starter.hpp"

namespace parcours {
namespace {

MPI_Comm taking_part = MPI_COMM_NULL;

int ranks_of(const std::string& order) {
  std::istringstream words(order);
  std::string verb;
  std::string seed;
  int count = 0;
  words >> verb >> seed >> count;
  return count;
}

/// Of the first `count` ranks, kept for the next batch of as many. Only those may call it.
MPI_Comm first_ranks(int count) {
  static std::map<int, MPI_Comm> kept;
  const auto [at, fresh] = kept.try_emplace(count, MPI_COMM_NULL);
  if (!fresh) return at->second;
  MPI_Group all = MPI_GROUP_NULL;
  MPI_Group some = MPI_GROUP_NULL;
  int range[1][3] = {{0, count - 1, 1}};
  PMPI_Comm_group(MPI_COMM_WORLD, &all);
  PMPI_Group_range_incl(all, 1, range, &some);
  PMPI_Comm_create_group(MPI_COMM_WORLD, some, count, &at->second);
  PMPI_Group_free(&some);
  PMPI_Group_free(&all);
  return at->second;
}

/// A rank's times, as they are sent to rank 0.
struct Share {
  double real = 0;
  double cpu = 0;
  double busiest = 0;
  double switches = 0;
  char error[200] = "";
};

/// In rank 0: of all together.
BatchTimes gathered(const BatchTimes& own, int count) {
  Share share{.real = own.real, .cpu = own.cpu, .busiest = own.busiest, .switches = own.switches};
  std::strncpy(share.error, own.error.c_str(), sizeof share.error - 1);
  std::vector<Share> all(static_cast<std::size_t>(count));
  PMPI_Gather(&share, sizeof share, MPI_BYTE, all.data(), sizeof share, MPI_BYTE, 0, taking_part);
  BatchTimes together;
  for (const Share& one : all) {
    if (together.error.empty()) together.error = one.error;
    together.real = std::max(together.real, one.real);
    together.cpu += one.cpu;
    together.busiest = std::max(together.busiest, one.busiest);
    together.switches += one.switches;
  }
  return together;
}

int run_as_rank() {
  (void)channel::receive();  // the starter's word to all: a batch's order comes to those who take part in it
  ranks::begin(nullptr);
  prepare_batches();
  for (;;) {
    const std::string order = channel::receive();
    if (order.empty()) break;
    const int count = std::clamp(ranks_of(order), 1, ranks::count());
    taking_part = first_ranks(count);
    const BatchTimes all = gathered(run_batch(order), count);
    if (ranks::number() == 0) channel::send(reply_of(all));
  }
  ranks::end();
  return 0;
}

/// Passes on the grader's orders until there are no more, or the ranks have ended. The exit status.
int serve(char** argv) {
  ranks::Starter starter(argv);
  if (!starter.start()) return 3;
  starter.pass_on("begin");
  for (;;) {
    const std::string order = channel::receive();
    if (order.empty()) return 0;
    starter.pass_on(order, ranks_of(order));
    for (pollfd next{channel::descriptor, POLLIN, 0}; ::poll(&next, 1, 100) == 0;)
      if (const auto status = starter.ended()) return *status == 0 ? 1 : *status;
  }
}

}  // namespace

MPI_Comm batch_ranks() noexcept { return taking_part; }

}  // namespace parcours

int main(int, char** argv) {
  ::fcntl(parcours::channel::descriptor, F_SETFD, FD_CLOEXEC);
  return parcours::ranks::is_rank() ? parcours::run_as_rank() : parcours::serve(argv);
}
