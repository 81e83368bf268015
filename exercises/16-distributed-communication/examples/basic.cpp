// Two messages go through a socket: first badly, then well. Both ends of the socket are in this one program, so that
// there is nothing to set up; a real one would be in another process, on another machine.
//
// Prints:
//   258 as four bytes, the highest first: 00 00 01 02
//   two writes and one read: "coffeetea"
//   with a length in front: "coffee"
//   with a length in front: "tea"
//   the other side has closed, and nothing is cut in two
#include <sys/socket.h>  // socketpair
#include <unistd.h>      // read, write, close

#include <array>     // std::array
#include <cstddef>   // std::size_t
#include <cstdint>   // std::uint32_t
#include <cstdio>    // std::printf
#include <iostream>  // std::cout
#include <optional>  // std::optional
#include <string>    // std::string

// The four bytes that stand for a number: highest first, by agreement. Shifts work on the *value*, so this gives the
// same bytes on every machine. Copying the number's memory would not: most machines keep the lowest byte first.
std::array<unsigned char, 4> to_bytes(std::uint32_t number) {
  return {static_cast<unsigned char>(number >> 24), static_cast<unsigned char>(number >> 16),
          static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
}

// And back. Each byte becomes a 32-bit unsigned number before it is shifted: a byte by itself would become an int.
std::uint32_t from_bytes(const std::array<unsigned char, 4>& bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
         std::uint32_t{bytes[3]};
}

// Writes all of it. write() may take only a part, when the other side is slow to read; then we go on with the rest.
bool write_all(int socket, const void* data, std::size_t size) {
  const auto* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(socket, at, size);
    if (written <= 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

// Reads exactly so many bytes. read() brings what is there, at least one byte: perhaps half of what we want.
bool read_all(int socket, void* data, std::size_t size) {
  auto* at = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = read(socket, at, size);
    if (got <= 0) return false;  // 0: the other side has closed. Negative: an error.
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// A frame: four bytes that say how long the message is, and the message.
bool send_message(int socket, const std::string& message) {
  const auto length = to_bytes(static_cast<std::uint32_t>(message.size()));
  return write_all(socket, length.data(), length.size()) && write_all(socket, message.data(), message.size());
}

std::optional<std::string> receive_message(int socket) {
  std::array<unsigned char, 4> bytes{};
  if (!read_all(socket, bytes.data(), bytes.size())) return std::nullopt;
  const std::uint32_t length = from_bytes(bytes);
  // The length is what somebody *says*. Without this line, four bytes from a stranger would cost us four gigabytes.
  if (length > 1000) return std::nullopt;
  std::string message(length, '\0');
  if (!read_all(socket, message.data(), message.size())) return std::nullopt;
  return message;
}

int main() {
  std::printf("258 as four bytes, the highest first:");
  for (const unsigned byte : to_bytes(258)) std::printf(" %02x", byte);
  std::printf("\n");
  std::fflush(stdout);  // printf and cout have buffers of their own; so the lines stay in order

  // Two sockets that are connected with each other, as a client's and a server's are. SOCK_STREAM is how TCP behaves.
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) != 0) return 1;
  const auto [ours, theirs] = sockets;

  // Badly: two messages, and nothing that says where the first one ends. A stream is a row of bytes and no more.
  if (!write_all(ours, "coffee", 6) || !write_all(ours, "tea", 3)) return 1;
  std::string glued(100, '\0');
  const ssize_t got = read(theirs, glued.data(), glued.size());
  if (got < 0) return 1;
  glued.resize(static_cast<std::size_t>(got));
  std::cout << "two writes and one read: \"" << glued << "\"\n";

  // Well: each message says how long it is.
  if (!send_message(ours, "coffee") || !send_message(ours, "tea")) return 1;
  for (int i = 0; i < 2; ++i) {
    const std::optional<std::string> message = receive_message(theirs);
    if (!message) return 1;
    std::cout << "with a length in front: \"" << *message << "\"\n";
  }

  // The end: read() brings 0 bytes. Here it comes between two frames, so all is well. Within a frame it would mean that
  // a message was cut off.
  close(ours);
  if (receive_message(theirs)) return 1;
  std::cout << "the other side has closed, and nothing is cut in two\n";
  close(theirs);
}
