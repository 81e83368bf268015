#include "pipeline/proof.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <optional>

#include "pipeline/hidden_tests.hpp"
#include "score/prospect.hpp"
#include "util/machine.hpp"
#include "util/stopwatch.hpp"

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

/// What a criterion without its points says; empty: all have them.
std::string first_loss(const GradedSubmission& result) {
  for (const CriterionGrade& criterion : result.grade.criteria)
    if (criterion.status != CriterionStatus::passed) return fmt::format("; {}: {}", criterion.title, criterion.message);
  return {};
}

std::string told(const GradedSubmission& result, bool holds) {
  return summary(result) + (holds ? "" : first_loss(result));
}

}  // namespace

GradeOptions WrongSubmission::options() const {
  if (is_timed()) return {.extras = false};
  return {.measure = false, .until = Goal{.kind = expected.finding}};
}

bool WrongSubmission::is_caught(const GradedSubmission& result) const {
  const Grade best = best_grade(*rubric, result.evidence);
  const bool loses = std::ranges::any_of(best.criteria, [&](const CriterionGrade& criterion) {
    return criterion.points < criterion.max_points && (criterion.kind != CriterionKind::speed || is_timed());
  });
  return loses &&
         std::any_of(result.evidence.findings.begin(), result.evidence.findings.end(), [&](const Finding& finding) {
           return finding.kind == expected.finding && finding.severity == Severity::error;
         });
}

Result<std::vector<WrongSubmission>> wrong_submissions(const Exercise& exercise) {
  auto loaded = load_rubric(exercise.rubric);
  if (!loaded) return tl::unexpected(loaded.error());
  const auto rubric = std::make_shared<const Rubric>(std::move(*loaded));
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
    wrong.push_back({file, *expected, rubric});
  }
  return wrong;
}

namespace {

using Verdict = std::function<bool(const GradedSubmission&)>;

/// What a file of the exercise must get.
struct Demand {
  fs::path file;
  std::string name;
  std::string what;
  Verdict holds;
  GradeOptions options{};
  GradeOptions hasty{};     ///< a shorter way, tried first
  Verdict holds_already{};  ///< after that: nothing more could change it
};

GradeOptions to_first_sign(GradeOptions options) {
  if (options.until) options.until->at_once = true;
  return options;
}

}  // namespace

Result<GradedSubmission> WrongSubmission::judge(const Grader& grader, const Exercise& exercise, Candidate& candidate,
                                                const Progress& progress) const {
  auto result = grader.judge(exercise, candidate, to_first_sign(options()), progress);
  // A first sign may be too little: a race outside the student's lines, say.
  if (result && !is_caught(*result)) result = grader.judge(exercise, candidate, options(), progress);
  return result;
}

namespace {

/// Its tests have run.
struct Examined {
  TempDir folder;
  Candidate candidate;
  Examination examination;
  double seconds = 0;
};

/// Grades files of one exercise and holds each against its demand.
class Proof {
 public:
  Proof(const Grader& grader, const Exercise& exercise, const std::function<void(const ProofStep&)>& each,
        const Progress& progress)
      : grader_(grader), exercise_(exercise), each_(each), progress_(progress) {}

  /// The tests of some at a time; then each is timed while nothing else runs.
  Result<void> timed(const std::vector<Demand>& demands) {
    std::vector<std::optional<Examined>> examined(demands.size());
    auto done = some_at_a_time(demands.size(), [&](std::size_t at) -> Result<void> {
      auto one = examine(demands[at]);
      if (!one) return tl::unexpected(one.error());
      examined[at].emplace(std::move(*one));
      return {};
    });
    for (std::size_t at = 0; done && at < demands.size(); ++at) {
      done = conclude(demands[at], std::move(*examined[at]));
      examined[at].reset();
    }
    return done;
  }

  /// Some at a time, told in their order.
  Result<void> untimed(const std::vector<Demand>& demands) {
    std::vector<std::optional<ProofStep>> done(demands.size());
    std::size_t told = 0;
    return some_at_a_time(demands.size(), [&](std::size_t at) -> Result<void> {
      auto step = judge(demands[at]);
      if (!step) return tl::unexpected(step.error());
      const std::lock_guard lock(mutex_);
      done[at] = std::move(*step);
      for (; told < done.size() && done[told]; ++told) tell(*done[told]);
      return {};
    });
  }

  std::vector<ProofStep> take() { return std::move(steps_); }

