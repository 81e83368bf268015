#pragma once
// One task of a spool, on whatever machine it was sent to.
#include <filesystem>
#include <functional>
#include <string>

#include "batch/spool.hpp"
#include "util/files.hpp"

namespace parcours {

/// Grades the submission in `file`.
using GradeTask = std::function<Result<GradedSubmission>(const SpoolPlan& plan, const SpoolTask& task,
                                                         const std::filesystem::path& file)>;

/// With what is installed on this machine, which must be what the batch was begun with: the same program, compiler and
/// course. Where it is not, or this machine cannot grade, that is an error of Fault::machine.
[[nodiscard]] Result<GradedSubmission> grade_here(const Installation& installation, const SpoolPlan& plan,
                                                  const SpoolTask& task, const std::filesystem::path& file);

/// Does the task of that number and leaves its result, which may be an error, in the spool. Errors: machine, where
/// there is no such task or the result cannot be left.
[[nodiscard]] Result<void> work_on(const Spool& spool, int number, const GradeTask& grade);

/// This machine's name, as Slurm has it.
[[nodiscard]] std::string host_name();

}  // namespace parcours
