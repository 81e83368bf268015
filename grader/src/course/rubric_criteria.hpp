#pragma once
// The `criteria` of a rubric: their fields, and what must hold among them.
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "course/yaml_reader.hpp"

namespace parcours {

/// Reads the list into `rubric.criteria`. `rubric.runs` and `rubric.measure` must have been read before.
void read_criteria(const yaml::Mapping& fields, Rubric& rubric, yaml::Complaints& complaints);

}  // namespace parcours
