#pragma once
// The files that a batch leaves: feedback for each person, grade books, the teacher's page.
#include <filesystem>
#include <string>
#include <vector>

#include "batch/entries.hpp"
#include "batch/grades.hpp"
#include "course/course.hpp"
#include "course/rubric.hpp"
#include "intake/collection.hpp"
#include "language/language.hpp"

namespace parcours {

/// `--report KIND=FILE` of a batch: a grade book, or where FILE holds "{id}" a report of each person.
struct BatchReport {
  std::string kind;
  std::string file;
};

/// Errors: input, where there is no such kind, or FILE holds no "{id}" although the kind is one of a single submission.
[[nodiscard]] Result<void> check_report(const BatchReport& report);

struct OutputPlan {
  std::filesystem::path out;  ///< the batch's folder
  std::vector<BatchReport> reports;
  std::vector<std::string> remarks;  ///< for the teacher's page
  Language language{};               ///< of what each person reads; the teacher's pages are English
};

struct Totals {
  int persons = 0;
  int graded = 0;  ///< overridden ones too
  int missing = 0;
  int rejected = 0;
  int not_graded = 0;
  int review = 0;
  int similar = 0;                    ///< pairs
  std::vector<std::string> left_out;  ///< of grade books, with the reason
};

/// Writes feedback/ID.{html,md,json}, grades.csv, summary.html, summary.md below `out`, and the reports asked for. One
/// person's result is in memory at a time. Each file is whole at any moment; feedback of who is no longer in the batch
/// goes. Errors: machine.
[[nodiscard]] Result<Totals> write_outputs(const Exercise& exercise, const Rubric& rubric,
                                           const std::vector<Entry>& entries, const Collection& collection,
                                           const Grades& grades, const OutputPlan& plan);

}  // namespace parcours
