#include "util/fd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace parcours {

void UniqueFd::reset() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<FdPair> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return machine_error("cannot make a pipe: {}", std::strerror(errno));
  return FdPair{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<FdPair> make_packet_socket() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    return machine_error("cannot make a socket pair: {}", std::strerror(errno));
  return FdPair{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<UniqueFd> make_filled_pipe(const std::string& bytes) {
  auto pipe = make_pipe();
  if (!pipe) return tl::unexpected(pipe.error());
  const int writing = pipe->theirs.get();
  ::fcntl(writing, F_SETFL, O_NONBLOCK);  // what does not fit must fail, not wait
  if (::fcntl(writing, F_SETPIPE_SZ, static_cast<int>(bytes.size()) + 1) < 0 && bytes.size() > 64 * 1024)
    return machine_error("cannot enlarge a pipe to {} bytes: {}", bytes.size(), std::strerror(errno));
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t size = ::write(writing, bytes.data() + written, bytes.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return machine_error("cannot fill a pipe: {}", std::strerror(errno));
    written += static_cast<std::size_t>(size);
  }
  return std::move(pipe->ours);
}

}  // namespace parcours
