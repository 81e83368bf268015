#pragma once
// The compiler that submissions are built with.
#include <filesystem>
#include <string>

#include "util/result.hpp"

namespace parcours {

struct Compiler {
  std::filesystem::path clang;       ///< clang++ as called
  std::filesystem::path symbolizer;  ///< llvm-symbolizer of the same version; empty: none
  std::filesystem::path nm;          ///< llvm-nm of the same version
  std::string version;               ///< "clang 19.1.7"
  int major = 0;
};

/// The first of PARCOURS_CLANG, clang++-19, clang++-18, clang++ on PATH whose version serves: 18 or later, since older
/// ThreadSanitizers abort where the kernel randomises addresses by more than 28 bits. Errors: Fault::machine.
[[nodiscard]] Result<Compiler> find_compiler();

}  // namespace parcours
