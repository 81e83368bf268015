#include "report/json.hpp"

#include <charconv>
#include <cmath>

#include "report/scaling_words.hpp"
#include "report/unicode.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

void add_location(Json& object, const SourceLocation& location) {
  object["file"] = valid_utf8(location.file);
  object["line"] = location.line;
  if (location.column > 0) object["column"] = location.column;
}

Json finding_json(const Finding& finding) {
  Json object = {{"kind", to_string(finding.kind)}, {"severity", to_string(finding.severity)}};
  add_location(object, finding.location);
  object["message"] = valid_utf8(finding.message);
  object["steps"] = Json::array();
  for (const Step& step : finding.steps) {
    Json entry = {{"what", valid_utf8(step.what)}};
    add_location(entry, step.location);
    object["steps"].push_back(std::move(entry));
  }
  object["test"] = valid_utf8(finding.test);
  object["also_in"] = Json::array();
  for (const std::string& test : finding.also_in) object["also_in"].push_back(valid_utf8(test));
  object["advice"] = valid_utf8(finding.advice);
  object["seen"] = finding.seen;
  object["runs"] = finding.runs;
  object["seed"] = finding.seed;
  if (finding.scenario.empty()) return object;
  object["scenario"] = valid_utf8(finding.scenario);
  object["schedules_tried"] = finding.schedules_tried;
  object["timeline"] = Json::array();
  for (const TimelineStep& step : finding.timeline) {
    Json entry = {{"thread", valid_utf8(step.thread)}, {"what", valid_utf8(step.what)}};
    add_location(entry, step.location);
    object["timeline"].push_back(std::move(entry));
  }
  return object;
}

Json criterion_json(const CriterionGrade& criterion) {
  Json object = {{"id", valid_utf8(criterion.id)},           {"title", valid_utf8(criterion.title)},
                 {"kind", to_string(criterion.kind)},        {"points", criterion.points},
                 {"max_points", criterion.max_points},       {"status", to_string(criterion.status)},
                 {"message", valid_utf8(criterion.message)}, {"advice", valid_utf8(criterion.advice)}};
  if (criterion.bands.empty()) return object;
  object["bands"] = Json::array();
  for (const SpeedBand& band : criterion.bands)
    object["bands"].push_back({{"ratio", band.ratio}, {"points", band.points}});
  return object;
}

Json test_json(const TestOutcome& test) {
  const char* status = test.status == TestStatus::passed   ? "passed"
                       : test.status == TestStatus::failed ? "failed"
                                                           : "not-run";
  return {{"name", valid_utf8(test.name)}, {"status", status}, {"message", valid_utf8(test.message)}};
}

/// "cores" is a number, the rest is text.
Json environment_json(const std::map<std::string, std::string>& environment) {
  Json object = Json::object();
  for (const auto& [name, value] : environment) {
    if (name != "cores") {
      object[valid_utf8(name)] = valid_utf8(value);
      continue;
    }
    int cores = 0;
    const char* const end = value.data() + value.size();
    if (const auto [rest, error] = std::from_chars(value.data(), end, cores); error == std::errc{} && rest == end) {
      object[name] = cores;
    }
  }
  return object;
}

template <class Values, class Convert>
Json array_of(const Values& values, Convert convert) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(convert(value));
  return array;
}

Json search_json(const ScenarioSearch& search) {
  Json object = {{"scenario", valid_utf8(search.name)}, {"schedules", search.tried}};
  object["all_with_preemptions"] = search.exhausted < 0 ? Json(nullptr) : Json(search.exhausted);
  return object;
}

Json phase_json(const Phase& phase) { return {{"name", valid_utf8(phase.name)}, {"seconds", phase.seconds}}; }

}  // namespace

