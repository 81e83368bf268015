#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "language/language.hpp"
#include "report/formats.hpp"

namespace {

using namespace parcours;

/// A service may start programs without the descriptors 0 to 2: what is opened next must not take their place.
void open_standard_descriptors() {
  int fd = 0;
  do fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

int run(int argc, char** argv) {
  CLI::App app("Parcours grades exercises in parallel and distributed programming.", "parcours");
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 passed, 1 below the pass mark, 2 the command, course or submission cannot be used,\n"
      "3 not graded: this machine is at fault, never the submission.");
  std::string root;
  app.add_option("--course", root, "folder with exercises/, reference/ and rubrics/ (default: the program's own)");
  std::string language = language_of_locale();
  app.add_option("--lang", language, "of what students read; default: the locale's (LC_ALL, LC_MESSAGES, LANG)")
      ->check(CLI::IsMember(language_ids()));
  app.fallthrough();

  std::string exercise;
  std::string chapter;
  std::vector<std::string> exercises;
  int repeat = 0;
  cli::GradeArguments grading;
  cli::BatchArguments batching;
  cli::MeasureArguments measuring;
  cli::ExploreArguments exploring;
  cli::ExportArguments exported;
  bool no_speed = false;
  std::uint64_t seed = 0;
  int schedules = 0;

  CLI::App* list = app.add_subcommand("list", "the course: chapters, exercises, points");
  CLI::App* show = app.add_subcommand("show", "the task, the rubric, where the stub is");
  show->add_option("EXERCISE", exercise)->required();
  CLI::App* grade = app.add_subcommand("grade", "grades one submission");
  grade->add_option("EXERCISE", grading.exercise)->required();
  grade->add_option(
      "SUBMISSION", grading.submission,
      "the header, a folder that holds it, or an archive with it (zip, tar, 7z); default: the stub's place");
  const CLI::Option* seed_option = grade->add_option("--seed", seed, "the same inputs and the same noise again");
  grade->add_flag("--no-speed", no_speed, "only the tests; the points for speed are left out");
  grade
      ->add_option(
          "--report", grading.reports,
          fmt::format("KIND=FILE, repeatable; KIND: {}; FILE - is standard output", fmt::join(report_kinds(), ", ")))
      ->take_all()
      ->allow_extra_args(false);
  CLI::App* batch = app.add_subcommand(
      "batch", "grades all submissions to an exercise; the same command again goes on where it stopped");
  batch->add_option("INPUT", batching.input, "what was downloaded: a folder, or an archive of it")->required();
  batch->add_option("--exercise", batching.exercise, "its id, as in `parcours list`")->required();
  batch->footer(
      "Exit status: 0 all that was handed in is graded, 2 the command, course or input cannot be used,\n"
      "3 stopped, or some are not graded, by no fault of theirs: the same command goes on.");
  batch->add_option("--out", batching.out, "folder for the results, and for what is kept between two commands")
      ->required();
  batch->add_option("--roster", batching.roster, "CSV file of the persons: id, name, email, login, group");
  batch->add_option("--layout", batching.layout,
                    "headers, folders, repositories, moodle, canvas or gradescope; default: by the looks of it");
  batch->add_option("--at", batching.at, "what was handed in later does not count: 2026-11-26T23:59+01:00");
  batch->add_option("--due", batching.due, "what was handed in later is late, and loses points as the rubric says");
  batch->add_option("--jobs", batching.jobs, "submissions at a time; each is timed alone all the same")
      ->check(CLI::PositiveNumber);
  batch
      ->add_option("--executor", batching.executor,
                   "local (default), or slurm: a node of a cluster for each submission")
      ->check(CLI::IsMember({"local", "slurm"}));
  batch->add_option("--slurm-options", batching.slurm_options,
                    "for sbatch, separated by blanks: \"--partition=teaching --account=cs101\"");
  batch->add_option("--regrade", batching.regrade, "a person's id: grade again what is graded already; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  batch
      ->add_option("--override", batching.overrides,
                   "\"ID=POINTS REASON\": set a person's points by hand, also for the next times; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  batch->add_option("--no-override", batching.without_override, "a person's id: back to the graded points; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  batch
      ->add_option("--report", batching.reports,
                   "KIND=FILE, repeatable: a grade book (csv, canvas, moodle, gradescope), or a report of each person "
                   "where FILE holds {id}")
      ->take_all()
      ->allow_extra_args(false);
  // Started by the executor `slurm` on a node.
  std::string spool;
  int number = 0;
  CLI::App* batch_worker = app.add_subcommand("batch-worker", "grades one task of a batch")->group("");
  batch_worker->add_option("SPOOL", spool)->required();
  batch_worker->add_option("NUMBER", number)->required()->check(CLI::NonNegativeNumber);
  CLI::App* check = app.add_subcommand("check", "proves exercises: stub, reference, right and wrong submissions");
  check->add_option("EXERCISE", exercises, "default: all of them");
  check
      ->add_option("--repeat", repeat,
                   "grade each wrong submission so often, idle and with every core busy, and print how often it was "
                   "caught")
      ->check(CLI::PositiveNumber);
  CLI::App* measure = app.add_subcommand("measure", "times two headers against each other, in pairs");
  measure->add_option("EXERCISE", measuring.exercise)->required();
  measure->add_option("A", measuring.a, "a header of the exercise")->required();
  measure->add_option("B", measuring.b, "another one, in the reference's place: 2 says that A is twice as fast")
      ->required();
  const CLI::Option* measure_seed = measure->add_option("--seed", seed, "the same inputs again");
  measure->add_option("--report", measuring.reports, "json=FILE: one `speedup` object; FILE - is standard output")
      ->take_all()
      ->allow_extra_args(false);
  CLI::App* explore =
      app.add_subcommand("explore", "searches a submission's interleavings for one that goes wrong, and draws it");
  explore->add_option("EXERCISE", exploring.exercise)->required();
  explore->add_option("SUBMISSION", exploring.submission, "as of grade");
  const CLI::Option* explore_seed = explore->add_option("--seed", seed, "only the schedule that has it, again");
  const CLI::Option* schedules_option =
      explore->add_option("--schedules", schedules, "so many of each scenario; default: as the rubric says")
          ->check(CLI::PositiveNumber);
  explore->add_option("--scenario", exploring.scenario, "only this one");
  explore->add_option("--report", exploring.reports, "json=FILE, as of grade; FILE - is standard output")
      ->take_all()
      ->allow_extra_args(false);
  CLI::App* create = app.add_subcommand("new", "scaffolds all the files of a new exercise");
  create->add_option("EXERCISE", exercise)->required();
  create->add_option("--chapter", chapter, "such as 04-threads")->required();
  CLI::App* exporting =
      app.add_subcommand("export", "`export student DIR` writes the repository that students receive");
  exporting->require_subcommand(1);
  CLI::App* student = exporting->add_subcommand("student", "the course without hidden tests and references");
  student->add_option("DIR", exported.folder, "made; may be there and empty")->required();
  student->add_option("--exercise", exported.exercises, "an exercise's id, repeatable; default: all")
      ->take_all()
      ->allow_extra_args(false);
  student->add_option("--action", exported.action, "what its GitHub workflow sets Parcours up with")
      ->default_val("OWNER/parcours@main");
  CLI::App* doctor = app.add_subcommand("doctor", "what this machine can and cannot do, and how to mend it");

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return cli::fail({Fault::input, fmt::format("{}; `parcours --help` lists the commands", error.what())});
  }
  cli::speak(language);
  if (*seed_option) grading.seed = seed;
  grading.speed = !no_speed;
  if (*measure_seed) measuring.seed = seed;

  if (*explore_seed) exploring.seed = seed;
  if (*schedules_option) exploring.schedules = schedules;

  const auto installation = find_installation();
  if (!installation) return cli::fail(installation.error());
  if (*doctor) return cli::doctor(*installation);
  if (*batch_worker) return cli::batch_worker(*installation, spool, number);
  const auto course = Course::open(root.empty() ? installation->course : std::filesystem::path(root));
  if (!course) return cli::fail(course.error());
  if (*list) return cli::list(*course);
  if (*show) return cli::show(*course, exercise);
  if (*grade) return cli::grade(*course, *installation, grading);
  if (*batch) return cli::batch(*course, *installation, batching);
  if (*measure) return cli::measure(*course, *installation, measuring);
  if (*explore) return cli::explore(*course, *installation, exploring);
  if (*student) return cli::export_student(*course, *installation, exported);
  if (*check && repeat > 0) return cli::reliability(*course, *installation, exercises, repeat);
  if (*check) return cli::check(*course, *installation, exercises);
  return cli::create(*course, exercise, chapter);
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_descriptors();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    return parcours::cli::fail({parcours::Fault::machine, fmt::format("internal error: {}", error.what())});
  }
}
