#pragma once
#include <vector>

#include "parcours/scenario.hpp"

namespace parcours::controlled {

/// All scenarios of the program, in the order of their definition.
[[nodiscard]] const std::vector<detail::Scenario>& scenarios();

}  // namespace parcours::controlled
