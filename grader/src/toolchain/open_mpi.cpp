#include "toolchain/open_mpi.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "util/text.hpp"

namespace parcours {
namespace {

/// The words that `mpicxx` answers to a question; none where it does not know it.
std::vector<std::string> ask(const std::string& question) {
  const std::string command = "mpicxx " + question + " 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string answer;
  char piece[512];
  while (pipe && std::fgets(piece, sizeof piece, pipe.get()) != nullptr) answer += piece;
  std::vector<std::string> words;
  for (const std::string& word : split(std::string(trim(answer)), ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::string starter() {
  const char* const path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "/usr/bin" : path, ':')) {
    std::error_code none;
    const std::filesystem::path real = std::filesystem::canonical(std::filesystem::path(folder) / "mpirun", none);
    if (!none) return real.string();
  }
  return {};
}

Result<OpenMpi> look() {
  OpenMpi found;
  for (const std::string& folder : ask("--showme:incdirs")) found.compile.push_back("-I" + folder);
  for (const std::string& folder : ask("--showme:libdirs")) {
    found.link.push_back("-L" + folder);
    if (found.library.empty()) found.library = folder + "/libmpi.so";
  }
  found.link.emplace_back("-lmpi");
  found.starter = starter();
  const bool there = !found.compile.empty() && !found.library.empty() && !found.starter.empty();
  found.compile.emplace_back("-DOMPI_SKIP_MPICXX=1");  // bindings that MPI 3 has given up, in a library of their own
  if (!there)
    return machine_error(
        "Open MPI is missing, which this exercise needs. Install it: Debian and Ubuntu libopenmpi-dev and openmpi-bin, "
        "Fedora openmpi-devel, Homebrew open-mpi");
  return found;
}

}  // namespace

const Result<OpenMpi>& find_open_mpi() {
  static const Result<OpenMpi> found = look();
  return found;
}

std::vector<std::pair<std::string, std::string>> environment_of_ranks(int ranks) {
  if (ranks == 0 || !find_open_mpi()) return {};
  return {{"PARCOURS_RANKS", std::to_string(ranks)}, {"PARCOURS_MPIRUN", find_open_mpi()->starter}};
}

}  // namespace parcours
