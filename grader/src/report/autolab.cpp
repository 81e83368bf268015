#include "report/autolab.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/plain_text.hpp"
#include "report/unicode.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

/// Autolab keeps names that begin with an underscore for itself.
std::string unused_name(const Json& stage, const CriterionGrade& criterion) {
  std::string name = fmt::format("{}: {} of {}", name_of(criterion), criterion.points, criterion.max_points);
  if (name.starts_with('_')) name.insert(0, " ");
  while (stage.contains(name)) name += fmt::format(" ({})", one_line(criterion.id));
  return name;
}

}  // namespace

std::string to_autolab(const GradedSubmission& submission) {
  Json stage = Json::object();
  Json scores = Json::object();
  if (const std::string why = why_no_grade(submission); !why.empty())
    stage["Grading"] = {{"passed", false}, {"hint", why}};
  for (const CriterionGrade& criterion : submission.grade.criteria) {
    if (!left_out(criterion)) scores[valid_utf8(criterion.id)] = criterion.points;
    Json row = {{"passed", criterion.points == criterion.max_points}};
    if (const std::string why = reason_line(criterion); !why.empty()) row["hint"] = why;
    stage[unused_name(stage, criterion)] = std::move(row);
  }
  const Json shown = {{"_presentation", "semantic"}, {"stages", Json::array({"Points"})}, {"Points", std::move(stage)}};
  return shown.dump() + "\n" + Json{{"scores", std::move(scores)}}.dump() + "\n";
}

}  // namespace parcours
