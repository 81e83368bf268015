// The student's repository, as a teacher makes it and a student and a workflow use it.
#include <algorithm>
#include <set>

#include "classroom_reader.hpp"
#include "course/rubric.hpp"
#include "e2e_fixture.hpp"
#include "language/catalogue.hpp"

namespace parcours {
namespace {

class Export : public CommandLine {
 protected:
  /// Made once: it is only read.
  static void SetUpTestSuite() {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    shared() = std::make_unique<TempDir>(std::move(*folder));
    const std::string line = quoted(PARCOURS_BINARY) + " export student " + quoted(copy().string()) +
                             " --exercise letter-count --action teacher/parcours@v1 >/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0);
  }
  static void TearDownTestSuite() { shared().reset(); }

  static fs::path copy() { return shared()->path() / "repository"; }
  static fs::path header() { return copy() / "exercises/01-introduction/letter-count/letter_count.hpp"; }

  /// Of a fresh clone with the reference's header in the student's place.
  [[nodiscard]] fs::path solved() const {
    const fs::path clone = at("clone");
    fs::copy(copy(), clone, fs::copy_options::recursive);
    fs::copy_file(letter_count / "letter_count.hpp", clone / fs::relative(header(), copy()),
                  fs::copy_options::overwrite_existing);
    return clone;
  }

  /// Runs a script of the repository, with `parcours` on the path.
  [[nodiscard]] Ran script(const fs::path& repository, const std::string& command) const {
    return run("cd " + quoted(repository.string()) +
               " && PATH=" + quoted(fs::path(PARCOURS_BINARY).parent_path().string()) + ":$PATH " + command);
  }

  static std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(copy()))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  }

 private:
  static std::unique_ptr<TempDir>& shared() {
    static std::unique_ptr<TempDir> folder;
    return folder;
  }
};

/// `docker`, as it is where nothing has started its engine, and as it is where there is no such image.
constexpr const char* engine_is_down = "#!/bin/sh\necho 'Cannot connect to the Docker daemon.' >&2\nexit 1\n";
constexpr const char* image_is_not_there = "#!/bin/sh\n[ \"$1\" = version ] || exit 1\n";

/// Lines that say something of their own, without blanks around them.
std::set<std::string> telling_lines(const fs::path& file) {
  std::set<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::size_t from = line.find_first_not_of(" \t");
    if (from != std::string::npos && line.size() - from >= 30) lines.insert(line.substr(from));
  }
  return lines;
}

TEST_F(Export, HoldsNothingHidden) {
  const fs::path chapter = source / "exercises/01-introduction";
  const fs::path exercise = chapter / "letter-count";
  std::set<std::string> secrets;
  for (const fs::path& file : {exercise / "hidden_tests.cpp", letter_count / "letter_count.hpp"})
    secrets.merge(telling_lines(file));
  std::set<std::string> names;
  for (const char* folder : {"wrong", "right", "baselines"})
    for (const auto& entry : fs::directory_iterator(letter_count / folder)) {
      names.insert(entry.path().filename().string());
      secrets.merge(telling_lines(entry.path()));
    }
  // What students see anyway, such as the signature, is no secret.
  std::string open;
  for (const char* file : {"letter_count.hpp", "tests.cpp", "bench.cpp", "scenarios.cpp", "README.md"})
    open += contents(exercise / file);
  for (const char* file : {"README.md", "examples/basic.cpp", "examples/advanced.cpp"})
    open += contents(chapter / file);
  std::erase_if(secrets, [&](const std::string& line) { return has(open, line); });
  secrets.merge(names);
  const auto rubric = load_rubric(source / "rubrics/01-introduction/letter-count.yaml");
  ASSERT_TRUE(rubric);
  for (const Criterion& criterion : rubric->criteria)
    for (const TestWeight& test : criterion.tests)
      if (criterion.hidden) secrets.insert({test.name, test.name.substr(test.name.find('.') + 1), test.hint});
  const auto french = load_sayings(source / "rubrics/01-introduction/letter-count.fr.yaml", "fr");
  ASSERT_TRUE(french);
  const std::set<std::string> english = secrets;
  for (const Saying& saying : *french)
    if (english.contains(saying.english)) secrets.insert(saying.translated);
  ASSERT_GE(secrets.size(), english.size() + 5) << "hints to hidden tests, in French";
  secrets.erase("");
  ASSERT_GT(secrets.size(), 50U);
  for (const fs::path& file : files()) {
    EXPECT_NE(file.filename(), "hidden_tests.cpp");
    const std::string bytes = contents(file);
    for (const std::string& secret : secrets) EXPECT_FALSE(has(bytes, secret)) << file << " tells: " << secret;
  }
}

