#pragma once
// From an exercise and a header to programs, compiled inside the sandbox.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "toolchain/cache.hpp"
#include "toolchain/compiler.hpp"
#include "toolchain/profile.hpp"
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
      : sandbox_(sandbox),
        compiler_(std::move(compiler)),
        installation_(std::move(installation)),
        cache_(std::move(cache)) {}

  /// Makes what all submissions share (precompiled headers, GoogleTest, the main functions), once a toolchain.
  [[nodiscard]] Result<void> warm(Profile profile) const;
  [[nodiscard]] bool is_warm(Profile profile) const;

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

  /// Symbols that a submission may not define: those of the system's libraries and of the grader's runtime.
  [[nodiscard]] Result<std::set<std::string>> reserved_symbols(Profile profile) const;
  /// The program by which the race detector itself is tried (grader/runtime/canary.cpp).
  [[nodiscard]] Result<std::filesystem::path> canary() const;
  /// Preloaded into a benchmark program, it finds out what threads wait for (grader/runtime/waits.cpp).
  [[nodiscard]] Result<std::filesystem::path> waits_library() const;
  /// Where the headers lie that a submission may include.
  [[nodiscard]] Result<std::vector<std::filesystem::path>> readable_folders(Profile profile) const;

  [[nodiscard]] const Compiler& compiler() const { return compiler_; }
  [[nodiscard]] const Installation& installation() const { return installation_; }
  [[nodiscard]] const Cache& cache() const { return cache_; }

 private:
  [[nodiscard]] Result<std::string> support_key(Profile profile) const;
  [[nodiscard]] Result<std::filesystem::path> support(Profile profile) const;
  [[nodiscard]] Result<void> make_support(Profile profile, const std::filesystem::path& folder) const;
  /// The folder that the compiler sees: the student's header, and nothing of the tests.
  [[nodiscard]] static Result<void> lay_out(const Exercise& exercise, const std::string& header,
                                            const std::filesystem::path& folder);
  /// What the compiler gets on its standard input; so the text of the tests is in no file that a header could include.
  [[nodiscard]] static Result<std::string> source_of(const Exercise& exercise, const std::string& header,
                                                     Profile profile);
  [[nodiscard]] Result<Outcome> front_end(Profile profile, const std::filesystem::path& shared,
                                          const std::string& source, const std::filesystem::path& folder,
                                          std::chrono::milliseconds wall) const;
  [[nodiscard]] static std::vector<std::string> link_arguments(Profile profile, const std::filesystem::path& shared);
  [[nodiscard]] Result<Outcome> back_end(Profile profile, const std::filesystem::path& shared,
                                         const std::vector<std::string>& link, const std::filesystem::path& folder,
                                         std::chrono::milliseconds wall) const;
  [[nodiscard]] Result<void> list_reserved_symbols(Profile profile, const std::filesystem::path& folder) const;
  /// Runs one of the toolchain's programs in the sandbox.
  [[nodiscard]] Result<Outcome> run_tool(std::vector<std::string> argv, const std::filesystem::path& folder,
                                         std::vector<Mount> mounts, std::chrono::milliseconds wall,
                                         const std::string& input) const;
  [[nodiscard]] Result<Outcome> compile(std::vector<std::string> arguments, const std::filesystem::path& folder,
                                        std::vector<Mount> mounts, std::chrono::milliseconds wall,
                                        const std::string& input = "") const;

  Sandbox& sandbox_;
  Compiler compiler_;
  Installation installation_;
  Cache cache_;
};

}  // namespace parcours
