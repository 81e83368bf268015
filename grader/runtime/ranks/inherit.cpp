// The first thing that a rank does, before any constructor: it takes the grader's channel from the starter, who sends
// its orders from then on. System calls only.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "channel.hpp"

namespace parcours::channel {
namespace {

/// Where the starter's socket is kept, out of the way of descriptors that programs count on.
constexpr int orders = 100;

const char* value_of(char** environment, std::string_view name) {
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return *environment + name.size() + 1;
  }
  return nullptr;
}

/// The descriptor that comes with the starter's greeting; -1: none.
int receive_descriptor(int connection) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  if (::syscall(SYS_recvmsg, connection, &message, 0) != 1) return -1;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

}  // namespace

int inherit(char** environment) noexcept {
  const char* const path = value_of(environment, "PARCOURS_STARTER");
  const char* const rank = value_of(environment, "OMPI_COMM_WORLD_RANK");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path == nullptr || rank == nullptr || std::strlen(path) >= sizeof address.sun_path) return -1;
  std::strcpy(address.sun_path, path);
  const int connection = static_cast<int>(::syscall(SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0));
  if (connection < 0 || ::syscall(SYS_connect, connection, &address, sizeof address) != 0) return -1;
  ::syscall(SYS_sendto, connection, rank, std::strlen(rank), MSG_NOSIGNAL, nullptr, 0);
  const int grader = receive_descriptor(connection);
  if (grader < 0) return -1;
  if (grader != descriptor) {
    ::syscall(SYS_dup3, grader, descriptor, O_CLOEXEC);
    ::syscall(SYS_close, grader);
  }
  ::syscall(SYS_dup3, connection, orders, O_CLOEXEC);
  ::syscall(SYS_close, connection);
  return orders;
}

}  // namespace parcours::channel
