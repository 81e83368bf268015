#pragma once
// A batch's grades as tables that course platforms import.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/roster.hpp"

namespace parcours {

enum class GradeState {
  graded,
  overridden,  ///< a person has set the points
  missing,     ///< nothing was handed in
  rejected,    ///< what was handed in is no submission
  not_graded,  ///< a machine's fault, or not yet: grade again
};

struct GradeRow {
  Person person;
  GradeState state = GradeState::missing;
  std::optional<int> points;  ///< what counts, after late penalty and override; empty: no grade, never a zero
  bool review = false;        ///< a person should look
  std::string remark;         ///< one line: why there is no grade, what was taken off, who changed it; may be empty
  std::string submission;     ///< how the input names the file; empty: none
};

struct GradeBook {
  std::string exercise;  ///< id
  std::string title;     ///< for people, and the column's name on platforms
  int max_points = 0;
  std::vector<GradeRow> rows;
};

/// Everybody, with or without a grade: id, name, email, login, group, state, points, max_points, review ("yes" or
/// "no"), remark, submission. RFC 4180, UTF-8. Text that a spreadsheet would take for a formula is made harmless
/// (report/csv_cell.hpp).
[[nodiscard]] std::string to_csv(const GradeBook& book);

/// A table for a platform's import, RFC 4180 and UTF-8. docs/gradebooks.md says what each platform knows persons by,
/// and so what the roster must hold. Left out are persons of whom the roster does not say it, or says the same as of
/// another one: a platform would give the grade to somebody else.
struct PlatformTable {
  std::string text;
  std::vector<std::string> left_out;  ///< "ada: the roster has no e-mail address", with or without a grade
};

/// Canvas's grade book. Who has no grade has no line, as an empty cell would erase what Canvas has.
[[nodiscard]] PlatformTable to_canvas(const GradeBook& book);

/// Moodle's grade import. Persons are known by their e-mail address, or by their login where nobody has an address: one
/// column, never empty, since Moodle gives a grade without a person to the person of the line before. Who has no grade
/// has no line, as an empty cell would erase what Moodle has.
[[nodiscard]] PlatformTable to_moodle(const GradeBook& book);

/// The columns in which Gradescope gives grades out. Who has no grade has an empty "Total Score".
[[nodiscard]] PlatformTable to_gradescope(const GradeBook& book);

[[nodiscard]] std::string_view to_string(GradeState state);

}  // namespace parcours
