#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>

#include "batch/slurm_executor.hpp"
#include "fake_slurm.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class SlurmExecuting : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
  }

  [[nodiscard]] fs::path root() const { return folder_->path() / ".spool"; }

  [[nodiscard]] std::vector<Work> works(int count) const {
    std::vector<Work> all;
    for (int i = 0; i < count; ++i) {
      const fs::path file = folder_->path() / fmt::format("{}.hpp", i);
      std::ofstream(file) << "// number " << i << "\r\n";
      all.push_back({fmt::format("key{}", i), file, fmt::format("person{}", i)});
    }
    return all;
  }

  Result<SlurmExecutor> executor() {
    Exercise exercise;
    exercise.id = "letter-count";
    exercise.header = "letter_count.hpp";
    options_.tell = [this](const std::string& line) { told_.push_back(line); };
    return SlurmExecutor::create("/opt/bin/parcours", "/srv/course", exercise, Rubric(), root(), options_,
                                 SlurmCommands(slurm_.runner()), slurm_.pace());
  }

  Result<void> run(const std::vector<Work>& all) {
    auto made = executor();
    if (!made) return tl::unexpected(made.error());
    return made->run(all,
                     {.begun = [this](const Work& work) { ++begun_[work.key]; },
                      .ended = [this](const Work& work, Result<GradedSubmission> result) -> Result<void> {
                        if (on_end_) return on_end_(work, result);
                        EXPECT_EQ(begun_[work.key], 1);
                        if (result) EXPECT_EQ(result->sha256, work.key);
                        EXPECT_TRUE(ended_.emplace(work.key, std::move(result)).second) << work.key << " ended twice";
                        return {};
                      }},
                     stop_.get_token());
  }

  /// A run that dies at its `at`th pause, as of kill -9: nothing is cancelled or cleared away.
  void run_until_killed(const std::vector<Work>& all, int at) {
    struct Killed {};
    slurm_.tick = [this, at] {
      if (slurm_.pauses == at) throw Killed();
    };
    EXPECT_THROW((void)run(all), Killed);
    slurm_.tick = [] {};
  }

  [[nodiscard]] int graded() const {
    return static_cast<int>(std::ranges::count_if(ended_, [](const auto& one) { return one.second.has_value(); }));
  }
  [[nodiscard]] std::vector<std::vector<std::string>> submissions() const {
    auto all = slurm_.calls_of("sbatch");
    std::erase_if(all, [](const auto& argv) { return argv[1] == "--version"; });
    return all;
  }

  std::optional<TempDir> folder_;
  FakeSlurm slurm_;
  SlurmOptions options_;
  std::stop_source stop_;
  std::vector<std::string> told_;
  std::map<std::string, int> begun_;
  std::map<std::string, Result<GradedSubmission>> ended_;
  std::function<Result<void>(const Work&, const Result<GradedSubmission>&)> on_end_;
};

TEST_F(SlurmExecuting, EachSubmissionIsATaskOfOneArrayAndItsResultIsTold) {
  const auto ran = run(works(5));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 5);
  ASSERT_EQ(submissions().size(), 1U);
  EXPECT_EQ(FakeSlurm::option(submissions()[0], "--array"), "0-4");
  EXPECT_FALSE(fs::exists(root())) << "nothing of the spool is left";
  EXPECT_TRUE(slurm_.calls_of("scancel").empty()) << "there was nothing to end";
}

TEST_F(SlurmExecuting, TheWorkersGetTheBytesAsTheyWereHandedIn) {
  std::string seen;
  slurm_.work = [&](FakeTask& task) {
    seen = *read_file(Spool(task.folder).submission(task.number));
    EXPECT_EQ(Spool(task.folder).plan()->exercise, "letter-count");
    EXPECT_EQ(Spool(task.folder).plan()->course, "/srv/course");
    return FakeSlurm::grade(task);
  };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(seen, "// number 0\r\n");
}

TEST_F(SlurmExecuting, TheSpoolIsForNobodyElse) {
  fs::perms open = fs::perms::none;
  slurm_.work = [&](FakeTask& task) {
    open |= fs::status(root()).permissions() | fs::status(task.folder).permissions();
    return FakeSlurm::grade(task);
  };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(open, fs::perms::owner_all);
}

