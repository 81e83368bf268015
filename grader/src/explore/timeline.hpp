#pragma once
// From the steps of a schedule to those that a person needs to see.
#include "explore/scenario_report.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// Steps in the student's lines, or in the scenario's on something that several threads use or one waits at. What a
/// thread does over and over, with nobody else's steps between, is told once. Several steps of a thread in one line,
/// one after the other, are one.
[[nodiscard]] std::vector<TimelineStep> draw_timeline(const ScenarioReport& report, const Places& places,
                                                      const std::string& header);

/// "consumer 1", "the scenario".
[[nodiscard]] std::string thread_name(const ScenarioReport& report, int thread);

}  // namespace parcours
