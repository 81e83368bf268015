// The first thing that a rank does, before any constructor: it takes the grader's channel from the starter, who sends
// its orders from then on. A sanitizer is not ready yet: nothing here may be instrumented, nor call what it stands in
// for.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "channel.hpp"

#define PARCOURS_BARE __attribute__((disable_sanitizer_instrumentation, no_builtin, noinline))

namespace parcours::channel {
namespace {

/// Where the starter's socket is kept, out of the way of descriptors that programs count on.
constexpr int orders = 100;

/// What the entry says after `name` and "="; null: it is another's.
PARCOURS_BARE const char* value_after(const char* entry, const char* name) {
  while (*name != '\0')
    if (*entry++ != *name++) return nullptr;
  return *entry == '=' ? entry + 1 : nullptr;
}

PARCOURS_BARE const char* value_of(char** environment, const char* name) {
  for (; *environment != nullptr; ++environment)
    if (const char* const value = value_after(*environment, name); value != nullptr) return value;
  return nullptr;
}

PARCOURS_BARE unsigned long length(const char* text) {
  unsigned long size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

/// The descriptor that comes with the starter's greeting; -1: none.
PARCOURS_BARE int receive_descriptor(int connection) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))];
  msghdr message;
  __builtin_memset_inline(&message, 0, sizeof message);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  if (::syscall(SYS_recvmsg, connection, &message, 0) != 1) return -1;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  return *reinterpret_cast<const int*>(CMSG_DATA(header));
}

}  // namespace

PARCOURS_BARE int inherit(char** environment) noexcept {
  const char* const path = value_of(environment, "PARCOURS_STARTER");
  const char* const rank = value_of(environment, "OMPI_COMM_WORLD_RANK");
  sockaddr_un address;
  __builtin_memset_inline(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (path == nullptr || rank == nullptr || length(path) >= sizeof address.sun_path) return -1;
  for (unsigned long i = 0; path[i] != '\0'; ++i) address.sun_path[i] = path[i];
  const int fresh = static_cast<int>(::syscall(SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0));
  // Moved at once: it may be the descriptor of the channel.
  if (fresh < 0 || ::syscall(SYS_dup3, fresh, orders, O_CLOEXEC) != orders) return -1;
  ::syscall(SYS_close, fresh);
  if (::syscall(SYS_connect, orders, &address, sizeof address) != 0) return -1;
  ::syscall(SYS_sendto, orders, rank, length(rank), MSG_NOSIGNAL, nullptr, 0);
  const int grader = receive_descriptor(orders);
  if (grader < 0) return -1;
  if (grader != descriptor) {
    ::syscall(SYS_dup3, grader, descriptor, O_CLOEXEC);
    ::syscall(SYS_close, grader);
  }
  return orders;
}

}  // namespace parcours::channel