TEST_F(SlurmExecuting, ALostTaskIsSubmittedAgain) {
  slurm_.work = [](FakeTask& task) {
    return task.number == 1 && task.attempt == 1 ? FakeSlurm::vanish(task, "NODE_FAIL") : FakeSlurm::grade(task);
  };
  const auto ran = run(works(3));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 3);
  ASSERT_EQ(submissions().size(), 2U);
  EXPECT_EQ(FakeSlurm::option(submissions()[1], "--array"), "1");
}

TEST_F(SlurmExecuting, ATaskThatSlurmHasForgottenIsLostToo) {
  slurm_.purges = true;
  slurm_.work = [](FakeTask& task) {
    return task.attempt == 1 ? FakeSlurm::vanish(task, "FAILED") : FakeSlurm::grade(task);
  };
  ASSERT_TRUE(run(works(2)));
  EXPECT_EQ(graded(), 2);
}

TEST_F(SlurmExecuting, ATaskThatEndsWithoutAResultEachTimeIsReportedWithItsStateAndLog) {
  slurm_.work = [](FakeTask& task) {
    std::ofstream(Spool(task.folder).log(task.job, task.index)) << "slurmstepd: killed\n\x1b[2Jout of \x01time\n";
    return FakeSlurm::vanish(task, "TIMEOUT");
  };
  const auto ran = run(works(1));
  ASSERT_TRUE(ran) << ran.error().message;
  ASSERT_EQ(ended_.size(), 1U);
  const auto& result = ended_.at("key0");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::machine);
  const std::string& message = result.error().message;
  EXPECT_NE(message.find("tried 3 times"), std::string::npos) << message;
  EXPECT_NE(message.find("TIMEOUT on node1"), std::string::npos) << message;
  EXPECT_NE(message.find("out of time"), std::string::npos) << message;
  EXPECT_EQ(submissions().size(), 3U);
  const fs::path log = message.substr(message.find("log: ") + 5);
  EXPECT_TRUE(fs::exists(log)) << log << " is left for people";
  EXPECT_EQ(std::distance(fs::directory_iterator(log.parent_path()), fs::directory_iterator()), 1);
}

TEST_F(SlurmExecuting, TheAccountingSaysHowATaskEndedThatLeftTheQueue) {
  slurm_.purges = true;
  slurm_.accounting = "OUT_OF_MEMORY|node3\n";
  slurm_.work = [](FakeTask& task) { return FakeSlurm::vanish(task, "OUT_OF_MEMORY"); };
  ASSERT_TRUE(run(works(1)));
  EXPECT_NE(ended_.at("key0").error().message.find("OUT_OF_MEMORY on node3"), std::string::npos);
}

TEST_F(SlurmExecuting, ANodeThatCannotGradeIsLeftOutOfTheNextTry) {
  slurm_.work = [](FakeTask& task) {
    return task.attempt == 1 ? FakeSlurm::refuse(task, "no clang") : FakeSlurm::grade(task);
  };
  ASSERT_TRUE(run(works(2)));
  EXPECT_EQ(graded(), 2);
  EXPECT_EQ(FakeSlurm::option(submissions().front(), "--exclude"), "");
  EXPECT_EQ(FakeSlurm::option(submissions().back(), "--exclude"), "node7");
}

TEST_F(SlurmExecuting, WhatNoNodeCanGradeIsReportedWithTheNodeAndItsReason) {
  slurm_.work = [](FakeTask& task) { return FakeSlurm::refuse(task, "no clang"); };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(submissions().size(), 3U);
  EXPECT_NE(ended_.at("key0").error().message.find("on node7: no clang"), std::string::npos);
}

TEST_F(SlurmExecuting, AFaultOfTheCourseIsNotTriedAgain) {
  slurm_.work = [](FakeTask& task) { return FakeSlurm::refuse(task, "tests.cpp:3: no", Fault::input); };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(submissions().size(), 1U);
  EXPECT_EQ(ended_.at("key0").error().message, "tests.cpp:3: no");
}

TEST_F(SlurmExecuting, ADamagedResultIsTriedAgain) {
  slurm_.work = [](FakeTask& task) {
    FakeSlurm::grade(task);
    if (task.attempt == 1) std::ofstream(Spool(task.folder).folder() / "results/0", std::ios::binary) << "\xa2half";
    return true;
  };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(graded(), 1);
  EXPECT_EQ(submissions().size(), 2U);
}

