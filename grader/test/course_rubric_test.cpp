#include <gtest/gtest.h>

#include <fstream>

#include "course/rubric.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class RubricTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ("parcours_rubric_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    file_ = folder_ / "sum.yaml";
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<Rubric> load(const std::string& text) const {
    std::ofstream(file_, std::ios::binary) << text;
    return load_rubric(file_);
  }

  /// Expects "file:place: …phrase…" on one line.
  void expect_error(const std::string& text, const std::string& place, const std::string& phrase) const {
    const auto rubric = load(text);
    ASSERT_FALSE(rubric) << "no error in:\n" << text;
    const std::string& message = rubric.error().message;
    EXPECT_EQ(rubric.error().fault, Fault::input);
    EXPECT_TRUE(message.starts_with(file_.string() + ":" + place + ": ")) << "wanted " << place << ": " << message;
    EXPECT_NE(message.find(phrase), std::string::npos) << "wanted \"" << phrase << "\": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }

  fs::path folder_;
  fs::path file_;
};

const std::string full = R"(exercise: sum
title: A sum
pass_mark: 50
points: 100
launch: threads
limits: {test_seconds: 0.5, build_seconds: 30, memory_mib: 512, processes: 16, output_kib: 8, file_mib: 2}
runs: {plain: 1, noisy: 4, uninstrumented: 0}
link: [-lrt]
measure: {benchmarks: [small, large], pairs: 20, threads: 2, parallel: true}
forbidden:
  - {token: "std::reduce", reason: "writing it is the exercise"}
criteria:
  - {id: compiles, title: It compiles, kind: compile, points: 10}
  - id: adds
    title: It adds
    kind: tests
    points: 40
    hidden: true
    tests:
      - {name: Sum.OfMany, weight: 2, hint: "Do all threads count?"}
      - Sum.OfNone
    advice: "Read on."
  - {id: race-free, title: No data race, kind: race, points: 20, requires: [compiles]}
  - id: speed
    title: Speed
    kind: speed
    points: 30
    requires: [adds, race-free]
    bands: [{ratio: 0.5, points: 0}, {ratio: 0.9, points: 30}]
wrong:
  - {file: racy.hpp, finding: data-race, about: "adds without a lock"}
)";

