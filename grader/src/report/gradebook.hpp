#pragma once
// A batch's grades as tables that course platforms import.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/roster.hpp"
#include "util/result.hpp"

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

/// id, name, email, login, group, state, points, max_points, review, remark, submission: RFC 4180, UTF-8.
[[nodiscard]] std::string to_csv(const GradeBook& book);

/// What each platform's import takes as it is: docs/gradebooks.md names the columns and what the roster must hold for
/// them. Persons without what the platform knows them by are left out and told in `left_out`; who has no grade gets an
/// empty cell or no line, never a zero.
struct PlatformTable {
  std::string text;
  std::vector<std::string> left_out;  ///< "ada: the roster has no e-mail address"
};
[[nodiscard]] PlatformTable to_canvas(const GradeBook& book);
[[nodiscard]] PlatformTable to_moodle(const GradeBook& book);
[[nodiscard]] PlatformTable to_gradescope(const GradeBook& book);

[[nodiscard]] std::string_view to_string(GradeState state);

}  // namespace parcours
