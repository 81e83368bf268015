// Exercises whose work is done by MPI ranks, graded as a person would. Each test changes one thing in the reference of
// the course in grader/test/ranks.
#include "e2e_fixture.hpp"
#include "json_schema.hpp"
#include "toolchain/open_mpi.hpp"

namespace parcours {
namespace {

const fs::path course = source / "grader/test/ranks";

const std::string exchange =
    "MPI_Sendrecv(&passing, 1, MPI_LONG, right, 7, &coming, 1, MPI_LONG, left, 7, comm, MPI_STATUS_IGNORE);";

class Ranks : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    if (!find_open_mpi()) GTEST_SKIP() << find_open_mpi().error().message;
  }

  /// The result for the reference with `before` changed into `after`.
  [[nodiscard]] Json graded(const std::string& before, const std::string& after, int status) const {
    std::string text = contents(course / "reference/17-ranks/ring-sum/ring_sum.hpp");
    const std::size_t place = text.find(before);
    EXPECT_NE(place, std::string::npos);
    text.replace(place, before.size(), after);
    const std::string header = file("ring_sum.hpp", text);
    const Ran ran = parcours({"--course", course.string(), "grade", "ring-sum", header, "--report", "json=-"});
    EXPECT_EQ(ran.status, status) << ran.out << ran.err;
    Json result = Json::parse(ran.out, nullptr, false);
    EXPECT_TRUE(fits_schema(result)) << ran.out;
    return result;
  }

  /// The first finding of that kind; null where there is none.
  [[nodiscard]] static Json finding(const Json& result, const std::string& kind) {
    for (const Json& one : result["findings"])
      if (one["kind"] == kind) return one;
    ADD_FAILURE() << "no " << kind << " in " << result["findings"].dump(1);
    return {{"message", ""}, {"severity", ""}, {"line", 0}};
  }
};

TEST_F(Ranks, GiveFullMarksToTheReference) {
  const Json result = graded("#pragma once", "#pragma once", 0);
  EXPECT_EQ(result["score"], result["max_score"]) << result;
  EXPECT_TRUE(result["findings"].empty()) << result["findings"];
}

TEST_F(Ranks, AreToldWhoWaitsForWhomWhenAllSendFirst) {
  const Json result = graded(exchange,
                             "MPI_Send(&passing, 1, MPI_LONG, right, 7, comm);\n"
                             "MPI_Recv(&coming, 1, MPI_LONG, left, 7, comm, MPI_STATUS_IGNORE);",
                             1);
  const Json hang = finding(result, "deadlock");
  EXPECT_EQ(hang["line"], 15);
  ASSERT_EQ(hang["steps"].size(), 3U) << hang;
  EXPECT_HAS(hang["steps"][0]["what"], "rank 0 waits in MPI_Send, for rank 1 to receive (tag 7)");
  EXPECT_HAS(hang["steps"][1]["what"], "rank 1 waits in MPI_Send, for rank 0 to receive (tag 7)");
  EXPECT_HAS(hang["steps"][2]["what"], "rank 2 has come to the end of the ranks' part");
}

TEST_F(Ranks, AreToldOfACallThatMpiRefuses) {
  const Json result = graded("(rank + 1) % size", "rank + 1", 1);
  const Json crash = finding(result, "crash");
  EXPECT_HAS(crash["message"], "MPI refused a call: MPI_ERR_RANK");
  EXPECT_EQ(crash["line"], 15);
}

TEST_F(Ranks, AreToldOfAMessageThatNobodyReceives) {
  const Json result = graded("  return sum;",
                             "  MPI_Request request;\n"
                             "  if (size > 1 && rank == 0) MPI_Isend(&sum, 1, MPI_LONG, 1, 8, comm, &request);\n"
                             "  return sum;",
                             1);
  EXPECT_HAS(finding(result, "leak")["message"], "A message from rank 0 (tag 8) was never received.");
}

TEST_F(Ranks, AreToldInWhichRankATestFails) {
  const Json result = graded("return sum;", "return rank == 1 ? 0 : sum;", 1);
  EXPECT_HAS(finding(result, "test-failure")["message"], "rank 1: ");
}

TEST_F(Ranks, AreToldWhereOneOfThemCrashes) {
  const Json result =
      graded("long sum = own;", "long sum = rank == 1 ? *static_cast<volatile long*>(nullptr) : own;", 1);
  const Json crash = finding(result, "crash");
  EXPECT_HAS(crash["message"], "memory that is not there");
  EXPECT_EQ(crash["line"], 11);
}

TEST_F(Ranks, AreToldOfMisuseOfMemory) {
  const Json result = graded("long passing = own;",
                             "long values[1] = {own}; long* last = values; last += size - 1; long passing = *last;", 1);
  EXPECT_HAS(finding(result, "crash")["message"], "past the bounds of a local variable");
}

TEST_F(Ranks, MayNotStandInForMpi) {
  const Json result =
      graded("inline long ring_sum", "extern \"C\" int MPI_Finalize() { return 0; }\ninline long ring_sum", 1);
  EXPECT_HAS(finding(result, "tampering")["message"], "MPI_Finalize");
}

}  // namespace
}  // namespace parcours
