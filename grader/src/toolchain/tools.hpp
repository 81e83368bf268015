#pragma once
// The compiler and its companions, run inside the sandbox.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"
#include "toolchain/compiler.hpp"

namespace parcours {

/// Thread-safe.
class Tools {
 public:
  Tools(Sandbox& sandbox, Compiler compiler) : sandbox_(sandbox), compiler_(std::move(compiler)) {}

  /// Runs a program in `folder`, of which only what `mounts` names is there; at most for `wall`. Errors:
  /// Fault::machine.
  [[nodiscard]] Result<Outcome> run(std::vector<std::string> argv, const std::filesystem::path& folder,
                                    std::vector<Mount> mounts, std::chrono::milliseconds wall,
                                    const std::string& input = "") const;
  /// The same with clang, whose name need not be among the arguments.
  [[nodiscard]] Result<Outcome> compile(std::vector<std::string> arguments, const std::filesystem::path& folder,
                                        std::vector<Mount> mounts, std::chrono::milliseconds wall,
                                        const std::string& input = "") const;

  [[nodiscard]] const Compiler& compiler() const { return compiler_; }

 private:
  Sandbox& sandbox_;
  Compiler compiler_;
};

}  // namespace parcours