TEST_F(SlurmExecuting, AResultOfATaskThatWasTakenAsLostCounts) {
  slurm_.work = [this](FakeTask& task) {
    // The second try waits; meanwhile the first one, cut off from Slurm only, has its result.
    if (task.attempt == 1) return FakeSlurm::vanish(task, "NODE_FAIL");
    FakeTask first = slurm_.tasks.front();
    FakeSlurm::grade(first);
    return false;
  };
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(graded(), 1);
  EXPECT_EQ(slurm_.alive(), 0) << "the second try is of no use";
}

TEST_F(SlurmExecuting, MoreTasksThanAnArrayCanHaveBecomeSeveralArrays) {
  slurm_.largest_array = 4;
  const auto ran = run(works(10));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 10);
  EXPECT_EQ(submissions().size(), 3U);
}

TEST_F(SlurmExecuting, WhatASiteDoesNotTakeNowIsSubmittedLater) {
  slurm_.most_tasks = 5;
  int most = 0;
  slurm_.tick = [&] { most = std::max(most, slurm_.alive()); };
  const auto ran = run(works(23));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 23);
  EXPECT_EQ(most, 5);
}

TEST_F(SlurmExecuting, WhatASiteNeverTakesIsAnErrorWithItsWords) {
  slurm_.most_tasks = 0;
  const auto ran = run(works(3));
  ASSERT_FALSE(ran);
  EXPECT_NE(ran.error().message.find("QOS policy"), std::string::npos);
  EXPECT_TRUE(ended_.empty());
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(SlurmExecuting, ABoundOnTasksAtATimeHoldsForAllArraysTogether) {
  slurm_.largest_array = 4;
  options_.at_a_time = 2;
  slurm_.tick = [&] {
    std::set<std::string> jobs;
    for (const FakeTask& task : slurm_.tasks)
      if (task.state == "PENDING" || task.state == "RUNNING") jobs.insert(task.job);
    EXPECT_LE(jobs.size(), 1U);
  };
  ASSERT_TRUE(run(works(10)));
  EXPECT_EQ(graded(), 10);
  EXPECT_EQ(FakeSlurm::option(submissions()[0], "--array"), "0-3%2");
}

TEST_F(SlurmExecuting, OptionsForSbatchComeLastSoThatTheyCount) {
  options_.sbatch = {"--partition=teaching", "--time=5"};
  ASSERT_TRUE(run(works(1)));
  const auto argv = submissions()[0];
  const auto time = std::ranges::find(argv, "--time=5");
  ASSERT_NE(time, argv.end());
  EXPECT_TRUE(std::none_of(time + 1, argv.end(), [](const auto& word) { return word.starts_with("--"); }));
}

TEST_F(SlurmExecuting, AfterAStopAllIsCancelledAndWhatIsThereIsTold) {
  slurm_.work = [this](FakeTask& task) {
    if (task.number == 0) FakeSlurm::grade(task);
    stop_.request_stop();
    return task.number == 0;
  };
  const auto ran = run(works(4));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(ended_.size(), 1U);
  EXPECT_EQ(graded(), 1);
  EXPECT_EQ(slurm_.alive(), 0);
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(SlurmExecuting, JobsThatCannotBeCancelledAreNamedAndLeftToTheNextRun) {
  slurm_.work = [](FakeTask&) { return false; };
  slurm_.tick = [this] {
    if (slurm_.pauses == 2) {
      stop_.request_stop();
      slurm_.silent = true;
    }
  };
  ASSERT_TRUE(run(works(2)));
  ASSERT_FALSE(told_.empty());
  EXPECT_NE(told_.back().find("scancel --name=parcours-"), std::string::npos) << told_.back();
  EXPECT_TRUE(fs::exists(root()));
  slurm_.silent = false;
  slurm_.tick = [] {};
  slurm_.work = FakeSlurm::grade;
  stop_ = {};
  begun_.clear();
  ASSERT_TRUE(run(works(2)));
  EXPECT_EQ(graded(), 2);
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(SlurmExecuting, OfAKilledRunTheResultsAreTakenOverThoseAtWorkWaitedForAndTheRestGradedAnew) {
  slurm_.work = [](FakeTask& task) { return task.number < 2 && FakeSlurm::grade(task); };
  slurm_.nodes = 4;
  run_until_killed(works(6), 2);
  EXPECT_TRUE(ended_.empty());
  EXPECT_EQ(slurm_.alive(), 4);
  const std::size_t before = submissions().size();
  slurm_.work = FakeSlurm::grade;
  const auto ran = run(works(6));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 6);
  EXPECT_EQ(std::ranges::count(slurm_.tasks, "CANCELLED", &FakeTask::state), 2);
  ASSERT_EQ(submissions().size(), before + 1);
  EXPECT_EQ(FakeSlurm::option(submissions().back(), "--array"), "0-1");
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(SlurmExecuting, OfAKilledRunForOtherSubmissionsNothingIsWaitedFor) {
  slurm_.work = [](FakeTask&) { return false; };
  run_until_killed(works(2), 2);
  auto others = works(2);
  for (Work& work : others) work.key += " of another rubric";
  slurm_.work = [](FakeTask& task) { return task.job != "17" && FakeSlurm::grade(task); };
  ASSERT_TRUE(run(others));
  EXPECT_EQ(graded(), 2);
  EXPECT_EQ(std::ranges::count(slurm_.tasks, "CANCELLED", &FakeTask::state), 2);
}

TEST_F(SlurmExecuting, AStopEndsTheWaitForAKilledRun) {
  slurm_.work = [](FakeTask&) { return false; };
  run_until_killed(works(2), 2);
  slurm_.tick = [this] { stop_.request_stop(); };
  ASSERT_TRUE(run(works(2)));
  EXPECT_TRUE(ended_.empty());
  EXPECT_EQ(slurm_.alive(), 0);
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(SlurmExecuting, OfAKilledRunNoErrorIsTakenOver) {
  slurm_.work = [](FakeTask& task) { return FakeSlurm::refuse(task, "no clang"); };
  run_until_killed(works(1), 2);
  slurm_.work = FakeSlurm::grade;
  ASSERT_TRUE(run(works(1)));
  EXPECT_EQ(graded(), 1);
}

TEST_F(SlurmExecuting, WhatCouldNotBeKeptIsThereForTheNextRun) {
  on_end_ = [](const Work&, const auto&) -> Result<void> { return machine_error("the disk is full"); };
  const auto ran = run(works(2));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message, "the disk is full");
  EXPECT_EQ(slurm_.alive(), 0);
  on_end_ = {};
  begun_.clear();
  const std::size_t before = submissions().size();
  ASSERT_TRUE(run(works(2)));
  EXPECT_EQ(graded(), 2);
  EXPECT_EQ(submissions().size(), before) << "both were graded already";
}

TEST_F(SlurmExecuting, ASlurmThatIsSilentForAWhileIsWaitedFor) {
  slurm_.tick = [this] { slurm_.silent = slurm_.pauses > 1 && slurm_.pauses < 7; };
  const auto ran = run(works(2));
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(graded(), 2);
}

TEST_F(SlurmExecuting, ASlurmThatIsSilentForGoodEndsTheRun) {
  slurm_.work = [](FakeTask&) { return false; };
  slurm_.tick = [this] { slurm_.silent = slurm_.pauses > 1; };
  const auto ran = run(works(2));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::machine);
  EXPECT_NE(ran.error().message.find("Unable to contact slurm controller"), std::string::npos);
}

TEST_F(SlurmExecuting, WithoutSlurmItSaysWhatIsMissing) {
  slurm_.installed = false;
  const auto made = executor();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::machine);
  EXPECT_NE(made.error().message.find("sbatch"), std::string::npos);
  EXPECT_EQ(made.error().message.find('\n'), std::string::npos);
}

TEST_F(SlurmExecuting, PeopleAreToldTheJobAndWhatAllOfItWaitsFor) {
  slurm_.nodes = 0;
  slurm_.tick = [this] { slurm_.nodes = slurm_.pauses < 9 ? 0 : 2; };
  ASSERT_TRUE(run(works(2)));
  EXPECT_EQ(told_,
            (std::vector<std::string>{"submitted 2 to Slurm as job 17", "all tasks wait in Slurm's queue: Resources"}));
}

}  // namespace
}  // namespace parcours
