#pragma once
// What submissions of an exercise are held against: its tests' names and the reference's benchmark. In the teacher's
// course the reference is compiled and asked, in a student's copy all of it was exported.
#include <filesystem>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

struct TestNames {
  std::vector<std::string> tests;      ///< of the test program
  std::vector<std::string> scenarios;  ///< without "Scenario."
};

/// Errors: input, where the reference does not compile or the export cannot be read; machine.
[[nodiscard]] Result<TestNames> names_of_tests(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                               const Rubric& rubric);

/// The program that submissions are timed against. Errors: as above; input, too, where an exported one was made by
/// another version of Parcours.
[[nodiscard]] Result<std::filesystem::path> reference_benchmark(const Builder& builder, const Exercise& exercise,
                                                                const Rubric& rubric);

}  // namespace parcours