TEST_F(Export, TheCompiledReferenceHasNoNamesLeft) {
  const fs::path program = copy() / "prebuilt/01-introduction/letter-count/benchmark";
  ASSERT_TRUE(fs::exists(program));
  const Ran ran = script(copy(), "readelf --wide --sections " + quoted(program.string()));
  EXPECT_EQ(ran.status, 0) << ran.err;
  for (const char* section : {".symtab", ".debug_info", ".debug_line"}) EXPECT_FALSE(has(ran.out, section)) << section;
}

TEST_F(Export, HasNoDeadLinks) {
  for (const fs::path& file : files()) {
    if (file.extension() != ".md") continue;
    const std::string text = contents(file);
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      const std::string target = text.substr(at + 2, text.find_first_of(")#\n", at + 2) - at - 2);
      if (target.empty() || has(target, "://")) continue;
      EXPECT_TRUE(fs::exists(file.parent_path() / target)) << file << " links to " << target;
    }
  }
}

TEST_F(Export, GradesAllThatIsNotHidden) {
  const Ran ran = parcours({"--course", copy().string(), "grade", "letter-count",
                            (letter_count / "letter_count.hpp").string(), "--report", "json=-"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const Json result = Json::parse(ran.out);
  EXPECT_EQ(result["score"], result["max_score"]);
  EXPECT_LT(result["max_score"], 100);
  EXPECT_GT(result["speedup"]["pairs"], 0);
  EXPECT_EQ(result["next_step"], "");
}

TEST_F(Export, ABenchmarkOfAnotherVersionCostsTheSpeedOnly) {
  const fs::path clone = solved();
  const fs::path file = clone / "prebuilt/01-introduction/letter-count/prebuilt.json";
  Json prebuilt = Json::parse(contents(file));
  prebuilt["made_with"] = "another";
  std::ofstream(file) << prebuilt.dump();
  const Ran ran = parcours({"--course", clone.string(), "grade", "letter-count", "--report", "json=-"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const Json result = Json::parse(ran.out);
  EXPECT_EQ(result["score"], result["max_score"]);
  EXPECT_EQ(result["speedup"], nullptr);
  EXPECT_HAS(result["next_step"].get<std::string>(), "another version of Parcours");
}

TEST_F(Export, WithoutSpeedOnlyTheTestsAreGraded) {
  const Ran ran = parcours({"--course", copy().string(), "grade", "letter-count",
                            (letter_count / "letter_count.hpp").string(), "--no-speed"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_HAS(ran.out, "Total 65/65");
  EXPECT_HAS(ran.out, "The speed was left out");
}

TEST_F(Export, SaysWhatKeepsDockerFromGrading) {
  fs::create_directory(at("bin"));
  const std::string docker = file("bin/docker", engine_is_down);
  fs::permissions(docker, fs::perms::owner_all);
  const std::string line = "cd " + quoted(copy().string()) +
                           " && PARCOURS_IMAGE=ours PATH=" + quoted(at("bin").string()) + ":$PATH .parcours/run list";
  const Ran down = run(line);
  EXPECT_EQ(down.status, 2);
  EXPECT_HAS(down.err, "Cannot connect");
  EXPECT_HAS(down.err, "Docker is installed but does not answer");
  std::ofstream(docker) << image_is_not_there;
  const Ran absent = run(line);
  EXPECT_EQ(absent.status, 2);
  EXPECT_HAS(absent.err, "Docker has no image `ours`");
}

TEST_F(Export, TheStudentsMakefileGradesOneAndAll) {
  const fs::path clone = solved();
  const Ran one = script(clone, "make grade EX=letter-count");
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_HAS(one.out, "It compiles");
  const Ran all = script(clone, "make grade");
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_HAS(all.out, "letter-count         85/85");
  EXPECT_FALSE(has(all.out, "letter-count.fr"));
  EXPECT_HAS(script(clone, "make list").out, "letter-count");
  const Ran none = script(clone, "make grade EX=letter-cuont");
  EXPECT_NE(none.status, 0);
  EXPECT_HAS(none.err, "letter-count");
}

TEST_F(Export, SpeaksTheLanguageOfTheLocale) {
  const fs::path clone = solved();
  ::setenv("LC_ALL", "fr_FR.UTF-8", 1);
  EXPECT_HAS(script(clone, "make help").out, "les exercices");
  EXPECT_HAS(script(clone, "make list").out, "Compter les lettres");
  const Ran all = script(clone, "make grade");
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_HAS(all.out, "letter-count         85/85");
  EXPECT_HAS(all.out, "make grade EX=exercice montre ce qui manque");
  EXPECT_HAS(script(clone, "make watch EX=letter-cuont").err, "pas d'exercice letter-cuont");
  EXPECT_HAS(script(clone, "LC_ALL=C make help").out, "the exercises");
}

TEST_F(Export, TheWorkflowSetsUpTheTeachersParcours) {
  const std::string text = contents(copy() / ".github/workflows/classroom.yml");
  EXPECT_HAS(text, "uses: \"teacher/parcours@v1\"");
  EXPECT_FALSE(has(text, "@ACTION@"));
}

// What the workflow's script gives the next steps: the same points for the reporter's table, its notice and our report.
TEST_F(Export, OnGitHubAllSayTheSamePoints) {
  const fs::path clone = at("clone");
  fs::copy(copy(), clone, fs::copy_options::recursive);
  fs::copy_file(letter_count / "wrong/shared_counters.hpp", clone / fs::relative(header(), copy()),
                fs::copy_options::overwrite_existing);
  const Ran ran =
      script(clone, "GITHUB_ENV=" + quoted(at("env").string()) + " GITHUB_OUTPUT=" + quoted(at("output").string()) +
                        " GITHUB_STEP_SUMMARY=" + quoted(at("summary").string()) +
                        " GITHUB_WORKSPACE=" + quoted(clone.string()) + " .parcours/grade-on-github");
  ASSERT_EQ(ran.status, 0) << ran.out << ran.err;
  const Json result = Json::parse(contents(clone / ".parcours/reports/letter-count.json"));
  const int score = result["score"];
  const int most = result["max_score"];

  EXPECT_EQ(contents(at("output")), "runners=letter_count_earned,letter_count_missing\n");
  const Runners runners = read_classroom(contents(at("env")));
  EXPECT_EQ(runners.names, (std::vector<std::string>{"LETTER_COUNT_EARNED_RESULTS", "LETTER_COUNT_MISSING_RESULTS"}));
  const Printed told = printed(runners);
  EXPECT_EQ(told.table_score, score);
  EXPECT_EQ(told.table_max, most);
  EXPECT_EQ(told.notice_score, score);
  EXPECT_HAS(contents(at("summary")), std::to_string(score) + " of " + std::to_string(most) + " points");

  EXPECT_HAS(ran.out, "::error file=exercises/01-introduction/letter-count/letter_count.hpp,line=");
  EXPECT_HAS(ran.out, "title=data-race::");
  const Json sarif = Json::parse(contents(clone / ".parcours/reports/sarif/letter-count.sarif"));
  EXPECT_FALSE(sarif["runs"][0]["results"].empty());
  EXPECT_TRUE(fs::exists(clone / ".parcours/reports/letter-count.html"));
}

TEST_F(Export, OnGitHubASubmissionThatCannotBeOneIsNoZero) {
  const fs::path clone = at("clone");
  fs::copy(copy(), clone, fs::copy_options::recursive);
  fs::remove(clone / fs::relative(header(), copy()));
  fs::create_directory(clone / fs::relative(header(), copy()));  // an empty folder in the header's place
  const Ran ran = script(clone, ".parcours/grade-on-github");
  EXPECT_EQ(ran.status, 2) << ran.out << ran.err;
  const Printed told = printed(read_classroom(contents(clone / ".parcours/reports/letter-count.points")));
  EXPECT_EQ(told.notice_max, 0) << "no notice, so no grade";
  EXPECT_TRUE(told.red);
}

TEST_F(Export, WritesNothingWhereSomethingIs) {
  file("here", "mine");
  EXPECT_HAS(refusal({"export", "student", folder_->path().string()}), "there is something already");
  EXPECT_EQ(contents(at("here")), "mine");
}

TEST_F(Export, TakesTheNameOfAFolderThatIsToBe) {
  const Ran ran = script(folder_->path(), "parcours export student semester/group-a --exercise letter-count");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(fs::exists(at("semester/group-a/Makefile")));
  EXPECT_EQ(script(folder_->path(), "parcours export student plain --exercise letter-count").status, 0);
  EXPECT_TRUE(fs::exists(at("plain/Makefile")));
}

TEST_F(Export, AStudentsCopyIsNoTeachersCourse) {
  const std::string course = copy().string();
  EXPECT_HAS(refusal({"--course", course, "check"}), "student's copy");
  EXPECT_HAS(refusal({"--course", course, "export", "student", at("again").string()}), "student's copy");
  EXPECT_HAS(refusal({"--course", course, "batch", copy().string(), "--exercise", "letter-count", "--out",
                      at("results").string()}),
             "student's copy");
}

TEST_F(Export, AnExerciseThatIsNotThereIsNamed) {
  EXPECT_HAS(refusal({"export", "student", at("new").string(), "--exercise", "letter-cuont"}), "letter-count");
  EXPECT_FALSE(fs::exists(at("new")));
}

}  // namespace
}  // namespace parcours
