#pragma once
// Hidden tests and hidden criteria belong together: a student's copy has neither.
#include <set>
#include <string>

#include "course/course.hpp"
#include "course/rubric.hpp"

namespace parcours {

/// "Suite.Name" of each TEST and TEST_F in the text of a test file. Tests that other macros make are not found.
[[nodiscard]] std::set<std::string> tests_in_text(const std::string& source);

/// Errors: input, where a criterion is hidden and one of its tests is in tests.cpp, or is not and has one of
/// hidden_tests.cpp: students would lose the points of a test that they do not have.
[[nodiscard]] Result<void> check_hidden_tests(const Exercise& exercise, const Rubric& rubric);

}  // namespace parcours
