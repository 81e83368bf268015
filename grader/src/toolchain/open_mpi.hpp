#pragma once
// Open MPI, which exercises with `launch: mpi` need.
#include <string>
#include <utility>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct OpenMpi {
  std::vector<std::string> compile;  ///< flags: where its headers lie
  std::vector<std::string> link;     ///< flags: its library
  std::string library;               ///< the library's file
  std::string starter;               ///< mpirun, behind all links: those of /etc lead nowhere in the sandbox
};

/// As its compiler wrapper mpicxx tells. Looks once. Errors: Fault::machine, where it is missing. Thread-safe.
[[nodiscard]] const Result<OpenMpi>& find_open_mpi();

/// What the environment of a program must say so that it starts its ranks; nothing where `ranks` is 0.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> environment_of_ranks(int ranks);

}  // namespace parcours
