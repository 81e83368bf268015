#pragma once
// The repository that students receive: the course without what is hidden.
#include <filesystem>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "pipeline/grader.hpp"

namespace parcours {

struct StudentExport {
  std::vector<Exercise> exercises;  ///< at least one
  std::filesystem::path into;       ///< made; may be there and empty
  std::string action;               ///< what the workflow sets Parcours up with: "owner/repository@version"
};

/// Writes the installation's template, and of each exercise statement, stub, visible tests, benchmark, scenarios, its
/// chapter, its rubric without the hidden parts, and the reference's benchmark, compiled and stripped. Links to what is
/// not there become plain text. Nothing is written where it fails. Errors: input, where the folder holds something
/// already or the course cannot be used; machine.
[[nodiscard]] Result<void> export_student(const Grader& grader, const StudentExport& plan, const Progress& progress);

}  // namespace parcours
