#include "pipeline/proof.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <optional>

#include "pipeline/stopwatch.hpp"
#include "util/machine.hpp"

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

Result<GradedSubmission> WrongSubmission::judge(const Grader& grader, const Exercise& exercise, Candidate& candidate,
                                                const Progress& progress) const {
  const GradeOptions all = options();
  GradeOptions hasty = all;
  if (hasty.until) hasty.until->at_once = true;
  auto result = grader.judge(exercise, candidate, hasty, progress);
  // A first sign may be too little: a race outside the student's lines, say.
  if (result && !is_caught(*result)) result = grader.judge(exercise, candidate, all, progress);
  return result;
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

namespace {

/// Grades files of one exercise and holds each against its demand.
class Proof {
 public:
  Proof(const Grader& grader, const Exercise& exercise, const std::function<void(const ProofStep&)>& each,
        const Progress& progress)
      : grader_(grader), exercise_(exercise), each_(each), progress_(progress) {}

  struct Demand {
    fs::path file;
    std::string name;
    std::string what;
    std::function<bool(const GradedSubmission&)> holds;
    GradeOptions options{};
    const WrongSubmission* wrong = nullptr;  ///< judged as such
  };

  /// One after the other: nothing else runs while one is timed.
  Result<void> alone(const std::vector<Demand>& demands) { return with_workers(1, demands); }
  /// Some at a time, told in their order: for those that are not timed.
  Result<void> together(const std::vector<Demand>& demands) { return with_workers(std::min(2, cores()), demands); }

  std::vector<ProofStep> take() { return std::move(steps_); }

 private:
  Result<void> with_workers(int workers, const std::vector<Demand>& demands) {
    std::vector<std::optional<ProofStep>> done(demands.size());
    std::size_t told = 0;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto work = [&]() -> Result<void> {
      for (std::size_t at = next++; at < demands.size() && !failed; at = next++) {
        auto step = grade(demands[at]);
        if (!step) {
          failed = true;
          return tl::unexpected(step.error());
        }
        const std::lock_guard lock(mutex_);
        done[at] = std::move(*step);
        for (; told < done.size() && done[told]; ++told) {
          each_(*done[told]);
          steps_.push_back(*done[told]);
        }
      }
      return {};
    };
    std::vector<std::future<Result<void>>> running;
    for (int i = 0; i < workers; ++i) running.push_back(std::async(std::launch::async, work));
    Result<void> all;
    for (auto& one : running)
      if (auto result = one.get(); !result) all = result;
    return all;
  }

  Result<ProofStep> grade(const Demand& demand) {
    const Stopwatch watch;
    const auto tell = [&](const std::string& what) {
      const std::lock_guard lock(mutex_);
      progress_(fmt::format("{}: {}", demand.name, what));
    };
    const auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    auto candidate = grader_.prepare(exercise_, demand.file, folder->path(), demand.options, tell);
    if (!candidate) return tl::unexpected(candidate.error());
    const auto result = demand.wrong != nullptr ? demand.wrong->judge(grader_, exercise_, *candidate, tell)
                                                : grader_.judge(exercise_, *candidate, demand.options, tell);
    if (!result) return tl::unexpected(result.error());
    return ProofStep{demand.name, demand.what, demand.holds(*result), summary(*result), watch.seconds()};
  }

  const Grader& grader_;
  const Exercise& exercise_;
  const std::function<void(const ProofStep&)>& each_;
  const Progress& progress_;
  std::mutex mutex_;
  std::vector<ProofStep> steps_;
};

}  // namespace

Result<std::vector<ProofStep>> prove(const Grader& grader, const Exercise& exercise,
                                     const std::function<void(const ProofStep&)>& each, const Progress& progress) {
  const auto full_marks = [](const GradedSubmission& result) {
    return result.outcome == "graded" && std::ranges::all_of(result.grade.criteria, [](const CriterionGrade& grade) {
             return grade.status == CriterionStatus::passed;
           });
  };
  const auto does_not_pass = [](const GradedSubmission& result) {
    return result.evidence.compiled && !result.grade.passed;
  };
  std::vector<Proof::Demand> timed = {
      {exercise.stub, "stub", "compiles, does not pass", does_not_pass, {.measure = false}},
      {exercise.reference, "reference", "full marks", full_marks}};
  for (const fs::path& file : headers_in(exercise.reference_folder / "right"))
    timed.push_back({file, "right/" + file.filename().string(), "full marks", full_marks});
  const auto wrong = wrong_submissions(exercise);
  if (!wrong) return tl::unexpected(wrong.error());
  std::vector<Proof::Demand> untimed;
  for (const WrongSubmission& one : *wrong)
    (one.is_timed() ? timed : untimed)
        .push_back({one.path, one.name(), std::string(to_string(one.expected.finding)),
                    [&one](const GradedSubmission& result) { return one.is_caught(result); }, one.options(), &one});
  Proof proof(grader, exercise, each, progress);
  if (auto done = proof.alone(timed); !done) return tl::unexpected(done.error());
  if (auto done = proof.together(untimed); !done) return tl::unexpected(done.error());
  return proof.take();
}

}  // namespace parcours
