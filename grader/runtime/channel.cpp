#include "channel.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace parcours::channel {
namespace {

constexpr std::size_t secret_size = 16;
char secret[secret_size + 1] = "";  // and the blank after it

}  // namespace

void send(std::string_view packet) noexcept {
  iovec parts[] = {{secret, sizeof secret}, {const_cast<char*>(packet.data()), packet.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  while (::syscall(SYS_sendmsg, descriptor, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

std::string receive() {
  static char order[64 * 1024];
  const long size = ::syscall(SYS_recvfrom, descriptor, order, sizeof order, 0, nullptr, nullptr);
  if (size <= static_cast<long>(sizeof secret)) return {};
  std::memcpy(secret, order, sizeof secret);
  std::string text(order + sizeof secret, static_cast<std::size_t>(size) - sizeof secret);
  ::explicit_bzero(order, sizeof secret);
  return text;
}

}  // namespace parcours::channel
