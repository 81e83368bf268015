#include "toolchain/compiler.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr int oldest_major = 18;

std::optional<fs::path> on_path(const std::string& name) {
  if (name.find('/') != std::string::npos)
    return ::access(name.c_str(), X_OK) == 0 ? std::optional(fs::path(name)) : std::nullopt;
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "/usr/bin" : path, ':')) {
    fs::path candidate = fs::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

/// "clang 19.1.7" out of `clang++ --version`; empty: it is no clang.
std::string version_of(const fs::path& clang) {
  const std::string command = "'" + clang.string() + "' --version 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  char line[512] = "";
  if (!pipe || std::fgets(line, sizeof line, pipe.get()) == nullptr) return {};
  const std::string text = line;
  const std::size_t at = text.find("clang version ");
  if (at == std::string::npos) return {};
  const std::size_t start = at + 14;
  return "clang " + text.substr(start, text.find_first_not_of("0123456789.", start) - start);
}

/// LLVM's tool of the compiler's version, else of any; empty: none.
fs::path tool(const std::string& name, int major) {
  if (auto found = on_path(fmt::format("{}-{}", name, major))) return *found;
  return on_path(name).value_or(fs::path());
}

}  // namespace

Result<Compiler> find_compiler() {
  const char* wished = std::getenv("PARCOURS_CLANG");
  std::vector<std::string> names = {"clang++-19", "clang++-18", "clang++"};
  if (wished != nullptr && *wished != '\0') names = {wished};
  std::string refused;
  for (const std::string& name : names) {
    const auto clang = on_path(name);
    if (!clang) continue;
    Compiler compiler{.clang = *clang, .symbolizer = {}, .nm = {}, .version = version_of(*clang)};
    if (compiler.version.empty()) {
      refused = fmt::format("{} is not clang", clang->string());
      continue;
    }
    compiler.major = std::atoi(compiler.version.c_str() + 6);
    if (compiler.major < oldest_major) {
      refused = fmt::format("{} is {}, too old: before 18 its race detector aborts under address randomisation",
                            clang->string(), compiler.version);
      continue;
    }
    compiler.symbolizer = tool("llvm-symbolizer", compiler.major);
    compiler.nm = tool("llvm-nm", compiler.major);
    if (compiler.nm.empty())
      return machine_error(
          "llvm-nm is missing, which lists the symbols of libraries; install LLVM's tools (Debian: llvm-{})",
          compiler.major);
    return compiler;
  }
  return machine_error("no compiler for submissions: {}; install clang 19 (Debian: clang-19 libclang-rt-19-dev lld-19)",
                       refused.empty() ? "no clang++ 19 or 18 on PATH" : refused);
}

}  // namespace parcours
