#include "report/classroom50.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "report/plain_text.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"
#include "util/uri.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

/// The repository is called <classroom>-<assignment>-<owner>.
std::string owner_in(const std::string& repository, const Classroom50Context& context) {
  const std::string name = repository.substr(repository.find('/') + 1);
  const std::string prefix = lower_case(context.classroom + "-" + context.assignment + "-");
  return lower_case(name).starts_with(prefix) ? name.substr(prefix.size()) : "";
}

bool is_utc_time(const std::string& text) {
  constexpr std::string_view pattern = "0000-00-00T00:00:00Z";
  return text.size() == pattern.size() && std::ranges::equal(text, pattern, [](char c, char expected) {
           return expected == '0' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : c == expected;
         });
}

std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return {};
}

Json test_row(const std::string& name, bool passed, int score, int max_score, const std::string& message) {
  return {{"test-name", name}, {"passed", passed}, {"score", score}, {"max-score", max_score}, {"message", message}};
}

}  // namespace

Result<Classroom50Context> classroom50_context(const Variable& variable, const std::string& now) {
  Classroom50Context context;
  context.classroom = variable("CLASSROOM");
  context.assignment = variable("ASSIGNMENT");
  context.assignment_type = first_of({variable("ASSIGNMENT_TYPE"), "individual"});
  context.submission = variable("SUBMISSION_TAG");
  const std::string repository = variable("GITHUB_REPOSITORY");
  const std::string commit = variable("GITHUB_SHA");
  const std::string url = first_of({variable("GITHUB_SERVER_URL"), "https://github.com"}) + "/" + repository;
  const bool known = !repository.empty() && !commit.empty();
  context.owner = first_of({variable("OWNER"), owner_in(repository, context), variable("GITHUB_ACTOR")});
  context.commit = first_of({variable("COMMIT_URL"), known ? url + "/commit/" + commit : ""});
  context.release =
      first_of({variable("RELEASE_URL"), known ? url + "/releases/tag/" + percent_encoded(context.submission) : ""});
  context.review = first_of({variable("REVIEW_URL"), context.commit});
  context.datetime = first_of({variable("PARCOURS_SUBMITTED_AT"), now});

  const std::pair<const std::string&, const char*> needed[] = {
      {context.classroom, "CLASSROOM"}, {context.assignment, "ASSIGNMENT"}, {context.submission, "SUBMISSION_TAG"},
      {context.owner, "OWNER"},         {context.commit, "COMMIT_URL"},     {context.release, "RELEASE_URL"}};
  for (const auto& [value, name] : needed)
    if (value.empty())
      return input_error("a report for Classroom 50 needs the environment variable {}, which its runner sets", name);
  if (!context.submission.starts_with("submit/"))
    return input_error("SUBMISSION_TAG is {}; Classroom 50 takes tags that begin with submit/", context.submission);
  constexpr std::array<std::string_view, 3> types = {"individual", "group", "team"};
  if (std::ranges::find(types, context.assignment_type) == types.end())
    return input_error("ASSIGNMENT_TYPE is {}; Classroom 50 knows individual, group and team", context.assignment_type);
  if (!is_utc_time(context.datetime))
    return input_error("PARCOURS_SUBMITTED_AT is {}; it must be like 2026-06-01T14:32:01Z", context.datetime);
  return context;
}

std::string to_classroom50(const GradedSubmission& submission, const Classroom50Context& context) {
  const std::string why = why_no_grade(submission);
  const Grade none;
  const Grade& grade = why.empty() ? submission.grade : none;
  Json document = {{"schema", "classroom50/result/v1"},
                   {"classroom", valid_utf8(context.classroom)},
                   {"assignment", valid_utf8(context.assignment)},
                   {"assignment_type", valid_utf8(context.assignment_type)},
                   {"owner", valid_utf8(context.owner)},
                   {"submission", valid_utf8(context.submission)},
                   {"commit", valid_utf8(context.commit)},
                   {"release", valid_utf8(context.release)},
                   {"review", valid_utf8(context.review)},
                   {"datetime", valid_utf8(context.datetime)},
                   {"score", grade.score},
                   {"max-score", grade.max_score},
                   {"tests", Json::array()}};
  if (!why.empty()) document["tests"].push_back(test_row("grading", false, 0, 0, why));
  for (const CriterionGrade& criterion : grade.criteria)
    document["tests"].push_back(test_row(name_of(criterion), criterion.points == criterion.max_points, criterion.points,
                                         criterion.max_points, reason_line(criterion)));
  return document.dump(2) + "\n";
}

}  // namespace parcours
