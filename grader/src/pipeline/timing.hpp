#pragma once
// A submission's speed, for its grade.
#include <filesystem>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "pipeline/candidate.hpp"
#include "sandbox/turnstile.hpp"
#include "toolchain/builder.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// Times `benchmark`, the program of a submission, beside the reference, and with different numbers of threads where
/// the rubric asks for it. What comes of it goes to `evidence`. Nothing else should run on the machine meanwhile: it is
/// alone behind `turnstile`, where there is one, and `sandbox` is not behind it. Errors: input, where the reference or
/// a baseline is missing or does not compile; machine.
[[nodiscard]] Result<void> time_for_grade(Sandbox& sandbox, Turnstile* turnstile, const Builder& builder,
                                          const Exercise& exercise, const Rubric& rubric,
                                          const std::filesystem::path& benchmark, Evidence& evidence,
                                          const Progress& progress);

}  // namespace parcours
