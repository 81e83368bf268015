// The zoo: correct concurrent programs in the idioms of good students and experts. None may be accused.
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

std::vector<std::string> programs() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(zoo))
    if (entry.path().extension() == ".hpp") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The kinds after `// May get:` at the beginning of a program: what a person may be asked to look at.
Result<std::vector<FindingKind>> reviews_allowed(const fs::path& program) {
  const auto text = read_file(program);
  if (!text) return tl::unexpected(text.error());
  if (!text->starts_with("// ")) return input_error("{}: no comment on the idiom at its beginning", program.string());
  std::vector<FindingKind> kinds;
  const std::string key = "// May get: ";
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line) && line.starts_with("//");) {
    if (!line.starts_with(key)) continue;
    for (const std::string& word : split(line.substr(key.size()), ' ')) {
      FindingKind kind{};
      if (!parse_finding_kind(word, kind)) return input_error("{}: `{}` is no finding", program.string(), word);
      kinds.push_back(kind);
    }
  }
  return kinds;
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

  static inline Exercise exercise_;
  static inline std::unique_ptr<Grader> grader_;
};

TEST_P(Zoo, IsNotAccused) {
  ASSERT_NE(grader_, nullptr);
  const fs::path program = zoo / (GetParam() + ".hpp");
  const auto allowed = reviews_allowed(program);
  ASSERT_TRUE(allowed) << allowed.error().message;
  const auto result = grader_->grade(exercise_, program, {}, [](const std::string&) {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->outcome, "graded") << result->outcome_reason;
  EXPECT_EQ(result->grade.score, result->grade.max_score);
  EXPECT_GE(result->evidence.race_runs, 3);
  for (const Finding& finding : result->evidence.findings) {
    std::string text = fmt::format("seed {}, {}, {}, {} in line {}: {}", finding.seed, to_string(finding.severity),
                                   finding.test, to_string(finding.kind), finding.location.line, finding.message);
    for (const Step& step : finding.steps)
      text += fmt::format("\n  {} ({}:{})", step.what, step.location.file, step.location.line);
    const bool may_be =
        finding.severity == Severity::review && std::ranges::find(*allowed, finding.kind) != allowed->end();
    EXPECT_TRUE(may_be) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Zoo, ::testing::ValuesIn(programs()),
                         [](const auto& program) { return program.param; });

}  // namespace
}  // namespace parcours