Json to_json(const Speedup& speedup) {
  const bool finite = std::isfinite(speedup.ratio) && std::isfinite(speedup.low) && std::isfinite(speedup.high);
  if (!finite) return nullptr;
  Json object = {{"ratio", speedup.ratio}, {"low", speedup.low},         {"high", speedup.high},
                 {"pairs", speedup.pairs}, {"threads", speedup.threads}, {"stable", speedup.stable}};
  object["self"] = {{"ratio", speedup.self}, {"low", speedup.self_low}, {"high", speedup.self_high}};
  object["baselines"] = Json::array();
  for (const BaselineSpeed& baseline : speedup.baselines)
    object["baselines"].push_back({{"name", valid_utf8(baseline.name)}, {"ratio", baseline.ratio}});
  object["ratios"] = speedup.ratios;
  object["disturbed_by"] = valid_utf8(speedup.disturbed_by);
  return object;
}

namespace {

Json scaling_json(const Scaling& scaling) {
  if (scaling.points.empty() && scaling.failure.empty()) return nullptr;
  Json object = {{"processors", scaling.processors}, {"points", Json::array()}};
  for (const ScalingPoint& point : scaling.points) {
    const Efficiency found = efficiency_of(scaling, point);
    const double reference = reference_speedup(scaling, point);
    object["points"].push_back({{"threads", point.threads},
                                {"seconds", point.seconds},
                                {"cpu_seconds", point.cpu},
                                {"speedup", found.speedup},
                                {"efficiency", found.efficiency},
                                {"utilisation", found.utilisation},
                                {"karp_flatt", point.threads > 1 ? Json(found.overhead) : Json(nullptr)},
                                {"switches", point.switches},
                                {"reference_speedup", reference > 0 ? Json(reference) : Json(nullptr)}});
  }
  object["serial_seconds"] = scaling.serial > 0 ? Json(scaling.serial) : Json(nullptr);
  object["waited"] = {
      {"one_lock", scaling.waited_one_lock}, {"locks", scaling.waited_locks}, {"news", scaling.waited_news}};
  object["meaning"] = array_of(in_words(scaling), [](const std::string& text) { return valid_utf8(text); });
  return object;
}

}  // namespace

Json to_json(const GradedSubmission& submission) {
  const Grade& grade = submission.grade;
  const Evidence& evidence = submission.evidence;
  Json document;
  document["schema"] = "parcours/result/v1";
  document["exercise"] = valid_utf8(submission.exercise);
  document["title"] = valid_utf8(submission.title);
  document["student"] = submission.student ? Json(valid_utf8(*submission.student)) : Json(nullptr);
  document["submission"] = {{"path", valid_utf8(submission.path)}, {"sha256", valid_utf8(submission.sha256)}};
  document["outcome"] = submission.outcome;
  document["outcome_reason"] = valid_utf8(submission.outcome_reason);
  if (!submission.note.empty()) document["note"] = valid_utf8(submission.note);
  document["score"] = grade.score;
  document["max_score"] = grade.max_score;
  document["pass_mark"] = submission.grade.pass_mark;
  document["passed"] = grade.passed;
  document["next_step"] = valid_utf8(grade.next_step);
  if (const Reading& reading = submission.reading; !reading.chapter.empty())
    document["reading"] = {
        {"chapter", valid_utf8(reading.chapter)},
        {"title", valid_utf8(reading.title)},
        {"sections", array_of(reading.sections, [](const std::string& one) { return valid_utf8(one); })}};
  document["criteria"] = array_of(grade.criteria, criterion_json);
  document["findings"] = array_of(evidence.findings, finding_json);
  document["tests"] = array_of(evidence.tests, test_json);
  document["race_runs"] = evidence.race_runs;
  document["searches"] = array_of(evidence.searches, search_json);
  document["speedup"] = evidence.measured ? to_json(evidence.speedup) : Json(nullptr);
  document["scaling"] = scaling_json(evidence.scaling);
  document["not_measured_because"] = valid_utf8(evidence.not_measured_because);
  document["seconds"] = evidence.seconds;
  document["phases"] = array_of(evidence.phases, phase_json);
  document["environment"] = environment_json(evidence.environment);
  document["seed"] = evidence.seed;
  return document;
}

}  // namespace parcours
