#include "toolchain/cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "util/fd.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Written last. Entries are made in place, since precompiled headers remember the paths they were made from.
constexpr const char* complete = ".complete";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path default_root() {
  if (const std::string root = variable("PARCOURS_CACHE"); !root.empty()) return fs::absolute(root);
  if (::geteuid() == 0) return "/var/cache/parcours";
  if (const std::string home = variable("XDG_CACHE_HOME"); !home.empty()) return fs::path(home) / "parcours";
  return fs::path(variable("HOME")) / ".cache/parcours";
}

}  // namespace

Result<Cache> Cache::open() {
  const fs::path root = default_root();
  std::error_code error;
  fs::create_directories(root, error);
  if (error || ::access(root.c_str(), W_OK) != 0)
    return machine_error("{}: cannot be written ({}): set PARCOURS_CACHE to a folder that can", root.string(),
                         std::strerror(errno));
  return Cache(root);
}

fs::path Cache::folder_of(const std::string& key) const { return root_ / sha256(key).substr(0, 32); }

bool Cache::has(const std::string& key) const { return fs::exists(folder_of(key) / complete); }

Result<fs::path> Cache::get(const std::string& key, const std::function<Result<void>(const fs::path&)>& make) const {
  fs::path folder = folder_of(key);
  if (has(key)) return folder;
  const fs::path lock_path = folder.string() + ".lock";
  const UniqueFd lock(::open(lock_path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0)
    return machine_error("{}: cannot be locked: {}", lock_path.string(), std::strerror(errno));
  if (has(key)) return folder;  // another grader made it meanwhile
  std::error_code error;
  fs::remove_all(folder, error);  // what an interrupted grader left
  fs::create_directories(folder, error);
  if (error) return machine_error("{}: cannot be made: {}", folder.string(), error.message());
  if (auto made = make(folder); !made) return tl::unexpected(made.error());
  if (auto marked = write_file(folder / complete, ""); !marked) return tl::unexpected(marked.error());
  return folder;
}

}  // namespace parcours
