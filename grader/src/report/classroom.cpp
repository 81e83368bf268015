#include "report/classroom.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/plain_text.hpp"
#include "report/unicode.hpp"
#include "util/base64.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_bytes = 90 << 10;  ///< of JSON, of which base64 makes 120 KiB

/// How many code points names and explanations may take.
struct Room {
  std::size_t name;
  std::size_t text;
};
constexpr Room rooms[] = {{120, 1000}, {80, 200}, {40, 0}};

// The action prints names and explanations as they are, and the workflow's runner takes for a command of its own what
// begins a line with "::", after blanks too, or has "##[" anywhere (actions/runner, ActionCommand.cs).

std::string no_command(std::string text) {
  for (std::size_t at = text.find("##["); at != std::string::npos; at = text.find("##[", at))
    text.insert(at + 2, 1, ' ');
  return text;
}

std::string quoted(const std::string& text) {
  std::string result;
  for (const std::string& line : split(no_command(text), '\n')) {
    if (!result.empty()) result += '\n';
    result += "| " + line;
  }
  return result;
}

Json row(const std::string& name, const char* status, int score, const std::string& text, Room room) {
  // line_no 0: the action prints no line. A missing score would make its sum NaN.
  Json test = {{"name", clip(no_command(name), room.name)}, {"status", status}, {"score", score}, {"line_no", 0}};
  if (!text.empty() && room.text > 0) test["test_code"] = quoted(clip(text, room.text));
  return test;
}

std::string runner(const char* status, int max_score, Json tests) {
  return Json{{"version", 1}, {"status", status}, {"max_score", max_score}, {"tests", std::move(tests)}}.dump();
}

std::string earned(const Grade& grade, const char* status, Room room) {
  Json tests = Json::array();
  for (const CriterionGrade& criterion : grade.criteria)
    if (criterion.points > 0)
      tests.push_back(row(fmt::format("{}: {}", name_of(criterion), points_text(criterion.points)), "pass",
                          criterion.points, "", room));
  if (tests.empty()) tests.push_back(row("no points yet", "fail", 0, "", room));
  return runner(status, grade.score, std::move(tests));
}

std::string missing(const Grade& grade, const char* status, Room room) {
  Json tests = Json::array();
  for (const CriterionGrade& criterion : grade.criteria)
    if (criterion.points < criterion.max_points)
      tests.push_back(
          row(fmt::format("{}: {} missing", name_of(criterion), points_text(criterion.max_points - criterion.points)),
              "fail", 0, reason_of(criterion), room));
  if (tests.empty()) tests.push_back(row("nothing is missing", "pass", 0, "", room));
  return runner(status, grade.max_score - grade.score, std::move(tests));
}

std::string in_error(const std::string& message) {
  return runner(
      "error", 0,
      Json::array({{{"name", "grading"}, {"status", "error"}, {"score", 0}, {"line_no", 0}, {"message", message}}}));
}

std::string lines(const std::string& earned, const std::string& missing) {
  return fmt::format("earned={}\nmissing={}\n", base64(earned), base64(missing));
}

}  // namespace

std::string to_classroom(const GradedSubmission& submission) {
  if (const std::string why = why_no_grade(submission); !why.empty())
    return lines(in_error(clip(no_command(why), rooms[0].text)), in_error("no points are given, and none are missing"));
  // The action turns the job red where one of its runners says "fail".
  const char* const status = submission.grade.passed ? "pass" : "fail";
  std::string first;
  std::string second;
  for (const Room room : rooms) {
    first = earned(submission.grade, status, room);
    second = missing(submission.grade, status, room);
    if (first.size() <= most_bytes && second.size() <= most_bytes) break;
  }
  return lines(first, second);
}

}  // namespace parcours
