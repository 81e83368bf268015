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

char order[64 * 1024];
long order_size = 0;
bool order_waits = false;
int source = descriptor;  ///< of the orders

__attribute__((disable_sanitizer_instrumentation)) void take_order() {
  order_size = ::syscall(SYS_recvfrom, source, order, sizeof order, 0, nullptr, nullptr);
  order_waits = true;
}

__attribute__((disable_sanitizer_instrumentation)) void take_first(int, char**, char** environment) {
  if (inherit != nullptr)
    if (const int own = inherit(environment); own >= 0) source = own;
  take_order();
}

/// The first order is taken before any constructor of a submission runs, which could read the secret in it, or start
/// the program anew with other options for the race detector and leave the order to that one.
__attribute__((section(".preinit_array"), used)) void (*const first)(int, char**, char**) = take_first;

}  // namespace

void send(std::string_view packet) noexcept {
  iovec parts[] = {{secret, sizeof secret}, {const_cast<char*>(packet.data()), packet.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  while (::syscall(SYS_sendmsg, descriptor, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

std::string sealed(const std::string& text) { return std::string(secret, sizeof secret) + text; }

std::string receive() {
  if (!order_waits) take_order();
  order_waits = false;
  if (order_size <= static_cast<long>(sizeof secret)) return {};
  std::memcpy(secret, order, sizeof secret);
  std::string text(order + sizeof secret, static_cast<std::size_t>(order_size) - sizeof secret);
  ::explicit_bzero(order, sizeof secret);
  return text;
}

}  // namespace parcours::channel
