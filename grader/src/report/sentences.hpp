#pragma once
// What every report for people says in the same words, as plain text: it may hold what the submission wrote.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/result.hpp"

namespace parcours {

/// "bounded_queue.hpp:42", or the file alone; empty where no place is known.
[[nodiscard]] std::string place(const SourceLocation& location);

/// Whether it is in the student's header, by the exercise's name for it or the student's own.
[[nodiscard]] bool in_header(const GradedSubmission& submission, const SourceLocation& location);

/// "1.84×", "12×": three digits at most.
[[nodiscard]] std::string times(double ratio);

/// "passed", "not passed, 50 needed", "not final".
[[nodiscard]] std::string verdict(const GradedSubmission& submission);

/// Why there is no grade, in front of `outcome_reason`; empty where there is one.
[[nodiscard]] std::string_view outcome_words(const GradedSubmission& submission);

/// "✓" for a passed criterion, "~", "✗", "–".
[[nodiscard]] std::string_view sign(CriterionStatus status);

/// A criterion's advice where points are missing and the next step does not say it already; else empty.
[[nodiscard]] std::string_view advice_to_show(const CriterionGrade& criterion, const Grade& grade);

/// What costs points first, then what a person should look at, then what is good to know.
[[nodiscard]] std::vector<const Finding*> by_severity(const std::vector<Finding>& findings);

/// That a finding costs nothing, and why it is there; empty for what costs points.
[[nodiscard]] std::string_view costs_nothing(Severity severity);

/// In which test it was found, how often, and how to see it again. May be empty.
[[nodiscard]] std::string history(const GradedSubmission& submission, const Finding& finding);

/// How it was graded, by name: what somebody needs who wants the same result again. Values are never empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> conditions(const GradedSubmission& submission);

/// How many schedules were tried and whether any goes wrong; empty where none was looked for.
[[nodiscard]] std::string searches_in_words(const Evidence& evidence);

/// Whether there is a speed-up to show.
[[nodiscard]] bool has_speed(const Evidence& evidence);

/// A sentence each: beside the reference with its interval, beside the baselines, and that the machine was too busy.
[[nodiscard]] std::vector<std::string> speed_in_words(const Speedup& speedup);

/// What is left to do: the grade's next step, or that nothing is. Empty where there is no grade to say it of.
[[nodiscard]] std::string next_in_words(const GradedSubmission& submission);

}  // namespace parcours
