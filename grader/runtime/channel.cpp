#include "channel.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace parcours::channel {

void send(std::string_view packet) noexcept {
  while (::syscall(SYS_sendto, descriptor, packet.data(), packet.size(), MSG_NOSIGNAL, nullptr, 0) < 0 &&
         errno == EINTR) {
  }
}

std::string receive() {
  std::string packet(64 * 1024, '\0');
  const long size = ::syscall(SYS_recvfrom, descriptor, packet.data(), packet.size(), 0, nullptr, nullptr);
  packet.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return packet;
}

}  // namespace parcours::channel
