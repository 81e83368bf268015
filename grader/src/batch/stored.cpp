#include "batch/stored.hpp"

#include <nlohmann/json.hpp>

namespace parcours {

// Every field of what is kept; the library makes the functions. With defaults: what was stored before there were
// single ratios, a curve of the reference, and findings of a benchmark, has none.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SourceLocation, file, line, column)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Step, what, location)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TimelineStep, thread, what, location)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Finding, kind, severity, location, message, steps, test, also_in,
                                                benchmark, advice, seen, runs, seed, scenario, schedules_tried,
                                                timeline)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TestOutcome, name, status, message)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BaselineSpeed, name, ratio)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Speedup, ratio, low, high, pairs, threads, stable, self, self_low,
                                                self_high, baselines, ratios, disturbed_by)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ScalingPoint, threads, seconds, cpu, busiest, switches, reference)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Scaling, points, serial, waited_one_lock, waited_locks, waited_news, processors,
                                   failure, disturbed_by)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScenarioSearch, name, tried, exhausted)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Phase, name, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Evidence, compiled, tests, findings, searches, measured, not_measured_because,
                                   speedup, scaling, test_runs, race_runs, seconds, phases, environment, seed)

std::string to_stored(const GradedSubmission& submission) {
  const nlohmann::json document = {{"exercise", submission.exercise}, {"title", submission.title},
                                   {"path", submission.path},         {"header", submission.header},
                                   {"sha256", submission.sha256},     {"source", submission.source},
                                   {"evidence", submission.evidence}};
  std::string bytes;
  nlohmann::json::to_cbor(document, bytes);
  return bytes;
}

Result<GradedSubmission> from_stored(std::string_view bytes) {
  try {
    const nlohmann::json document = nlohmann::json::from_cbor(bytes);
    GradedSubmission submission;
    document.at("exercise").get_to(submission.exercise);
    document.at("title").get_to(submission.title);
    document.at("path").get_to(submission.path);
    document.at("header").get_to(submission.header);
    document.at("sha256").get_to(submission.sha256);
    document.at("source").get_to(submission.source);
    document.at("evidence").get_to(submission.evidence);
    return submission;
  } catch (const nlohmann::json::exception& error) {
    return machine_error("a stored grading cannot be read: {}", error.what());
  }
}

}  // namespace parcours
