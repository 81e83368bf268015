#pragma once
// What the grading of a submission depends on, as a key: the same key, the same evidence, but for noise.
#include <string>

#include "course/course.hpp"
#include "toolchain/compiler.hpp"
#include "util/files.hpp"

namespace parcours {

class GradingKeys {
 public:
  /// Reads all that gradings of the exercise depend on: its tests, scenarios, benchmark, reference and baselines, the
  /// observed part of its rubric, the compiler, this program and what submissions are linked with. Errors: input where
  /// a file of the course cannot be read, machine where one of the program's.
  [[nodiscard]] static Result<GradingKeys> create(const Exercise& exercise, const Installation& installation,
                                                  const Compiler& compiler);

  /// Hexadecimal. `sha256`: of the submitted header.
  [[nodiscard]] std::string of(const std::string& sha256) const;

 private:
  explicit GradingKeys(std::string common) : common_(std::move(common)) {}
  std::string common_;
};

/// The seed with which a submission is graded: the same for the same key, so that nobody's luck differs from another's
/// who handed in the same.
[[nodiscard]] std::uint64_t seed_of(const std::string& key);

}  // namespace parcours
