#pragma once
// Sockets on this machine, as the proxies need them.
#include <netinet/in.h>

namespace parcours {

/// Closes it in the end. -1: none.
class Socket {
 public:
  explicit Socket(int descriptor = -1) noexcept : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] explicit operator bool() const noexcept { return descriptor_ >= 0; }
  int release() noexcept;
  /// The other side sees a reset (TCP).
  void reset() noexcept;

 private:
  int descriptor_;
};

[[nodiscard]] sockaddr_in loopback(int port) noexcept;

/// Bound to a free port, and listening where it is of streams; does not block. `type`: SOCK_STREAM or SOCK_DGRAM.
/// Throws std::runtime_error where there is none to be had.
[[nodiscard]] Socket open_port(int type);
/// Connected, or connecting, to a port; does not block.
[[nodiscard]] Socket connect_to(int type, int port);
[[nodiscard]] int port_of(const Socket& socket) noexcept;

/// Wakes a thread that polls: an event descriptor.
class Bell {
 public:
  Bell();
  void ring() noexcept;
  void quiet() noexcept;
  [[nodiscard]] int get() const noexcept { return event_.get(); }

 private:
  Socket event_;
};

}  // namespace parcours
