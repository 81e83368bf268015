// The main function of a benchmark program. It stays alive and runs one batch at each order of the grader.
//   order  "batch SEED THREADS NAME"; the end of the channel ends it
//   reply  "time REAL_SECONDS CPU_SECONDS BUSIEST_SECONDS CONTEXT_SWITCHES" or "error MESSAGE"; with waits.cpp
//          preloaded, after the switches "WAITED_FOR_ONE_LOCK WAITED_FOR_LOCKS WAITED_FOR_NEWS" in seconds of all
//          threads
//   order  "again": it starts itself anew and waits for the next order; no reply
#include <fcntl.h>
#include <unistd.h>

#include "batch.hpp"
#include "channel.hpp"

namespace parcours {
namespace {

/// Starts the program anew, with `argv` as main got it, so that it waits for its next order. A process that lives long
/// keeps the luck it had with its addresses and pages: each sitting has another one.
[[noreturn]] void start_anew(char** argv) {
  ::fcntl(channel::descriptor, F_SETFD, 0);
  ::execv(argv[0], argv);
  ::_exit(1);
}

}  // namespace
}  // namespace parcours

int main(int, char** argv) {
  ::fcntl(parcours::channel::descriptor, F_SETFD, FD_CLOEXEC);
  parcours::prepare_batches();
  for (;;) {
    const std::string order = parcours::channel::receive();
    if (order.empty()) return 0;
    if (order == "again") parcours::start_anew(argv);
    parcours::channel::send(parcours::reply_of(parcours::run_batch(order)));
  }
}
