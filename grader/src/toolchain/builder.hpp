#pragma once
// From an exercise and a header to programs, compiled inside the sandbox.
#include <filesystem>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "toolchain/cache.hpp"
#include "toolchain/compiler.hpp"
#include "toolchain/profile.hpp"
#include "toolchain/support.hpp"
#include "toolchain/tools.hpp"
#include "util/files.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// What came of building one program. Either `program` is there or `findings` say why not.
struct Build {
  std::filesystem::path program;
  std::filesystem::path ir;          ///< LLVM's text of it before any optimisation
  std::filesystem::path read_files;  ///< a make rule that names every file the compiler read
  std::vector<Finding> findings;
  double seconds = 0;  ///< wall time of the compiler

  [[nodiscard]] bool ok() const { return findings.empty(); }
};

/// Thread-safe.
class Builder {
 public:
  Builder(Sandbox& sandbox, Compiler compiler, Installation installation, Cache cache)
      : tools_(sandbox, std::move(compiler)),
        installation_(std::move(installation)),
        cache_(std::move(cache)),
        support_(tools_, installation_, cache_) {}
  Builder(const Builder&) = delete;  // its parts refer to each other
  Builder& operator=(const Builder&) = delete;

  /// Compiles `header` (the text of the student's file) into a program at `folder`/program. `folder` must exist,
  /// be writable, and hold nothing else.
  [[nodiscard]] Result<Build> build(const Exercise& exercise, const Rubric& rubric, const std::string& header,
                                    Profile profile, const std::filesystem::path& folder) const;

  /// The program of a header of the course, such as the reference: built once and kept. Errors: Fault::input where it
  /// does not compile.
  [[nodiscard]] Result<std::filesystem::path> kept(const Exercise& exercise, const Rubric& rubric, Profile profile,
                                                   const std::filesystem::path& file) const;
  [[nodiscard]] Result<std::filesystem::path> reference(const Exercise& exercise, const Rubric& rubric,
                                                        Profile profile) const {
    return kept(exercise, rubric, profile, exercise.reference);
  }

  /// Where the headers lie that a submission may include.
  [[nodiscard]] Result<std::vector<std::filesystem::path>> readable_folders(Profile profile,
                                                                            const Rubric& rubric) const;

  [[nodiscard]] const Support& support() const { return support_; }
  [[nodiscard]] const Compiler& compiler() const { return tools_.compiler(); }
  [[nodiscard]] const Installation& installation() const { return installation_; }
  [[nodiscard]] const Cache& cache() const { return cache_; }

 private:
  /// The folder that the compiler sees: the student's header, and nothing of the tests.
  [[nodiscard]] static Result<void> lay_out(const Exercise& exercise, const std::string& header,
                                            const std::filesystem::path& folder);
  /// What the compiler gets on its standard input; so the text of the tests is in no file that a header could include.
  [[nodiscard]] static Result<std::string> source_of(const Exercise& exercise, const std::string& header,
                                                     Profile profile);
  /// What all programs of an exercise and a profile have in common.
  struct Common {
    std::filesystem::path support;
    std::filesystem::path libraries;             ///< Support::libraries
    std::vector<std::string> compile;            ///< flags
    std::vector<std::string> link;               ///< arguments, without the rubric's
    std::vector<std::filesystem::path> folders;  ///< that the linker reads
  };
  [[nodiscard]] Result<Common> common(Profile profile, const Rubric& rubric) const;
  [[nodiscard]] Result<Outcome> front_end(Profile profile, const Common& common, const std::string& source,
                                          const std::filesystem::path& folder, std::chrono::milliseconds wall) const;
  [[nodiscard]] Result<Outcome> back_end(Profile profile, const Common& common, const std::vector<std::string>& link,
                                         const std::filesystem::path& folder, std::chrono::milliseconds wall) const;

  Tools tools_;
  Installation installation_;
  Cache cache_;
  Support support_;
};

}  // namespace parcours
