#pragma once
// What the grader found out about a submission, as plain values that score and report read.
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// The kinds of the result interface. Names in JSON are kebab-case: to_string(FindingKind).
enum class FindingKind {
  compile_error,
  build_limit,
  test_failure,
  data_race,
  lock_order,
  deadlock,
  timeout,
  crash,
  memory_limit,
  output_limit,
  process_limit,
  leak,
  tampering,
  sequential,
  inconclusive,
};

enum class Severity {
  error,   ///< costs points
  review,  ///< a person should look; costs nothing
  info,
};

struct SourceLocation {
  std::string file;  ///< file name as the student knows it ("bounded_queue.hpp"); empty: no place known
  int line = 0;      ///< from 1; 0: unknown
  int column = 0;    ///< from 1; 0: unknown

  bool operator==(const SourceLocation&) const = default;
};

/// One part of an explanation: a place in the code with what happened there.
struct Step {
  std::string what;  ///< "thread 2 writes `count_`", "thread 1 was started"
  SourceLocation location;
};

/// One step of a schedule that went wrong.
struct TimelineStep {
  std::string thread;  ///< "consumer 1"
  std::string what;    ///< "waits for a notification"
  SourceLocation location;
};

struct Finding {
  FindingKind kind = FindingKind::test_failure;
  Severity severity = Severity::error;
  SourceLocation location;
  std::string message;               ///< one sentence for a beginner
  std::vector<Step> steps;           ///< the sides of a race, the stacks of a hang, …; may be empty
  std::string test;                  ///< the test that was running; empty: none or several
  std::vector<std::string> also_in;  ///< further tests in which the same was found
  std::string benchmark;             ///< in which it was found; empty: in none
  std::string advice;                ///< what to read or try next; may be empty
  int seen = 1;                      ///< in how many runs it was found
  int runs = 1;                      ///< of how many
  unsigned long long seed = 0;       ///< `--seed` that shows it again; 0: none needed
  // Of what the controlled scheduler found, else empty:
  std::string scenario;
  unsigned schedules_tried = 0;        ///< with the one that shows it
  std::vector<TimelineStep> timeline;  ///< what happened, in order, up to where it went wrong
};

[[nodiscard]] std::string_view to_string(FindingKind kind);
[[nodiscard]] std::string_view to_string(Severity severity);
/// Inverse of to_string; false when `text` names no kind.
[[nodiscard]] bool parse_finding_kind(std::string_view text, FindingKind& kind);
/// Every kind, in the order of the enumeration.
[[nodiscard]] const std::vector<FindingKind>& all_finding_kinds();

}  // namespace parcours
