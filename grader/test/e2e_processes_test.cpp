// Exercises whose work is done by child processes, graded as a person would. Each test changes one thing in the
// reference of the course in grader/test/processes.
#include "e2e_fixture.hpp"
#include "json_schema.hpp"

namespace parcours {
namespace {

const fs::path course = source / "grader/test/processes";

class Processes : public CommandLine {
 protected:
  /// The result for the reference with `before` changed into `after`.
  [[nodiscard]] Json graded(const std::string& before, const std::string& after, int status) const {
    std::string text = contents(course / "reference/07-processes/child-sum/child_sum.hpp");
    const std::size_t place = text.find(before);
    EXPECT_NE(place, std::string::npos);
    text.replace(place, before.size(), after);
    const std::string header = file("child_sum.hpp", text);
    const Ran ran = parcours({"--course", course.string(), "grade", "child-sum", header, "--report", "json=-"});
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

TEST_F(Processes, GiveFullMarksToTheReference) {
  const Json result = graded("no pipe", "no pipe", 0);
  EXPECT_EQ(result["score"], result["max_score"]);
  EXPECT_TRUE(result["findings"].empty()) << result["findings"];
}

TEST_F(Processes, AreToldOfAChildThatComesBack) {
  const Json result = graded("::_exit(::write(fds[1], &sum, sizeof sum) == sizeof sum ? 0 : 1);",
                             "if (::write(fds[1], &sum, sizeof sum) > 0) return sum;", 1);
  EXPECT_HAS(finding(result, "test-failure")["message"], "A child process returned from the code under test");
}

TEST_F(Processes, AreToldWhereAChildMisusesMemory) {
  const Json result = graded("i < last", "i <= last", 1);
  const Json crash = finding(result, "crash");
  EXPECT_EQ(crash["severity"], "error");
  EXPECT_HAS(crash["message"], "In a child process: The program went past the bounds of memory from the heap.");
  EXPECT_EQ(crash["line"], 13);
}

TEST_F(Processes, AreToldOfUndefinedBehaviour) {
  const Json result = graded("std::int64_t total = 0;", "int total = 2'147'480'000; total += 10'000;", 1);
  EXPECT_HAS(finding(result, "crash")["message"], "Signed integer overflow");
}

TEST_F(Processes, MayCallVirtualFunctions) {
  const Json result = graded("std::int64_t total = 0;",
                             "std::int64_t total = 0;\n"
                             "  try { throw std::runtime_error(\"an error\"); }\n"
                             "  catch (const std::exception& error) { if (*error.what() == 0) total = 1; }",
                             0);
  EXPECT_EQ(result["score"], result["max_score"]) << result["findings"];
}

TEST_F(Processes, AreToldOfACrashInAChildWhereATestFails) {
  const Json result = graded("if (crash_one && i == 1)", "if (i == 1)", 1);
  const Json crash = finding(result, "crash");
  EXPECT_EQ(crash["severity"], "info");
  EXPECT_HAS(crash["message"], "In a child process: The program aborted.");
  EXPECT_EQ(finding(result, "test-failure")["severity"], "error");
}

TEST_F(Processes, AreNotToldOfACrashThatTheTestWants) {
  const Json result = graded("std::abort()", "*static_cast<volatile int*>(nullptr) = 1", 0);
  for (const Json& one : result["findings"]) EXPECT_NE(one["severity"], "error") << one;
}

TEST_F(Processes, AreToldWhatEachWaitsForWhenNobodyGoesOn) {
  const Json result = graded("  ::close(fds[1]);\n", "", 1);
  const Json hang = finding(result, "deadlock");
  EXPECT_EQ(hang["line"], 31);
  ASSERT_FALSE(hang["steps"].empty());
  EXPECT_HAS(hang["steps"][0]["what"], "waits for something to read");
}

TEST_F(Processes, AreToldOfTheirChildrensStacksToo) {
  const Json result = graded("const std::int64_t sum = digits",
                             "char byte; (void)!::read(fds[0], &byte, 1); const std::int64_t sum = digits", 1);
  const Json hang = finding(result, "deadlock");
  const auto told = std::count_if(hang["steps"].begin(), hang["steps"].end(), [](const Json& step) {
    return has(step["what"], "child process") && has(step["what"], "waits for something to read");
  });
  EXPECT_GE(told, 2) << hang["steps"];
}

TEST_F(Processes, AreToldOfZombiesAndWhatElseIsLeft) {
  const Json result = graded("::waitpid(pid, &status, 0);", "", 1);
  bool told = false;
  for (const Json& one : result["findings"])
    told |= one["kind"] == "leak" && has(one["message"], "which has ended and which nobody waited for (a zombie)");
  EXPECT_TRUE(told) << result["findings"];
}

TEST_F(Processes, MayNotHideFromTheSanitizers) {
  const Json hidden =
      graded("inline std::int64_t digits", "[[clang::no_sanitize(\"address\")]] inline std::int64_t digits", 1);
  EXPECT_EQ(finding(hidden, "tampering")["severity"], "error");
  const Json asks = graded("#pragma once\n", "#pragma once\n#if __has_feature(address_sanitizer)\n#endif\n", 0);
  EXPECT_EQ(finding(asks, "tampering")["severity"], "review");
  EXPECT_EQ(asks["score"], asks["max_score"]);
}

TEST_F(Processes, MustShareTheWork) {
  const Json result = graded("numbers.size() * i / children, numbers.size() * (i + 1) / children",
                             "i == 0 ? 0 : numbers.size(), numbers.size()", 0);
  EXPECT_EQ(finding(result, "sequential")["severity"], "error");
}

}  // namespace
}  // namespace parcours
