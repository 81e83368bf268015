#pragma once
// From a rubric and evidence to points. Pure: no file, no clock, so stored evidence can be scored again.
#include <string>
#include <string_view>
#include <vector>

#include "course/rubric.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

enum class CriterionStatus { passed, partial, failed, skipped };

struct CriterionGrade {
  std::string id;
  std::string title;
  CriterionKind kind = CriterionKind::tests;
  int points = 0;
  int max_points = 0;  ///< 0 where it could not be graded and the rubric can do without
  CriterionStatus status = CriterionStatus::failed;
  std::string message;             ///< one sentence: why these points
  std::string advice;              ///< from the rubric, when points are missing
  std::vector<SpeedBand> bands{};  ///< of a speed criterion: points at these ratios, on a straight line in between
};

struct Grade {
  int score = 0;
  int max_score = 0;
  int pass_mark = 0;  ///< the rubric's, as much smaller as max_score is smaller than all its points
  bool passed = false;
  bool not_graded = false;  ///< an essential criterion could not be graded, through no fault of the submission
  std::vector<CriterionGrade> criteria;
  std::string next_step;  ///< what to look at first; empty at full marks
};

/// Points by the rubric. Integer points, rounded down, and full points only when every test passes; a tie between bands
/// is the student's (a band counts as missed only where the whole interval lies below it). A speed that could not be
/// placed is left out: score, maximum and pass mark are then those of the other criteria, unless it is essential.
[[nodiscard]] Grade score(const Rubric& rubric, const Evidence& evidence);

[[nodiscard]] std::string_view to_string(CriterionStatus status);
[[nodiscard]] std::string_view to_string(CriterionKind kind);

}  // namespace parcours
