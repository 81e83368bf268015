#include "batch/batch_folder.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// A record lock, since it is this process's alone and ends with it. One of flock's would live on in a child that has
/// been forked and not yet become its command: a batch given again right after it was killed would find it held.
Result<void> hold(int fd, const fs::path& lock) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd, F_SETLK, &whole) == 0) return {};
  if (errno == EAGAIN || errno == EACCES)
    return input_error("{}: another batch is at work there; wait for it, or name another folder",
                       lock.parent_path().string());
  return machine_error("{}: cannot be locked: {}", lock.string(), std::strerror(errno));
}

}  // namespace

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
  if (auto held = hold(fd.get(), lock); !held) return tl::unexpected(held.error());
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
