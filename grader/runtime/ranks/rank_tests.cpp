// The main function of a test program whose work is done by ranks. Orders and reports are those of test_main.cpp. Every
// rank runs all tests, in step; each reports what goes wrong in it, and rank 0 when a test begins and how it ended.
// Also
//   "no-ranks REASON"   they do not come up
//   "stuck\n…"          they all wait for each other (stalemate.hpp)
#include <fcntl.h>
#include <gtest/gtest.h>
#include <mpi.h>
#include <unistd.h>

#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>

#include "channel.hpp"
#include "crash_reports.hpp"
#include "parcours/ranks.hpp"
#include "ranks/blocking.hpp"
#include "ranks/rank.hpp"
#include "ranks/starter.hpp"
#include "test_orders.hpp"
#include "threads_left.hpp"

namespace parcours {
namespace {

int count_threads() { return static_cast<int>(thread_ids().size()); }

/// Waits that the grader may see, but that are no call of the submission's.
void meet(const char* where) {
  MPI_Request request = MPI_REQUEST_NULL;
  ranks::wait_for({.call = where}, PMPI_Ibarrier(MPI_COMM_WORLD, &request), request);
}

int combined(const char* where, int own, MPI_Op how) {
  int all = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  ranks::wait_for({.call = where}, PMPI_Iallreduce(&own, &all, 1, MPI_INT, how, MPI_COMM_WORLD, &request), request);
  return all;
}

constexpr const char* end_of_part = "the end of the ranks' part";
constexpr const char* start_of_test = "the start of the test";
constexpr const char* end_of_test = "the end of the test";

class RankReporter : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    threads_before_ = count_threads();
    current_ = full_name(test);
    if (ranks::number() == 0) channel::send("start " + current_);
    meet(start_of_test);  // nobody tells of what the grader has not heard of
  }
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed()) return;
    const char* const verb = TellingOfLeftovers::any() ? "leak " : is_child() ? "child-fault " : "fault ";
    const std::string who = ranks::count() > 1 ? "rank " + std::to_string(ranks::number()) + ": " : "";
    channel::send((verb + current_ + "\n" + who + plain_words(part.message())).substr(0, 4096));
  }
  void OnTestEnd(const testing::TestInfo& test) override {
    const int passed = combined(end_of_test, test.result()->Passed() ? 1 : 0, MPI_MIN);
    const int left = combined(end_of_test, threads_left(threads_before_), MPI_SUM);
    if (ranks::number() == 0)
      channel::send("end " + current_ + (passed != 0 ? " passed " : " failed ") + std::to_string(left));
  }
  int threads_before_ = 0;
  std::string current_;
};

int run_as_rank(int argc, char** argv) {
  be_open_to_the_debugger();
  testing::InitGoogleTest(&argc, argv);
  report_crashes();
  ranks::begin([](const char* text) {
    report_refusal(text);
    ::_exit(1);
  });
  std::istringstream order(channel::receive());
  std::string verb;
  order >> verb;
  if (verb == "run") run_tests(order, new RankReporter);
  ranks::end();
  expect_exit();
  return 0;
}

/// What was sent to this rank and not received.
void expect_no_messages(MPI_Comm comm) {
  int there = 0;
  MPI_Status status{};
  PMPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &there, &status);
  if (there == 0) return;
  const TellingOfLeftovers leftovers;
  ADD_FAILURE() << "A message from rank " << status.MPI_SOURCE << " (tag " << status.MPI_TAG << ") was never received.";
}

}  // namespace

int most_ranks() noexcept { return ranks::count(); }

void with_ranks(int count, const std::function<void(MPI_Comm)>& body) {
  if (count < 1 || count > ranks::count())
    throw std::invalid_argument("with_ranks: the exercise's rubric starts " + std::to_string(ranks::count()) +
                                " ranks");
  MPI_Comm comm = MPI_COMM_NULL;
  PMPI_Comm_split(MPI_COMM_WORLD, ranks::number() < count ? 0 : MPI_UNDEFINED, 0, &comm);
  if (comm != MPI_COMM_NULL) {
    try {
      body(comm);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "An exception came out of the code under test: " << error.what();
    } catch (...) {
      ADD_FAILURE() << "An exception came out of the code under test.";
    }
  }
  meet(end_of_part);
  if (comm == MPI_COMM_NULL) return;
  expect_no_messages(comm);
  PMPI_Comm_free(&comm);
}

}  // namespace parcours

int main(int argc, char** argv) {
  ::fcntl(parcours::channel::descriptor, F_SETFD, FD_CLOEXEC);
  if (parcours::ranks::is_rank()) return parcours::run_as_rank(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  const std::string order = parcours::channel::receive();
  if (order.starts_with("list")) {
    parcours::list_tests();
    parcours::channel::send("done");
    return 0;
  }
  parcours::ranks::Starter starter(argv);
  if (!starter.start()) return 3;
  starter.pass_on(order);
  const int status = starter.watch();
  if (status == 0) parcours::channel::send("done");
  return status;
}
