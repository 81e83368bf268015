#include "batch/batch_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace parcours {
namespace fs = std::filesystem;

Result<BatchFolder> BatchFolder::open(const fs::path& path) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_directory(path, error))
    return input_error("{}: is no folder; --out names the one for the results", path.string());
  fs::create_directories(path, error);
  if (error) return input_error("{}: cannot be made: {}", path.string(), error.message());
  const fs::path lock = path / ".lock";
  // Of a folder with other things in it nobody knows what may be written over.
  if (!fs::exists(lock, error) && !fs::is_empty(path, error))
    return input_error("{}: holds other files; --out names a new folder, or that of an earlier batch", path.string());
  UniqueFd fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return machine_error("{}: cannot be written: {}", lock.string(), std::strerror(errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return input_error("{}: another batch is at work there; wait for it, or name another folder", path.string());
  BatchFolder folder(fs::absolute(path).lexically_normal(), std::move(fd));
  fs::remove_all(folder.scratch(), error);
  fs::create_directory(folder.scratch(), error);
  if (!error) fs::permissions(folder.scratch(), fs::perms::owner_all, error);
  if (error) return machine_error("{}: cannot be made: {}", folder.scratch().string(), error.message());
  return folder;
}

BatchFolder::~BatchFolder() {
  std::error_code ignored;
  if (lock_) fs::remove_all(scratch(), ignored);
}

}  // namespace parcours
