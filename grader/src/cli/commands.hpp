#pragma once
// The commands: each takes its checked arguments and returns an exit status.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "util/files.hpp"

namespace parcours::cli {

/// The interface's exit statuses.
enum Exit { passed = 0, below_pass_mark = 1, unusable = 2, not_graded = 3 };

struct GradeArguments {
  std::string exercise;
  std::string submission;  ///< empty: the stub's place
  std::optional<std::uint64_t> seed;
  bool speed = true;                 ///< false: only the tests; the points for speed are left out
  std::vector<std::string> reports;  ///< "KIND=FILE"
};

struct MeasureArguments {
  std::string exercise;
  std::string a;
  std::string b;  ///< in the reference's place
  std::optional<std::uint64_t> seed;
  std::vector<std::string> reports;  ///< "KIND=FILE"
};

struct ExploreArguments {
  std::string exercise;
  std::string submission;  ///< empty: the stub's place
  std::string scenario;    ///< empty: all
  std::optional<std::uint64_t> seed;
  std::optional<int> schedules;
  std::vector<std::string> reports;  ///< "KIND=FILE"
};

struct ExportArguments {
  std::string folder;
  std::vector<std::string> exercises;  ///< empty: all
  std::string action;                  ///< for the workflow: "owner/repository@version"
};

struct BatchArguments {
  std::string input;
  std::string exercise;
  std::string out;
  std::string roster;              ///< empty: none
  std::string layout;              ///< empty: by the looks
  std::string at;                  ///< a time; empty: none
  std::string due;                 ///< a time; empty: none
  int jobs = 0;                    ///< 0: as many as suit the machine, or as the cluster lets run
  std::string executor = "local";  ///< or "slurm"
  std::string slurm_options;       ///< for sbatch, separated by blanks
  std::vector<std::string> regrade;
  std::vector<std::string> overrides;  ///< "ID=POINTS REASON"
  std::vector<std::string> without_override;
  std::vector<std::string> reports;  ///< "KIND=FILE"
};

int list(const Course& course);
int show(const Course& course, const std::string& exercise);
int grade(const Course& course, const Installation& installation, const GradeArguments& arguments);
int batch(const Course& course, const Installation& installation, const BatchArguments& arguments);
int batch_worker(const Installation& installation, const std::string& spool, int number);
int measure(const Course& course, const Installation& installation, const MeasureArguments& arguments);
int explore(const Course& course, const Installation& installation, const ExploreArguments& arguments);
int check(const Course& course, const Installation& installation, const std::vector<std::string>& exercises);
int reliability(const Course& course, const Installation& installation, const std::vector<std::string>& exercises,
                int times);
int export_student(const Course& course, const Installation& installation, const ExportArguments& arguments);
int create(const Course& course, const std::string& exercise, const std::string& chapter);
int doctor(const Installation& installation);

/// Prints the error on standard error and returns its exit status.
int fail(const Error& error);

}  // namespace parcours::cli
