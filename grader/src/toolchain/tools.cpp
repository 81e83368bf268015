#include "toolchain/tools.hpp"

namespace parcours {
namespace fs = std::filesystem;

Result<Outcome> Tools::compile(std::vector<std::string> arguments, const fs::path& folder, std::vector<Mount> mounts,
                               std::chrono::milliseconds wall, const std::string& input) const {
  arguments.insert(arguments.begin(), compiler_.clang.string());
  return run(std::move(arguments), folder, std::move(mounts), wall, input);
}

Result<Outcome> Tools::run(std::vector<std::string> argv, const fs::path& folder, std::vector<Mount> mounts,
                           std::chrono::milliseconds wall, const std::string& input) const {
  Limits limits;
  limits.wall = wall;
  limits.cpu = wall;
  limits.memory_bytes = 4096ULL << 20;
  limits.file_bytes = 512ULL << 20;
  return sandbox_.run({.argv = std::move(argv),
                       .environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}},
                       .folder = folder,
                       .mounts = std::move(mounts),
                       .input = input},
                      limits);
}

}  // namespace parcours
