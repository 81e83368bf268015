#pragma once
// Your file. The task is in README.md beside it. Keep the types and the signatures below; everything else is yours to
// change, and you may include whatever you need from the standard library.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

// ---- The messages ---------------------------------------------------------------------------------------------------

// "Are you there?" The answer is a Ping with the same token.
struct Ping {
  std::uint64_t token = 0;
  bool operator==(const Ping&) const = default;
};

struct Argument {
  std::string name;
  std::int64_t value = 0;
  bool operator==(const Argument&) const = default;
};

// "Run this for me." The id comes back in the answer.
struct Call {
  std::uint64_t id = 0;
  std::string method;
  std::vector<Argument> arguments;
  std::optional<std::uint32_t> timeout_ms;
  bool operator==(const Call&) const = default;
};

struct Result {
  std::uint64_t id = 0;
  std::vector<std::uint8_t> data;
  bool operator==(const Result&) const = default;
};

struct Failure {
  std::uint64_t id = 0;
  std::uint16_t code = 0;
  std::string text;
  bool operator==(const Failure&) const = default;
};

using Message = std::variant<Ping, Call, Result, Failure>;

// The most bytes that a payload may have.
inline constexpr std::size_t max_payload = 1'048'576;

// The bytes are no message: they are damaged, cut short, hostile, or of another version of the format.
class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// ---- Given: the checksum --------------------------------------------------------------------------------------------

// The same number as zlib.crc32(bytes) in Python.
inline std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  static constexpr auto table = [] {
    std::array<std::uint32_t, 256> entries{};
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      std::uint32_t entry = i;
      for (int bit = 0; bit < 8; ++bit) entry = (entry >> 1) ^ ((entry & 1U) != 0 ? 0xedb88320U : 0U);
      entries[i] = entry;
    }
    return entries;
  }();
  std::uint32_t rest = 0xffffffffU;
  for (const std::uint8_t byte : bytes) rest = (rest >> 8) ^ table[(rest ^ byte) & 0xffU];
  return ~rest;
}

// ---- Yours ----------------------------------------------------------------------------------------------------------

// The message as one frame. Throws std::length_error if its payload would have more than max_payload bytes.
inline std::vector<std::uint8_t> encode(const Message& message) {
  (void)message;
  return {};  // TODO
}

// The message of a datagram, which is one whole frame and nothing else. Throws WireError if it is not. Reads only the
// bytes that it was given, whatever they say.
inline Message decode(std::span<const std::uint8_t> datagram) {
  (void)datagram;
  return {};  // TODO
}

// The messages of a stream, which arrives in pieces of any size.
class Decoder {
 public:
  // Takes the next piece of the stream. The bytes are the caller's again when this returns. Throws no WireError: what
  // is wrong with the stream, next() tells in its turn.
  void feed(std::span<const std::uint8_t> bytes) {
    (void)bytes;  // TODO
  }

  // The next message, in the order of the stream; empty if it has not arrived in full. Throws WireError if what comes
  // next cannot become a message any more, and again at each further call: the stream is broken for good.
  std::optional<Message> next() {
    return {};  // TODO
  }

  // Whether the stream may end here: all that was fed has been given out as messages, and nothing was wrong.
  bool clean() const {
    return true;  // TODO
  }
};
