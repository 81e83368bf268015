#pragma once
// Packets to the grader.
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

#include "sandbox/protocol.hpp"

namespace parcours {

template <class T>
void send_packet(int fd, const T& packet, std::size_t size = sizeof(T)) {
  while (::send(fd, &packet, size, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

/// At most protocol::text_capacity bytes; the rest is cut off. Not thread-safe.
void send_text(int fd, protocol::Kind kind, const char* bytes, std::size_t size);

}  // namespace parcours
