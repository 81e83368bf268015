#pragma once
// What a program of scenarios tells of its search, packet by packet: untrusted. The other side is
// grader/runtime/controlled/scenario_main.cpp.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "check/places.hpp"

namespace parcours {

struct ReportedStep {
  int thread = 0;
  Address object = 0;
  std::vector<Address> stack;
  std::string what;
};

struct ScenarioReport {
  std::string name;
  bool ended = false;
  std::string verdict;  ///< "deadlock", "race", …; empty: nothing went wrong
  std::string message;
  unsigned long long seed = 0;
  unsigned tried = 0;  ///< schedules
  int exhausted = -1;  ///< all schedules with up to so many preemptions were among them; -1: not even all without
  int thread = 0;      ///< who was at it
  std::map<int, std::string> actors;
  std::vector<Address> at;
  std::string race;  ///< a packet as check/races.hpp reads it
  std::vector<ReportedStep> steps;
};

/// Takes one packet. Packets that say nothing sensible, and more than any search sends, are dropped.
void take_packet(std::vector<ScenarioReport>& reports, const std::string& packet);

}  // namespace parcours
