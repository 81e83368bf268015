// The zoo: correct concurrent programs in the idioms of good students and experts. None may be accused. And some guilty
// ones, in zoo/guilty/, each close to a correct one: what keeps those from being accused must not hide these.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "pipeline/grader.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

const fs::path zoo = fs::path(PARCOURS_SOURCE_DIR) / "grader/test/zoo";

std::vector<std::string> programs(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".hpp") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The kinds of findings after `key` in the comment at the beginning of a program.
Result<std::vector<FindingKind>> kinds_after(const std::string& key, const fs::path& program) {
  const auto text = read_file(program);
  if (!text) return tl::unexpected(text.error());
  if (!text->starts_with("// ")) return input_error("{}: no comment on the idiom at its beginning", program.string());
  std::vector<FindingKind> kinds;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line) && line.starts_with("//");) {
    if (!line.starts_with(key)) continue;
    std::istringstream words(line.substr(key.size()));
    for (std::string word; words >> word;) {
      FindingKind kind{};
      if (!parse_finding_kind(word, kind)) return input_error("{}: `{}` is no finding", program.string(), word);
      kinds.push_back(kind);
    }
  }
  return kinds;
}

std::string tell(const Finding& finding) {
  std::string text = fmt::format("seed {}, {}, {}, {} in line {}: {}", finding.seed, to_string(finding.severity),
                                 finding.test, to_string(finding.kind), finding.location.line, finding.message);
  for (const Step& step : finding.steps)
    text += fmt::format("\n  {} ({}:{})", step.what, step.location.file, step.location.line);
  return text;
}

class Zoo : public ::testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    const auto course = Course::open(zoo / "course");
    ASSERT_TRUE(course) << course.error().message;
    const auto exercise = course->find("idiom");
    ASSERT_TRUE(exercise) << exercise.error().message;
    exercise_ = *exercise;
    auto installation = find_installation();
    ASSERT_TRUE(installation) << installation.error().message;
    installation->course = course->root();
    auto grader = Grader::create(*installation);
    ASSERT_TRUE(grader) << grader.error().message;
    grader_ = std::make_unique<Grader>(std::move(*grader));
  }
  static void TearDownTestSuite() { grader_.reset(); }

  static Result<GradedSubmission> graded(const fs::path& program) {
    if (!grader_) return machine_error("there is no grader");
    return grader_->grade(exercise_, program, {}, [](const std::string&) {});
  }

 private:
  static inline Exercise exercise_;
  static inline std::unique_ptr<Grader> grader_;
};

TEST_P(Zoo, IsNotAccused) {
  const fs::path program = zoo / (GetParam() + ".hpp");
  const auto allowed = kinds_after("// May get:", program);
  ASSERT_TRUE(allowed) << allowed.error().message;
  const auto result = graded(program);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->outcome, "graded") << result->outcome_reason;
  EXPECT_EQ(result->grade.score, result->grade.max_score);
  EXPECT_EQ(result->evidence.race_runs, 3);
  for (const Finding& finding : result->evidence.findings) {
    const bool may_be =
        finding.severity == Severity::review && std::ranges::find(*allowed, finding.kind) != allowed->end();
    EXPECT_TRUE(may_be) << tell(finding);
  }
}

class Guilty : public Zoo {};

TEST_P(Guilty, IsFound) {
  const fs::path program = zoo / "guilty" / (GetParam() + ".hpp");
  const auto kinds = kinds_after("// Must get:", program);
  ASSERT_TRUE(kinds) << kinds.error().message;
  ASSERT_FALSE(kinds->empty());
  const auto result = graded(program);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_LT(result->grade.score, result->grade.max_score);
  for (const FindingKind kind : *kinds)
    EXPECT_TRUE(std::ranges::any_of(result->evidence.findings, [kind](const Finding& finding) {
      return finding.kind == kind && finding.severity == Severity::error;
    })) << to_string(kind);
}

const auto name_of = [](const auto& program) { return program.param; };
INSTANTIATE_TEST_SUITE_P(Programs, Zoo, ::testing::ValuesIn(programs(zoo)), name_of);
INSTANTIATE_TEST_SUITE_P(Programs, Guilty, ::testing::ValuesIn(programs(zoo / "guilty")), name_of);

}  // namespace
}  // namespace parcours
