#pragma once
// What each person of a batch gets, from what is kept and the rubric as it is now.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "batch/entries.hpp"
#include "batch/store.hpp"
#include "course/course.hpp"
#include "course/rubric.hpp"
#include "report/gradebook.hpp"

namespace parcours {

struct PersonGrade {
  GradeRow row;
  std::optional<GradedSubmission> submission;  ///< empty: nothing was handed in
};

/// Why there is no grading of a key: one sentence.
using Failures = std::map<std::string, std::string>;

class Grades {
 public:
  /// `due`: seconds since 1970; empty: nothing is late. Errors: as of Store.
  [[nodiscard]] static Result<Grades> create(const Exercise& exercise, const Rubric& rubric, const Store& store,
                                             const Failures& failures, std::optional<std::int64_t> due);

  /// Errors: as of Store.
  [[nodiscard]] Result<PersonGrade> of(const Entry& entry) const;

 private:
  Grades(const Exercise& exercise, const Rubric& rubric, const Store& store, const Failures& failures,
         std::optional<std::int64_t> due, std::map<std::string, Override> overrides)
      : exercise_(exercise),
        rubric_(rubric),
        store_(store),
        failures_(failures),
        due_(due),
        overrides_(std::move(overrides)) {}
  [[nodiscard]] Result<PersonGrade> of_submission(const Entry& entry) const;
  void take_late_points(const HandedIn& handed_in, PersonGrade& grade) const;

  const Exercise& exercise_;
  const Rubric& rubric_;
  const Store& store_;
  const Failures& failures_;
  std::optional<std::int64_t> due_;
  std::map<std::string, Override> overrides_;
};

}  // namespace parcours
