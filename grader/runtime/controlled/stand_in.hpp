#pragma once
// How a function that stands in for another begins.
#include "controlled/world.hpp"

/// Outside of a scenario, and in the scheduler itself, returns `otherwise`; else the rest is the scheduler's.
#define CONTROLLED_OR(otherwise)       \
  if (!controlled()) return otherwise; \
  const Inside inside
