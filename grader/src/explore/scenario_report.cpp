#include "explore/scenario_report.hpp"

#include <sstream>

namespace parcours {
namespace {

// A search sends less.
constexpr std::size_t most_scenarios = 100;
constexpr std::size_t most_steps = 500;
constexpr std::size_t most_actors = 64;

std::string rest_of(std::istream& in) {
  std::string text(std::istreambuf_iterator<char>(in), {});
  return text;
}

}  // namespace

void take_packet(std::vector<ScenarioReport>& reports, const std::string& packet) {
  std::istringstream in(packet);
  std::string verb;
  in >> verb;
  if (verb == "begin") {
    if (reports.size() == most_scenarios) return;
    in >> reports.emplace_back().name;
    return;
  }
  if (reports.empty() || reports.back().ended) return;
  ScenarioReport& report = reports.back();
  std::string line;
  if (verb == "found") {
    in >> report.verdict >> report.seed >> report.tried >> report.thread;
    std::getline(in, line);
    report.message = rest_of(in);
  } else if (verb == "actor" && report.actors.size() < most_actors) {
    int thread = 0;
    in >> thread >> std::ws;
    std::getline(in, report.actors[thread]);
  } else if (verb == "at") {
    report.at = read_addresses(in);
  } else if (verb == "race") {
    report.race = packet;
  } else if (verb == "step" && report.steps.size() < most_steps) {
    ReportedStep step;
    in >> step.thread >> std::hex >> step.object >> std::dec;
    std::getline(in, line);
    std::istringstream stack(line);
    step.stack = read_addresses(stack);
    step.what = rest_of(in);
    report.steps.push_back(std::move(step));
  } else if (verb == "end") {
    std::string name;
    in >> name >> report.tried >> report.exhausted;
    report.ended = true;
  }
}

}  // namespace parcours
