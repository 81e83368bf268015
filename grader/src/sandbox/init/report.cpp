#include "sandbox/init/report.hpp"

#include <cstring>

namespace parcours {

void send_text(int fd, protocol::Kind kind, const char* bytes, std::size_t size) {
  static protocol::Text text;
  text.header.kind = kind;
  text.size = static_cast<std::uint32_t>(size < protocol::text_capacity ? size : protocol::text_capacity);
  std::memcpy(text.bytes, bytes, text.size);
  send_packet(fd, text, offsetof(protocol::Text, bytes) + text.size);
}

}  // namespace parcours
