#pragma once
// Open MPI, which exercises with `launch: mpi` need.
#include <string>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct OpenMpi {
  std::vector<std::string> compile;  ///< flags: where its headers lie
  std::vector<std::string> link;     ///< flags: its library
  std::string library;               ///< the library's file
};

/// As its compiler wrapper mpicxx tells. Looks once. Errors: Fault::machine, where it is missing. Thread-safe.
[[nodiscard]] const Result<OpenMpi>& find_open_mpi();

}  // namespace parcours