 private:
  static Result<void> some_at_a_time(std::size_t count, const std::function<Result<void>(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto worker = [&]() -> Result<void> {
      for (std::size_t at = next++; at < count && !failed; at = next++)
        if (auto done = work(at); !done) {
          failed = true;
          return done;
        }
      return {};
    };
    std::vector<std::future<Result<void>>> running;
    for (int i = 0; i < std::min(2, cores()); ++i) running.push_back(std::async(std::launch::async, worker));
    Result<void> all;
    for (auto& one : running)
      if (auto result = one.get(); !result) all = result;
    return all;
  }

  void tell(const ProofStep& step) {
    each_(step);
    steps_.push_back(step);
  }

  Progress progress_of(const Demand& demand) {
    return [this, &demand](const std::string& what) {
      const std::lock_guard lock(mutex_);
      progress_(fmt::format("{}: {}", demand.name, what));
    };
  }

  Result<Examined> examine(const Demand& demand) {
    const Stopwatch watch;
    const Progress progress = progress_of(demand);
    auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    auto candidate = grader_.prepare(exercise_, demand.file, folder->path(), demand.options, progress);
    if (!candidate) return tl::unexpected(candidate.error());
    auto examination = grader_.examine(exercise_, *candidate, demand.options, progress);
    if (!examination) return tl::unexpected(examination.error());
    return Examined{std::move(*folder), std::move(*candidate), std::move(*examination), watch.seconds()};
  }

  Result<void> conclude(const Demand& demand, Examined examined) {
    const Stopwatch watch;
    const auto result = grader_.conclude(exercise_, examined.candidate, std::move(examined.examination), demand.options,
                                         progress_of(demand));
    if (!result) return tl::unexpected(result.error());
    const bool holds = demand.holds(*result);
    tell({demand.name, demand.what, holds, told(*result, holds), examined.seconds + watch.seconds()});
    return {};
  }

  Result<ProofStep> judge(const Demand& demand) {
    const Stopwatch watch;
    const Progress progress = progress_of(demand);
    const auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    auto candidate = grader_.prepare(exercise_, demand.file, folder->path(), demand.hasty, progress);
    if (!candidate) return tl::unexpected(candidate.error());
    auto result = grader_.judge(exercise_, *candidate, demand.hasty, progress);
    if (result && !demand.holds_already(*result))
      result = grader_.judge(exercise_, *candidate, demand.options, progress);
    if (!result) return tl::unexpected(result.error());
    const bool holds = demand.holds(*result);
    return ProofStep{demand.name, demand.what, holds, told(*result, holds), watch.seconds()};
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
  const auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  if (auto placed = check_hidden_tests(exercise, *rubric); !placed) return tl::unexpected(placed.error());
  const auto full_marks = [](const GradedSubmission& result) {
    return result.outcome == "graded" && std::ranges::all_of(result.grade.criteria, [](const CriterionGrade& grade) {
             return grade.status == CriterionStatus::passed;
           });
  };
  const auto does_not_pass = [](const GradedSubmission& result) {
    return result.evidence.compiled && !result.grade.passed;
  };
  const auto cannot_pass = [&](const GradedSubmission& result) {
    return result.evidence.compiled && !can_still_pass(*rubric, result.evidence);
  };
  std::vector<Demand> timed = {{exercise.reference, "reference", "full marks", full_marks}};
  for (const fs::path& file : headers_in(exercise.reference_folder / "right"))
    timed.push_back({file, "right/" + file.filename().string(), "full marks", full_marks, {.extras = false}});
  const auto wrong = wrong_submissions(exercise);
  if (!wrong) return tl::unexpected(wrong.error());
  std::vector<Demand> untimed = {{.file = exercise.stub,
                                  .name = "stub",
                                  .what = "compiles, does not pass",
                                  .holds = does_not_pass,
                                  .options = {.measure = false},
                                  .hasty = {.measure = false, .first_program = true},
                                  .holds_already = cannot_pass}};
  for (const WrongSubmission& one : *wrong) {
    const Verdict caught = [&one](const GradedSubmission& result) { return one.is_caught(result); };
    (one.is_timed() ? timed : untimed)
        .push_back({one.path, one.name(), std::string(to_string(one.expected.finding)), caught, one.options(),
                    to_first_sign(one.options()), caught});
  }
  Proof proof(grader, exercise, each, progress);
  if (auto done = proof.timed(timed); !done) return tl::unexpected(done.error());
  if (auto done = proof.untimed(untimed); !done) return tl::unexpected(done.error());
  return proof.take();
}

}  // namespace parcours
