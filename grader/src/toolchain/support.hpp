#pragma once
// What all programs of a profile share: precompiled header, GoogleTest, the runtime, the symbols of the libraries. Made
// once a toolchain and kept in the cache.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "toolchain/cache.hpp"
#include "toolchain/profile.hpp"
#include "toolchain/tools.hpp"
#include "util/files.hpp"

namespace parcours {

/// Thread-safe. Errors: Fault::machine.
class Support {
 public:
  Support(const Tools& tools, const Installation& installation, const Cache& cache)
      : tools_(tools), installation_(installation), cache_(cache) {}

  /// The folder that holds it; makes it where it is not there yet, which takes up to a minute.
  [[nodiscard]] Result<std::filesystem::path> folder(Profile profile) const;
  [[nodiscard]] bool is_made(Profile profile) const;
  /// All that it is made of.
  [[nodiscard]] Result<std::string> key(Profile profile) const;
  /// A hash of the runtime's sources and this kind of processor: a program made with another cannot be used here.
  [[nodiscard]] Result<std::string> runtime_digest() const;

  /// The folder of what programs are made with that include these headers of the system besides: the precompiled
  /// header, and an object for each that has a source. It is the folder above where there are no such headers.
  [[nodiscard]] Result<std::filesystem::path> libraries(Profile profile,
                                                        const std::vector<SystemHeader>& headers) const;

  /// The folder of what programs whose work is done by ranks are linked with besides. Errors: also where Open MPI is
  /// missing.
  [[nodiscard]] Result<std::filesystem::path> ranks(Profile profile) const;

  /// Symbols that a submission may not define: those of the system's libraries and of the grader's runtime.
  [[nodiscard]] Result<std::set<std::string>> reserved_symbols(Profile profile, const Rubric& rubric) const;
  /// The program by which the race detector itself is tried (grader/runtime/canary.cpp).
  [[nodiscard]] Result<std::filesystem::path> canary() const;
  /// Preloaded into a benchmark program, it finds out what threads wait for (grader/runtime/waits.cpp).
  [[nodiscard]] Result<std::filesystem::path> waits_library() const;

 private:
  /// `folder` holds the runtime.
  [[nodiscard]] Result<void> compile_for(Profile profile, const std::filesystem::path& folder,
                                         const std::vector<Mount>& mounts, std::vector<std::string> arguments) const;
  [[nodiscard]] Result<void> compile_object(Profile profile, const std::filesystem::path& folder,
                                            const std::string& object, std::vector<std::string> arguments) const;
  [[nodiscard]] Result<void> make(Profile profile, const std::filesystem::path& folder) const;
  [[nodiscard]] Result<void> list_reserved_symbols(const std::vector<std::string>& objects,
                                                   const std::vector<std::string>& library_names,
                                                   const std::filesystem::path& folder) const;

  const Tools& tools_;
  const Installation& installation_;
  const Cache& cache_;
};

}  // namespace parcours