TEST_F(RubricTest, ReadsEveryField) {
  const auto rubric = load(full);
  ASSERT_TRUE(rubric) << rubric.error().message;
  EXPECT_EQ(rubric->exercise, "sum");
  EXPECT_EQ(rubric->title, "A sum");
  EXPECT_EQ(rubric->max_points, 100);
  EXPECT_EQ(rubric->pass_mark, 50);
  EXPECT_EQ(rubric->limits.test_wall, milliseconds(500));
  EXPECT_EQ(rubric->limits.build_wall, milliseconds(30'000));
  EXPECT_EQ(rubric->limits.memory_bytes, 512ULL << 20);
  EXPECT_EQ(rubric->limits.processes, 16);
  EXPECT_EQ(rubric->limits.output_bytes, 8ULL << 10);
  EXPECT_EQ(rubric->limits.file_bytes, 2ULL << 20);
  EXPECT_EQ(rubric->runs.plain, 1);
  EXPECT_EQ(rubric->runs.noisy, 4);
  EXPECT_EQ(rubric->runs.uninstrumented, 0);
  EXPECT_EQ(rubric->link, std::vector<std::string>{"-lrt"});
  EXPECT_EQ(rubric->measure.benchmarks, (std::vector<std::string>{"small", "large"}));
  EXPECT_EQ(rubric->measure.pairs, 20);
  EXPECT_EQ(rubric->measure.threads, 2);
  EXPECT_TRUE(rubric->measure.parallel);
  ASSERT_EQ(rubric->forbidden.size(), 1U);
  EXPECT_EQ(rubric->forbidden[0].token, "std::reduce");
  ASSERT_EQ(rubric->wrong.size(), 1U);
  EXPECT_EQ(rubric->wrong[0].file, "racy.hpp");
  EXPECT_EQ(rubric->wrong[0].finding, FindingKind::data_race);
  EXPECT_EQ(rubric->wrong[0].about, "adds without a lock");
  EXPECT_EQ(rubric->wrong[0].line, 31);
}

TEST_F(RubricTest, ReadsEveryKindOfCriterion) {
  const auto rubric = load(full);
  ASSERT_TRUE(rubric) << rubric.error().message;
  ASSERT_EQ(rubric->criteria.size(), 4U);
  EXPECT_EQ(rubric->criteria[0].kind, CriterionKind::compile);
  const Criterion& tests = rubric->criteria[1];
  EXPECT_EQ(tests.kind, CriterionKind::tests);
  EXPECT_TRUE(tests.hidden);
  EXPECT_EQ(tests.advice, "Read on.");
  ASSERT_EQ(tests.tests.size(), 2U);
  EXPECT_EQ(tests.tests[0].name, "Sum.OfMany");
  EXPECT_EQ(tests.tests[0].weight, 2);
  EXPECT_EQ(tests.tests[0].hint, "Do all threads count?");
  EXPECT_EQ(tests.tests[1].name, "Sum.OfNone");
  EXPECT_EQ(tests.tests[1].weight, 1);
  EXPECT_EQ(rubric->criteria[2].kind, CriterionKind::race);
  const Criterion& speed = rubric->criteria[3];
  EXPECT_EQ(speed.kind, CriterionKind::speed);
  EXPECT_EQ(speed.requires_, (std::vector<std::string>{"adds", "race-free"}));
  ASSERT_EQ(speed.bands.size(), 2U);
  EXPECT_DOUBLE_EQ(speed.bands[1].ratio, 0.9);
  EXPECT_EQ(speed.bands[1].points, 30);
}

const std::string least = R"(exercise: sum
title: A sum
pass_mark: 0
points: 5
criteria:
  - {id: compiles, title: It compiles, kind: compile, points: 5}
)";

TEST_F(RubricTest, FillsInDefaults) {
  const auto rubric = load(least);
  ASSERT_TRUE(rubric) << rubric.error().message;
  EXPECT_EQ(rubric->launch, LaunchKind::threads);
  EXPECT_EQ(rubric->limits.test_wall, milliseconds(10'000));
  EXPECT_EQ(rubric->limits.memory_bytes, 2048ULL << 20);
  EXPECT_EQ(rubric->runs.noisy, 3);
  EXPECT_EQ(rubric->measure.pairs, 40);
  EXPECT_EQ(rubric->measure.threads, 0);
  EXPECT_TRUE(rubric->link.empty());
  EXPECT_FALSE(rubric->criteria[0].hidden);
}

/// One change to a good rubric, and the complaint that it must draw.
struct Mistake {
  const char* from;
  const char* to;
  const char* place;
  const char* phrase;
};

std::string changed(const std::string& text, const Mistake& mistake) {
  const std::size_t at = text.find(mistake.from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "not in the rubric: " << mistake.from;
    return text;
  }
  return std::string(text).replace(at, std::string(mistake.from).size(), mistake.to);
}

TEST_F(RubricTest, ComplainsAboutTheShape) {
  const Mistake mistakes[] = {
      {"title: A sum", "titel: A sum", "2:1", "unknown key `titel` in the rubric; did you mean `title`?"},
      {"title: A sum", "zebra: 1\ntitle: A sum", "2:1", "its keys are exercise, title"},
      {"title: A sum\n", "", "1:1", "the rubric lacks the key `title`"},
      {"title: A sum", "title: A sum\ntitle: Another", "3:1", "key `title` is repeated; line 2 has it already"},
      {"title: A sum", "title:", "2:1", "`title` must be text, not nothing"},
      {"title: A sum", "title: [a]", "2:8", "`title` must be text, not a list"},
      {"title: A sum", "title: ''", "2:8", "`title` is empty"},
      {"pass_mark: 50", "pass_mark: half", "3:12", "`pass_mark` must be a whole number from 0 to 100, not `half`"},
      {"pass_mark: 50", "pass_mark: 101", "3:12", "from 0 to 100, not `101`"},
      {"pass_mark: 50", "pass_mark: '50'", "3:12", "not `\"50\"`"},
      {"pass_mark: 50", "pass_mark: 5.5", "3:12", "must be a whole number"},
      {"pass_mark: 50", "pass_mark: 99999999999", "3:12", "must be a whole number"},
      {"hidden: true", "hidden: yes", "18:13", "`hidden` must be true or false, not `yes`"},
      {"runs: {plain: 1, noisy: 4, uninstrumented: 0}", "runs: 3", "7:7", "`runs` must be a mapping"},
      {"plain: 1", "plane: 1", "7:8", "did you mean `plain`?"},
      {"link: [-lrt]", "link: -lrt", "8:7", "`link` must be a list, not `-lrt`"},
      {"{ratio: 0.5, points: 0}", "0.5", "29:13", "a band must be a mapping"},
      {"{ratio: 0.5", "{ratio: .nan", "29:21", "`ratio` must be a number from"},
      {"title: It adds", "? [a]\n    : b\n    title: It adds", "15:7", "must be text"},
      {"title: A sum", "title: [A sum", "3:10", "not valid YAML"},
      {"title: A sum", "title: A: sum", "2:9", "not valid YAML"},
      {"wrong:", "---\nwrong:", "31:1", "a second document"},
  };
  for (const Mistake& mistake : mistakes) expect_error(changed(full, mistake), mistake.place, mistake.phrase);
}

TEST_F(RubricTest, ComplainsAboutSettings) {
  const Mistake mistakes[] = {
      {"exercise: sum", "exercise: product", "1:11", "the file is named after `sum`"},
      {"points: 100", "points: 99", "4:9", "the criteria's points add up to 100"},
      {"launch: threads", "launch: threads\nranks: 2", "6:8", "`ranks` goes with `launch: mpi` only"},
      {"launch: threads", "launch: thread", "5:9", "did you mean `threads`?"},
      {"test_seconds: 0.5", "test_seconds: 0", "6:24", "from 0.1 to 3600, not `0`"},
      {"memory_mib: 512", "memory_mib: 1", "6:60", "`memory_mib` must be a whole number from 64"},
      {"plain: 1, noisy: 4", "plain: 0, noisy: 0", "7:7", "no run at all"},
      {"uninstrumented: 0", "uninstrumented: -1", "7:44", "from 0 to 1000, not `-1`"},
      {"link: [-lrt]", "link: [-Wl,-rpath]", "8:8", "must name a library, such as `-lrt`"},
      {"link: [-lrt]", "link: [-lrt, -lrt]", "8:14", "`-lrt` is repeated in `link`"},
      {"[small, large]", "[]", "9:23", "`benchmarks` is empty"},
      {"benchmarks: [small, large], ", "", "9:10", "lacks the key `benchmarks`"},
      {"pairs: 20", "pairs: 5", "9:46", "`pairs` must be a whole number from 6"},
      {"reason: \"writing", "because: \"writing", "11:28", "unknown key `because`"},
      {"finding: data-race", "finding: data_race", "31:31", "no finding kind `data_race`; did you mean `data-race`?"},
      {"finding: data-race", "finding: zebra", "31:31", "the kinds are compile-error, "},
      {"file: racy.hpp", "file: wrong/racy.hpp", "31:12", "must be the name of a .hpp file"},
      {"wrong:\n", "wrong:\n  - {file: racy.hpp, finding: crash, about: x}\n", "32:12", "declared already"},
  };
  for (const Mistake& mistake : mistakes) expect_error(changed(full, mistake), mistake.place, mistake.phrase);
}

TEST_F(RubricTest, ComplainsAboutCriteria) {
  const Mistake mistakes[] = {
      {"id: compiles", "id: Compiles", "13:10", "`Compiles` is no criterion id"},
      {"id: adds", "id: compiles", "14:9", "the id `compiles` is taken by the criterion in line 13"},
      {"kind: compile,", "kind: compiles,", "13:46", "no criterion kind `compiles`; did you mean `compile`?"},
      {"kind: compile,", "kind: zebra,", "13:46", "the kinds are compile, tests, race, speed"},
      {"points: 10}", "points: 10, tests: [A.B]}", "13:74", "`tests` belongs only to a criterion of kind tests"},
      {"points: 10}", "points: 10, hidden: false}", "13:75", "`hidden` belongs only to a criterion of kind tests"},
      {"points: 10}", "points: 10, bands: []}", "13:74", "`bands` belongs only to a criterion of kind speed"},
      {"points: 10}", "points: -1}", "13:63", "`points` must be a whole number from 0"},
      {"points: 10}", "points: 10, requires: [compiles]}", "13:78", "`compiles` cannot require itself"},
      {"points: 10}", "points: 10, requires: [adds]}", "13:78", "`adds` comes later, in line 14"},
      {"requires: [compiles]", "requires: [compile]", "23:77", "no criterion `compile`; did you mean `compiles`?"},
      {"- Sum.OfNone", "- Sum.OfMany", "21:9", "the test `Sum.OfMany` is named already in line 20"},
      {"- Sum.OfNone", "- Sum", "21:9", "`Sum` is no test name"},
      {"- Sum.OfNone", "- Sum.*", "21:9", "is no test name"},
      {"weight: 2", "weight: 0", "20:36", "`weight` must be a whole number from 1"},
      {"points: 0}, {ratio: 0.9", "points: 0}, {ratio: 0.5", "29:46", "`ratio` must rise from band to band"},
      {"{ratio: 0.5, points: 0}", "{ratio: 0.5, points: 31}", "29:34", "from 0 to 30, not `31`"},
      {"points: 30}]", "points: 29}]", "29:59", "the last band gives 29 points; it must give all 30 of `speed`"},
      {"[{ratio: 0.5, points: 0}, ", "[{ratio: 0.4, points: 5}, {ratio: 0.5, points: 4}, ", "29:59", "may not fall"},
      {"    bands: [{ratio: 0.5, points: 0}, {ratio: 0.9, points: 30}]\n", "", "24:5", "lacks the key `bands`"},
      {"kind: race, points: 20", "kind: speed, points: 20, bands: [{ratio: 1, points: 20}]", "26:11",
       "a second speed criterion"},
      {"measure: {benchmarks: [small, large], pairs: 20, threads: 2, parallel: true}\n", "", "25:11",
       "a speed criterion needs `measure`"},
      {"plain: 1, noisy: 4, uninstrumented: 0", "plain: 0, noisy: 0, uninstrumented: 1", "23:48",
       "needs runs under the race detector"},
  };
  for (const Mistake& mistake : mistakes) expect_error(changed(full, mistake), mistake.place, mistake.phrase);
}

TEST_F(RubricTest, ChoosesTheRunsByWhatDoesTheWork) {
  const Mistake no_race{"  - {id: race-free, title: No data race, kind: race, points: 20, requires: [compiles]}\n",
                        "  - {id: race-free, title: More, kind: tests, points: 20, tests: [Sum.More]}\n", "", ""};
  const Mistake no_runs{"runs: {plain: 1, noisy: 4, uninstrumented: 0}\n", "", "", ""};
  const std::string threads = changed(changed(full, no_race), no_runs);
  const std::string processes = changed(threads, {"launch: threads", "launch: processes", "", ""});
  const auto by_threads = load(threads);
  ASSERT_TRUE(by_threads) << by_threads.error().message;
  EXPECT_EQ(by_threads->runs.race(), 5);
  EXPECT_EQ(by_threads->runs.memory, 0);
  const auto by_processes = load(processes);
  ASSERT_TRUE(by_processes) << by_processes.error().message;
  EXPECT_EQ(by_processes->runs.race(), 0);
  EXPECT_GT(by_processes->runs.memory, 0);
  EXPECT_GT(by_processes->runs.uninstrumented, 0);
  const auto chosen = load(changed(processes, {"limits:", "runs: {plain: 1, memory: 0}\nlimits:", "", ""}));
  ASSERT_TRUE(chosen) << chosen.error().message;
  EXPECT_EQ(chosen->runs.race(), 1);
  EXPECT_EQ(chosen->runs.memory, 0);
}

TEST_F(RubricTest, RefusesToGradeRacesWhereNoRunLooksForThem) {
  const Mistake no_runs{"runs: {plain: 1, noisy: 4, uninstrumented: 0}\n", "", "", ""};
  const std::string processes = changed(full, {"launch: threads", "launch: processes", "", ""});
  const auto rubric = load(changed(processes, no_runs));
  ASSERT_FALSE(rubric);
  EXPECT_NE(rubric.error().message.find("needs runs under the race detector"), std::string::npos)
      << rubric.error().message;
}

TEST_F(RubricTest, RefusesATestThatTwoCriteriaName) {
  const Mistake second{"wrong:", "  - {id: more, title: More, kind: tests, points: 0, tests: [Sum.OfNone]}\nwrong:", "",
                       ""};
  expect_error(changed(full, second), "30:61", "named already in line 21");
}

TEST_F(RubricTest, RefusesEmptyCriteria) {
  expect_error("exercise: sum\ntitle: A sum\npass_mark: 0\npoints: 5\ncriteria: []\n", "5:11", "`criteria` is empty");
}

TEST_F(RubricTest, KeepsItsComplaintOnOneLine) { expect_error("exercise: \"a\\nb\"\n", "1:11", "`exercise` is `a b`"); }

TEST_F(RubricTest, DropsLineEndsAroundText) {
  const auto rubric = load(changed(least, {"title: A sum", "title: >\n  A sum\n  of numbers\n", "", ""}));
  ASSERT_TRUE(rubric) << rubric.error().message;
  EXPECT_EQ(rubric->title, "A sum of numbers");
}

TEST_F(RubricTest, SaysWhenTheFileHoldsNoRubric) {
  expect_error("", "1:1", "empty");
  expect_error("# nothing\n", "1:1", "empty");
  expect_error("- a\n", "1:1", "the rubric must be a mapping (key: value), not a list");
}

TEST_F(RubricTest, SaysWhenTheFileCannotBeRead) {
  const auto missing = load_rubric(folder_ / "none.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, (folder_ / "none.yaml").string() + ": no such file");
  const auto folder = load_rubric(folder_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, folder_.string() + ": not a file");
}

TEST_F(RubricTest, AcceptsTheSameTestsAsTheProgramLists) {
  const auto rubric = load(full);
  ASSERT_TRUE(rubric) << rubric.error().message;
  EXPECT_TRUE(check_tests_exist(file_, *rubric, {"Sum.OfNone", "Sum.OfMany"}));
}

TEST_F(RubricTest, OffersTheNearestTestForOneThatNoProgramHas) {
  const auto rubric = load(full);
  ASSERT_TRUE(rubric) << rubric.error().message;
  const auto result = check_tests_exist(file_, *rubric, {"Sum.OfMany", "Sum.OfNome"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            file_.string() + ":21:9: no test `Sum.OfNone` in the test program; did you mean `Sum.OfNome`?");
}

TEST_F(RubricTest, NamesATestThatNoCriterionLists) {
  const auto rubric = load(full);
  ASSERT_TRUE(rubric) << rubric.error().message;
  const auto result = check_tests_exist(file_, *rubric, {"Sum.OfMany", "Sum.OfNone", "Sum.OfOne"});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("the test `Sum.OfOne` is in no criterion"), std::string::npos);
}

}  // namespace
}  // namespace parcours
