// A batch on a real Slurm: a controller and two nodes on this machine.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <thread>

#include "batch/spool.hpp"
#include "e2e_fixture.hpp"
#include "slurm_fixture.hpp"

namespace parcours {
namespace {

/// One cluster and one course for all tests: starting them takes seconds.
class OnACluster : public CommandLine {
 protected:
  static void SetUpTestSuite() {
    if (!SlurmCluster::missing().empty()) return;
    auto started = SlurmCluster::start();
    if (started)
      cluster_ = std::move(*started);
    else
      failure_ = started.error().message;
  }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    if (const std::string missing = SlurmCluster::missing(); !missing.empty()) GTEST_SKIP() << missing;
    ASSERT_TRUE(cluster_) << failure_;
    CommandLine::SetUp();
    ::setenv("SLURM_CONF", cluster_->configuration().c_str(), 1);
    make_course();
    hand_in("ada", contents(reference()));
    hand_in("ben", contents(reference()) + "// mine\n");
    hand_in("cem", "#pragma once\n#include <nothing>\n");
    hand_in("dora", contents(course() / "exercises/01-trust/parallel-sum/parallel_sum.hpp"));
  }
  void TearDown() override { ::unsetenv("SLURM_CONF"); }

  [[nodiscard]] fs::path course() const { return at("course"); }
  [[nodiscard]] fs::path reference() const { return course() / "reference/01-trust/parallel-sum/parallel_sum.hpp"; }

  /// The small course, without speed: two nodes on one machine would disturb each other.
  void make_course() const {
    const fs::path from = source / "grader/test/course";
    fs::copy(from, course(), fs::copy_options::recursive);
    fs::copy_file(from / "parallel-sum-untimed.yaml", course() / "rubrics/01-trust/parallel-sum.yaml",
                  fs::copy_options::overwrite_existing);
  }
  void hand_in(const std::string& person, const std::string& text) const {
    fs::create_directories(at("in") / person);
    std::ofstream(at("in") / person / "parallel_sum.hpp", std::ios::binary) << text;
  }

  [[nodiscard]] std::vector<std::string> arguments(const std::string& out, const std::string& executor) const {
    return {"--course",     course().string(), "batch",          at("in").string(), "--exercise",
            "parallel-sum", "--out",           at(out).string(), "--executor",      executor};
  }
  [[nodiscard]] std::string grades(const std::string& out) const { return contents(at(out) / "grades.csv"); }

  /// The batch in the background.
  [[nodiscard]] pid_t start(const std::string& out) const {
    std::vector<std::string> words = arguments(out, "slurm");
    words.insert(words.begin(), PARCOURS_BINARY);
    const pid_t pid = ::fork();
    if (pid == 0) {
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      const int log = ::open(at("background").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
      ::execv(argv.front(), argv.data());
      ::_exit(127);
    }
    return pid;
  }
  [[nodiscard]] static int status_of(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// Waits for it, for a minute.
  static void await(const std::string& what, const std::function<bool()>& holds) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!holds()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "in vain for: " << what;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

  static std::unique_ptr<SlurmCluster> cluster_;
  static std::string failure_;
};

std::unique_ptr<SlurmCluster> OnACluster::cluster_;
std::string OnACluster::failure_;

TEST_F(OnACluster, GradesAsOnThisMachine) {
  const Ran local = parcours(arguments("local", "local"));
  ASSERT_EQ(local.status, 0) << local.err;
  const Ran remote = parcours(arguments("remote", "slurm"));
  EXPECT_EQ(remote.status, 0) << remote.out << remote.err;
  EXPECT_HAS(remote.err, "to Slurm as job ");
  EXPECT_EQ(grades("remote"), grades("local"));
  EXPECT_HAS(grades("remote"), "ada");
  EXPECT_FALSE(fs::exists(at("remote") / ".spool"));
  EXPECT_TRUE(cluster_->open_tasks().empty());
}

TEST_F(OnACluster, WhatANodeHadInHandWhenItsPowerWentIsGradedOnAnother) {
  const pid_t batch = start("graded");
  std::string node;
  await("a task on a node", [&] { return !(node = cluster_->busy_node()).empty(); });
  cluster_->cut_power(node);
  EXPECT_EQ(status_of(batch), 0) << contents(at("background"));
  EXPECT_HAS(contents(at("background")), "is tried again: it ended without a result: NODE_FAIL on " + node);
  EXPECT_EQ(std::ranges::count(grades("graded"), '\n'), 5);
  EXPECT_EQ(grades("graded").find("not graded"), std::string::npos) << grades("graded");
  const auto up = cluster_->start_node(node);
  EXPECT_TRUE(up) << up.error().message;
}

TEST_F(OnACluster, AfterCtrlCNoJobIsLeftAndTheSameCommandGoesOn) {
  const pid_t batch = start("graded");
  await("a task on a node", [&] { return !cluster_->busy_node().empty(); });
  ::kill(batch, SIGINT);
  EXPECT_EQ(status_of(batch), 3) << contents(at("background"));
  EXPECT_HAS(contents(at("background")), "the same command goes on");
  EXPECT_TRUE(cluster_->open_tasks().empty());
  const Ran again = parcours(arguments("graded", "slurm"));
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(std::ranges::count(grades("graded"), '\n'), 5);
}

TEST_F(OnACluster, WhatAKilledBatchLeftRunningIsTakenOver) {
  const pid_t batch = start("graded");
  await("a result that nobody gathered", [&] {
    if (cluster_->busy_node().empty()) return false;
    ::kill(batch, SIGSTOP);  // it sees nothing of what the nodes do from now on
    return true;
  });
  const auto results = [&] {
    for (const Spool& spool : Spool::all(at("graded") / ".spool"))
      if (!spool.results().empty()) return true;
    return false;
  };
  await("a result in the spool", results);
  ::kill(batch, SIGKILL);
  EXPECT_EQ(status_of(batch), -1);
  const Ran again = parcours(arguments("graded", "slurm"));
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.err.find("submitted 4"), std::string::npos) << again.err;
  EXPECT_EQ(std::ranges::count(grades("graded"), '\n'), 5);
  EXPECT_TRUE(cluster_->open_tasks().empty());
  EXPECT_FALSE(fs::exists(at("graded") / ".spool"));
}

}  // namespace
}  // namespace parcours
