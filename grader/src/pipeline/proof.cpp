#include "pipeline/proof.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace parcours {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> headers_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (entry.path().extension() == ".hpp") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string summary(const GradedSubmission& result) {
  std::string text = fmt::format("{}/{}", result.grade.score, result.grade.max_score);
  if (result.evidence.measured)
    text += fmt::format(", speed {:.2f} [{:.2f}, {:.2f}]", result.evidence.speedup.ratio, result.evidence.speedup.low,
                        result.evidence.speedup.high);
  std::map<std::string_view, int> kinds;
  for (const Finding& finding : result.evidence.findings) ++kinds[to_string(finding.kind)];
  for (const auto& [kind, count] : kinds) text += fmt::format(", {} × {}", count, kind);
  if (result.outcome != "graded") text += ", " + result.outcome;
  for (const Finding& finding : result.evidence.findings)
    if (finding.severity == Severity::error) {
      text += fmt::format(" (first: {}{}{})", finding.test, finding.test.empty() ? "" : ": ",
                          finding.message.substr(0, finding.message.find('\n')).substr(0, 100));
      break;
    }
  return text;
}

}  // namespace

GradeOptions WrongSubmission::options() const {
  if (is_timed()) return {};
  return {.measure = false, .until = Goal{.kind = expected.finding}};
}

bool WrongSubmission::is_caught(const GradedSubmission& result) const {
  const bool loses =
      std::any_of(result.grade.criteria.begin(), result.grade.criteria.end(), [&](const CriterionGrade& criterion) {
        return criterion.points < criterion.max_points && (criterion.kind != CriterionKind::speed || is_timed());
      });
  return loses &&
         std::any_of(result.evidence.findings.begin(), result.evidence.findings.end(), [&](const Finding& finding) {
           return finding.kind == expected.finding && finding.severity == Severity::error;
         });
}

Result<std::vector<WrongSubmission>> wrong_submissions(const Exercise& exercise) {
  const auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  const fs::path folder = exercise.reference_folder / "wrong";
  for (const WrongExpectation& expected : rubric->wrong)
    if (!fs::exists(folder / expected.file))
      return input_error("{}:{}:{}: no such file: {}", exercise.rubric.string(), expected.line, expected.column,
                         (folder / expected.file).string());
  std::vector<WrongSubmission> wrong;
  for (const fs::path& file : headers_in(folder)) {
    const auto expected = std::find_if(rubric->wrong.begin(), rubric->wrong.end(), [&](const WrongExpectation& one) {
      return one.file == file.filename().string();
    });
    if (expected == rubric->wrong.end())
      return input_error("{}: the rubric does not say what it must get; add it under `wrong` in {}", file.string(),
                         exercise.rubric.string());
    wrong.push_back({file, *expected});
  }
  return wrong;
}

Result<std::vector<ProofStep>> prove(const Grader& grader, const Exercise& exercise,
                                     const std::function<void(const ProofStep&)>& each, const Progress& progress) {
  std::vector<ProofStep> steps;
  const auto step = [&](const fs::path& file, const std::string& name, const std::string& demand,
                        const GradeOptions& options,
                        const std::function<bool(const GradedSubmission&)>& holds) -> Result<void> {
    const auto started = std::chrono::steady_clock::now();
    const auto result = grader.grade(exercise, file, options,
                                     [&](const std::string& what) { progress(fmt::format("{}: {}", name, what)); });
    if (!result) return tl::unexpected(result.error());
    steps.push_back({name, demand, holds(*result), summary(*result),
                     std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count()});
    each(steps.back());
    return {};
  };
  const auto full_marks = [](const GradedSubmission& result) {
    return result.outcome == "graded" && std::ranges::all_of(result.grade.criteria, [](const CriterionGrade& grade) {
             return grade.status == CriterionStatus::passed;
           });
  };

  if (auto done = step(exercise.stub, "stub", "compiles, does not pass", {.measure = false},
                       [](const GradedSubmission& r) { return r.evidence.compiled && !r.grade.passed; });
      !done)
    return tl::unexpected(done.error());
  if (auto done = step(exercise.reference, "reference", "full marks", {}, full_marks); !done)
    return tl::unexpected(done.error());
  for (const fs::path& file : headers_in(exercise.reference_folder / "right"))
    if (auto done = step(file, "right/" + file.filename().string(), "full marks", {}, full_marks); !done)
      return tl::unexpected(done.error());

  const auto wrong = wrong_submissions(exercise);
  if (!wrong) return tl::unexpected(wrong.error());
  for (const WrongSubmission& one : *wrong)
    if (auto done = step(one.path, one.name(), std::string(to_string(one.expected.finding)), one.options(),
                         [&](const GradedSubmission& result) { return one.is_caught(result); });
        !done)
      return tl::unexpected(done.error());
  return steps;
}

}  // namespace parcours
