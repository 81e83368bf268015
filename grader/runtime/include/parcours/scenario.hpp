#pragma once
// What an exercise's scenarios.cpp includes besides the student's header. A scenario is a tiny program: two to four
// threads, a handful of calls each, and assertions. It is played thousands of times, in another order of steps each
// time, under the controlled scheduler. How to write them: docs/authoring-scenarios.md.
#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <string>

#include "parcours/history.hpp"
#include "parcours/linearizable.hpp"

namespace parcours {

/// One thread of a scenario.
struct Actor {
  std::string name;  ///< for people: "consumer 1"
  std::function<void()> act;
};

/// Runs each actor in a thread of its own and returns when all have ended.
void play(const std::vector<Actor>& actors);

namespace detail {

struct Scenario {
  const char* name;
  void (*body)();
};

struct ScenarioRegistration {
  ScenarioRegistration(const char* name, void (*body)());
};

}  // namespace detail
}  // namespace parcours

/// Defines a scenario: SCENARIO(TwoConsumersOneItem) { … }. GoogleTest's assertions hold in it, in every thread; the
/// first that fails ends it.
#define SCENARIO(name)                                                                                           \
  static void parcours_scenario_##name();                                                                        \
  static const ::parcours::detail::ScenarioRegistration parcours_registration_##name{#name,                      \
                                                                                     &parcours_scenario_##name}; \
  static void parcours_scenario_##name()
