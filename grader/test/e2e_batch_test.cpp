// A teaching assistant's evening: `parcours batch`, stopped, killed, and given again.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

#include "e2e_fixture.hpp"

namespace parcours {
namespace {

class Batch : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    const fs::path course = source / "grader/test/course";
    fs::copy(course, at("course"), fs::copy_options::recursive);
    fs::copy(course / "parallel-sum-untimed.yaml", rubric(), fs::copy_options::overwrite_existing);
    good_ = contents(course / "reference/01-trust/parallel-sum/parallel_sum.hpp");
    fs::create_directory(at("in"));
  }

  [[nodiscard]] fs::path rubric() const { return at("course/rubrics/01-trust/parallel-sum.yaml"); }

  void hand_in(const std::string& who, const std::string& text) const {
    std::ofstream(at("in/" + who + ".hpp"), std::ios::binary) << text;
  }
  /// Correct, and another file than that of each other number.
  [[nodiscard]] std::string good(int number) const { return good_ + "// " + std::to_string(number) + "\n"; }

  [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"--course",   at("course").string(), "batch", at("in").string(),
                                          "--exercise", "parallel-sum",        "--out", at("results").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  [[nodiscard]] Ran batch(const std::vector<std::string>& more = {}) const { return parcours(command(more)); }

  [[nodiscard]] std::string grades() const { return contents(at("results/grades.csv")); }
  [[nodiscard]] std::string log() const { return contents(at("results/batch.log")); }
  /// How often the log says that one was graded.
  [[nodiscard]] std::size_t gradings() const {
    std::size_t count = 0;
    std::istringstream lines(log());
    for (std::string line; std::getline(lines, line);) count += line.ends_with(": graded") ? 1 : 0;
    return count;
  }
  /// The row of a person.
  [[nodiscard]] std::string row(const std::string& id) const {
    std::istringstream lines(grades());
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with(id + ",")) return line;
    return {};
  }

