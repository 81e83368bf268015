#include "batch/batch.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>

#include "batch/local_executor.hpp"
#include "batch/slurm_executor.hpp"
#include "cli/batch_progress.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/reports.hpp"
#include "language/exercise_language.hpp"
#include "report/unicode.hpp"
#include "util/machine.hpp"
#include "util/text.hpp"
#include "util/timestamp.hpp"

namespace parcours::cli {
namespace {

Result<OverrideRequest> parse_override(const std::string& text) {
  OverrideRequest request;
  const std::size_t equals = text.find('=');
  const char* const end = text.data() + text.size();
  const char* at = text.data() + std::min(equals, text.size() - 1) + 1;
  const auto [rest, error] = std::from_chars(at, end, request.points);
  if (equals == std::string::npos || equals == 0 || error != std::errc() || request.points < 0)
    return input_error("--override {}: expected \"ID=POINTS REASON\", such as \"ada=85 shown at the desk\"", text);
  request.person = text.substr(0, equals);
  request.reason = trim(std::string_view(rest, static_cast<std::size_t>(end - rest)));
  if (request.reason.empty() || *rest != ' ')
    return input_error("--override {}: give the reason too: \"ID=POINTS REASON\"", text);
  return request;
}

Result<std::optional<std::int64_t>> parse_time(const char* option, const std::string& text) {
  if (text.empty()) return std::optional<std::int64_t>();
  const auto time = parse_timestamp(text);
  if (!time) return input_error("{} {}", option, time.error().message);
  return std::optional(*time);
}

Result<BatchOptions> options_of(const BatchArguments& arguments) {
  BatchOptions options;
  options.input = arguments.input;
  if (!arguments.roster.empty()) options.roster = arguments.roster;
  if (!arguments.layout.empty()) {
    const auto layout = parse_layout(arguments.layout);
    if (!layout) return tl::unexpected(layout.error());
    options.layout = *layout;
  }
  auto at = parse_time("--at", arguments.at);
  auto due = parse_time("--due", arguments.due);
  if (!at) return tl::unexpected(at.error());
  if (!due) return tl::unexpected(due.error());
  options.at = *at;
  options.due = *due;
  options.regrade = arguments.regrade;
  options.without_override = arguments.without_override;
  for (const std::string& text : arguments.overrides) {
    auto request = parse_override(text);
    if (!request) return tl::unexpected(request.error());
    options.overrides.push_back(std::move(*request));
  }
  for (const std::string& text : arguments.reports) {
    auto request = split_report(text, "canvas=grades.csv");
    if (!request) return tl::unexpected(request.error());
    options.reports.push_back({std::move(request->kind), std::move(request->file)});
    if (auto checked = check_report(options.reports.back()); !checked) return tl::unexpected(checked.error());
  }
  return options;
}

void print(const BatchResult& result, const BatchFolder& folder) {
  const Totals& totals = result.totals;
  std::string line = fmt::format("{} of {} graded", totals.graded, totals.persons);
  if (totals.missing > 0) line += fmt::format(", {} handed in nothing", totals.missing);
  if (totals.rejected > 0) line += fmt::format(", {} no submission", totals.rejected);
  if (totals.not_graded > 0) line += fmt::format(", {} not graded", totals.not_graded);
  fmt::print("{}.\n", line);
  if (totals.review > 0) fmt::print("{} for a person to look at.\n", totals.review);
  if (totals.similar > 0) fmt::print("{} pairs of similar submissions.\n", totals.similar);
  for (const std::string& reason : totals.left_out) fmt::print("left out of {}\n", one_line(reason));
  fmt::print("Grades: {}\nOverview: {}\nFeedback: {}\n", (folder.path() / "grades.csv").string(),
             (folder.path() / "summary.html").string(), (folder.path() / "feedback").string());
}

/// A line of its own beside the progress.
void tell(const std::string& what) {
  clear_progress();
  fmt::print(stderr, "parcours: {}\n", one_line(what));
}

Result<std::unique_ptr<Executor>> make_executor(const Course& course, const Exercise& exercise, const Rubric& rubric,
                                                const Grader& grader, const BatchFolder& folder,
                                                const BatchArguments& arguments) {
  if (arguments.executor == "local") {
    if (!arguments.slurm_options.empty()) return input_error("--slurm-options: only with --executor slurm");
    const int jobs = arguments.jobs > 0 ? arguments.jobs : cores() + 1;
    return std::make_unique<LocalExecutor>(grader, exercise, jobs);
  }
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return machine_error("/proc/self/exe: cannot be read: is /proc mounted?");
  SlurmOptions options{.at_a_time = arguments.jobs, .tell = tell};
  for (std::string& word : split(arguments.slurm_options, ' '))
    if (!word.empty()) options.sbatch.push_back(std::move(word));
  auto executor = SlurmExecutor::create(program, course.root(), exercise, rubric, folder.spool(), std::move(options),
                                        SlurmCommands(), usual_pace());
  if (!executor) return tl::unexpected(executor.error());
  return std::make_unique<SlurmExecutor>(std::move(*executor));
}

}  // namespace

int batch(const Course& course, const Installation& installation, const BatchArguments& arguments) {
  auto options = options_of(arguments);
  if (!options) return fail(options.error());
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  if (const auto whole = course.has_references(); !whole) return fail(whole.error());
  auto language = language_for(*exercise, spoken());
  if (!language) return fail(language.error());
  options->language = std::move(*language);
  const auto rubric = load_rubric(exercise->rubric);
  if (!rubric) return fail(rubric.error());
  auto folder = BatchFolder::open(arguments.out);
  if (!folder) return fail(folder.error());
  TempDir::remove_abandoned();
  Turnstile turnstile;
  const auto grader = Grader::create(installation, &turnstile);
  if (!grader) return fail(grader.error());
  // Without a wall between them, one submission could read and change another's.
  if (grader->tier() == "limits-only")
    return fail({Fault::machine,
                 "submissions of several people need a sandbox, and there is none here; `parcours "
                 "doctor` says how to get one"});
  if (auto can = grader->can_grade(*exercise); !can) return fail(can.error());
  const auto executor = make_executor(course, *exercise, *rubric, *grader, *folder, arguments);
  if (!executor) return fail(executor.error());
  BatchProgress shown;
  const Interrupt interrupt;
  const std::stop_callback on_stop(interrupt.token(), [&] { shown.stopping(arguments.executor == "slurm"); });
  const auto result =
      run_batch(*grader, *exercise, *rubric, *folder, **executor, *options, shown.events(), interrupt.token());
  clear_progress();
  if (!result) return fail(result.error());
  print(*result, *folder);
  if (result->campaign.stopped) {
    fmt::print(stderr, "parcours: stopped; what is graded is kept, and the same command goes on\n");
    return not_graded;
  }
  if (result->totals.not_graded > 0) {
    fmt::print(stderr, "parcours: {} not graded, by no fault of theirs; the same command tries them again\n",
               result->totals.not_graded);
    return not_graded;
  }
  return passed;
}

}  // namespace parcours::cli