  /// Begins the batch and waits until it has graded something.
  [[nodiscard]] pid_t begin(const std::vector<std::string>& more = {}) const {
    const auto before = gradings();
    std::vector<std::string> line = {PARCOURS_BINARY};
    for (const std::string& argument : command(more)) line.push_back(argument);
    const pid_t child = ::fork();
    if (child == 0) {
      ::setpgid(0, 0);
      const int out = ::open(at("err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(out, 1);
      ::dup2(out, 2);
      std::vector<char*> argv;
      for (std::string& argument : line) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    for (int i = 0; i < 1200 && gradings() == before && ::waitpid(child, nullptr, WNOHANG) == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return child;
  }
  static int end_of(pid_t child) {
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string good_;
};

TEST_F(Batch, GradesAFolderAndTellsEverybody) {
  hand_in("ada", good(1));
  hand_in("bob", "#pragma once\nint parallel_sum(;\n");
  hand_in("cat", good(1));
  hand_in("eve", "");
  const std::string roster = file("roster.csv", "id,name\nada,Ada Byron\nbob,Bob\ncat,Cat\ndan,Dan\neve,Eve\n");
  const Ran ran = batch({"--roster", roster});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_HAS(ran.out, "3 of 5 graded");
  EXPECT_EQ(gradings(), 2U) << "the same file is graded once: " << log();
  EXPECT_HAS(row("ada"), "Ada Byron");
  EXPECT_HAS(row("ada"), "graded,80,80");
  EXPECT_HAS(row("bob"), "graded,0,80");
  EXPECT_HAS(row("cat"), "graded,80,80");
  EXPECT_HAS(row("dan"), "missing,,80");
  EXPECT_HAS(row("eve"), "rejected,,80");
  const Json ada = Json::parse(contents(at("results/feedback/ada.json")));
  EXPECT_EQ(ada["student"], "ada");
  EXPECT_EQ(ada["score"], 80);
  EXPECT_HAS(contents(at("results/feedback/bob.md")), "parallel_sum.hpp");
  EXPECT_HAS(contents(at("results/feedback/bob.html")), "<!DOCTYPE html>");
  EXPECT_TRUE(fs::exists(at("results/feedback/eve.html")));
  EXPECT_FALSE(fs::exists(at("results/feedback/dan.html")));
  EXPECT_HAS(contents(at("results/summary.html")), "Ada Byron");
  EXPECT_TRUE(fs::exists(at("results/summary.md")));
}

TEST_F(Batch, GradesAgainOnlyWhatHasChanged) {
  hand_in("ada", good(1));
  hand_in("bob", good(2));
  ASSERT_EQ(batch().status, 0);
  const std::string before = grades();
  ASSERT_EQ(gradings(), 2U);
  ASSERT_EQ(batch().status, 0);
  EXPECT_EQ(gradings(), 2U) << "nothing is new";
  EXPECT_EQ(grades(), before);
  hand_in("bob", good(3));
  ASSERT_EQ(batch().status, 0);
  EXPECT_EQ(gradings(), 3U) << "only Bob's";
  ASSERT_EQ(batch({"--regrade", "ada"}).status, 0);
  EXPECT_EQ(gradings(), 4U) << "asked for";
}

TEST_F(Batch, ScoresAgainWithoutRunningAnythingWhereOnlyPointsChange) {
  hand_in("ada", good(1));
  ASSERT_EQ(batch().status, 0);
  std::string text = contents(rubric());
  for (const auto& [from, to] : {std::pair{"points: 80", "points: 90"}, {"points: 5}", "points: 15}"}}) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), std::string(from).size(), to);
  }
  std::ofstream(rubric()) << text;
  const Ran ran = batch();
  if (ran.status == 2) GTEST_FAIL() << ran.err;
  EXPECT_EQ(gradings(), 1U);
  EXPECT_HAS(row("ada"), "graded,90,90");
}

TEST_F(Batch, RemembersPointsSetByHand) {
  hand_in("ada", good(1));
  ASSERT_EQ(batch({"--override", "ada=42 shown at the desk"}).status, 0);
  EXPECT_HAS(row("ada"), "overridden,42,80");
  ASSERT_EQ(batch().status, 0);
  EXPECT_HAS(row("ada"), "shown at the desk");
  ASSERT_EQ(batch({"--no-override", "ada"}).status, 0);
  EXPECT_HAS(row("ada"), "graded,80,80");
}

TEST_F(Batch, GoesOnAfterBeingKilled) {
  for (int i = 0; i < 6; ++i) hand_in("s" + std::to_string(i), good(i));
  const pid_t child = begin();
  ::kill(child, SIGKILL);
  (void)end_of(child);
  const std::size_t before = gradings();
  ASSERT_GE(before, 1U);
  ASSERT_LT(before, 6U) << "it was killed too late to show anything";
  const Ran ran = batch();
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_LE(gradings(), 6U) << "what was kept is not graded again:\n" << log();
  for (int i = 0; i < 6; ++i) EXPECT_HAS(row("s" + std::to_string(i)), "graded,80,80");
}

TEST_F(Batch, StopsCleanlyAtCtrlCAndGoesOnWithTheSameCommand) {
  for (int i = 0; i < 8; ++i) hand_in("s" + std::to_string(i), good(i));
  const pid_t child = begin({"--jobs", "1"});
  ::kill(-child, SIGINT);  // a terminal sends it to the whole group
  EXPECT_EQ(end_of(child), 3);
  EXPECT_HAS(contents(at("err")), "stopped; what is graded is kept");
  EXPECT_FALSE(fs::exists(at("results/.scratch")));
  const std::size_t before = gradings();
  ASSERT_LT(before, 8U);
  EXPECT_EQ(log().find("not graded: "), std::string::npos) << "the one at work was finished, not broken off:\n"
                                                           << log();
  ASSERT_EQ(batch().status, 0);
  EXPECT_EQ(gradings(), 8U);
}

TEST_F(Batch, SaysInOneLineWhatItCannotUse) {
  hand_in("ada", good(1));
  EXPECT_HAS(refusal(command({"--report", "canvas"})), "--report");
  EXPECT_HAS(refusal(command({"--report", "junit=x.xml"})), "{id}");
  EXPECT_HAS(refusal(command({"--report", "canvsa=x.csv"})), "`canvas`");
  EXPECT_HAS(refusal(command({"--override", "ada"})), "ID=POINTS REASON");
  EXPECT_HAS(refusal(command({"--override", "ada=5"})), "reason");
  EXPECT_HAS(refusal(command({"--override", "ada=500 for nothing"})), "80 points");
  EXPECT_HAS(refusal(command({"--override", "adda=5 for nothing"})), "`ada`");
  EXPECT_HAS(refusal(command({"--regrade", "nobody"})), "nobody has that id");
  EXPECT_HAS(refusal(command({"--due", "tomorrow"})), "--due");
  EXPECT_HAS(refusal(command({"--layout", "moodel"})), "moodle");
  EXPECT_HAS(refusal(command({"--roster", at("absent.csv").string()})), "absent.csv");
  EXPECT_EQ(gradings(), 0U);
}

TEST_F(Batch, GradesNobodyWithoutASandbox) {
  hand_in("ada", good(1));
  ::setenv("PARCOURS_SANDBOX", "limits-only", 1);
  const Ran ran = batch();
  ::unsetenv("PARCOURS_SANDBOX");
  EXPECT_EQ(ran.status, 3);
  EXPECT_HAS(ran.err, "sandbox");
}

}  // namespace
}  // namespace parcours
