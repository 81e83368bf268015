#pragma once
// Each message lists its parts once, in `parts`, and an archive goes through the list: one that writes, or one that
// reads. So writing and reading cannot come apart. The reader throws nothing on its way; it notes that something failed
// and gives zeros from then on.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

struct Ping {
  std::uint64_t token = 0;
  bool operator==(const Ping&) const = default;
};

struct Argument {
  std::string name;
  std::int64_t value = 0;
  bool operator==(const Argument&) const = default;
};

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

inline constexpr std::size_t max_payload = 1'048'576;

class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

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

template <class Archive>
void parts(Archive& archive, Ping& ping) {
  archive.fixed(ping.token);
}
template <class Archive>
void parts(Archive& archive, Argument& argument) {
  archive.text(argument.name);
  archive.signed_number(argument.value);
}
template <class Archive>
void parts(Archive& archive, Call& call) {
  archive.number(call.id);
  archive.text(call.method);
  archive.list(call.arguments);
}
template <class Archive>
void parts(Archive& archive, Result& result) {
  archive.number(result.id);
  archive.text(result.data);
}
template <class Archive>
void parts(Archive& archive, Failure& failure) {
  archive.number(failure.id);
  archive.fixed(failure.code);
  archive.text(failure.text);
}

// To the network's order, or from there: the same exchange of bytes.
template <class Unsigned>
Unsigned network_order(Unsigned value) {
  if constexpr (std::endian::native == std::endian::big) {
    return value;
  } else if constexpr (sizeof value == 2) {
    return __builtin_bswap16(value);
  } else if constexpr (sizeof value == 4) {
    return __builtin_bswap32(value);
  } else {
    return __builtin_bswap64(value);
  }
}

class OutArchive {
 public:
  void fixed(auto value) {
    const auto turned = network_order(value);
    char bytes[sizeof turned];
    std::memcpy(bytes, &turned, sizeof turned);
    out_.append(bytes, sizeof turned);
  }
  void number(std::uint64_t value) {
    char bytes[10];
    std::size_t size = 0;
    do {
      bytes[size++] = static_cast<char>(value < 128 ? value : 128 | (value & 127));
      value >>= 7;
    } while (value != 0);
    out_.append(bytes, size);
  }
  void signed_number(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    number(bits << 1 ^ -(bits >> 63));
  }
  void text(const auto& value) {
    number(value.size());
    out_.append(value.begin(), value.end());
  }
  void list(auto& values) {
    number(values.size());
    for (auto& value : values) parts(*this, value);
  }
  const std::string& out() const { return out_; }

 private:
  std::string out_;
};

class InArchive {
 public:
  InArchive(const char* at, const char* end) : at_(at), end_(end) {}

  bool failed() const { return failed_; }
  bool done() const { return failed_ || at_ == end_; }
  // A number may be incomplete without being wrong: the rest of the stream may bring it.
  bool ran_out() const { return ran_out_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  const char* position() const { return at_; }

  template <class Unsigned>
  void fixed(Unsigned& value) {
    value = 0;
    if (const char* const bytes = take(sizeof value)) {
      std::memcpy(&value, bytes, sizeof value);
      value = network_order(value);
    }
  }
  void number(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift <= 63; shift += 7) {
      const char* const byte = take(1);
      if (byte == nullptr) {
        value = 0;
        return;
      }
      const auto part = static_cast<std::uint64_t>(static_cast<unsigned char>(*byte));
      if (shift == 63 && part > 1) break;
      value |= (part & 127) << shift;
      if (part < 128) {
        if (part == 0 && shift > 0) break;
        return;
      }
    }
    value = 0;
    failed_ = true;
  }
  void signed_number(std::int64_t& value) {
    std::uint64_t bits = 0;
    number(bits);
    value = static_cast<std::int64_t>(bits >> 1 ^ -(bits & 1));
  }
  template <class Text>
  void text(Text& value) {
    std::uint64_t size = 0;
    number(size);
    if (const char* const bytes = take(size)) value.assign(bytes, bytes + size);
  }
  template <class Value>
  void list(std::vector<Value>& values) {
    std::uint64_t count = 0;
    number(count);
    // Never more rounds than there are bytes, whatever the count is.
    for (; count > 0 && !failed_; --count) parts(*this, values.emplace_back());
  }
  InArchive field() {
    std::uint64_t size = 0;
    number(size);
    const char* const bytes = take(size);
    return bytes != nullptr ? InArchive(bytes, bytes + size) : InArchive(end_, end_);
  }

 private:
  const char* take(std::uint64_t size) {
    if (failed_ || size > left()) {
      ran_out_ = ran_out_ || !failed_;
      failed_ = true;
      at_ = end_;
      return nullptr;
    }
    const char* const bytes = at_;
    at_ += size;
    return bytes;
  }

  const char* at_;
  const char* end_;
  bool failed_ = false;
  bool ran_out_ = false;
};

inline std::vector<std::uint8_t> encode(const Message& message) {
  OutArchive payload;
  payload.fixed(static_cast<std::uint16_t>(0x101 + message.index()));  // version and kind
  // The list of parts serves reading as well, so it wants to change them; writing does not.
  std::visit([&](const auto& one) { parts(payload, const_cast<std::remove_cvref_t<decltype(one)>&>(one)); }, message);
  if (const Call* const call = std::get_if<Call>(&message); call != nullptr && call->timeout_ms.has_value()) {
    OutArchive contents;
    contents.number(call->timeout_ms.value());
    payload.number(1);
    payload.text(contents.out());
  }
  const std::string& bytes = payload.out();
  if (bytes.size() > max_payload) throw std::length_error("too large");
  OutArchive frame;
  frame.text(bytes);
  frame.fixed(crc32({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
  return {frame.out().begin(), frame.out().end()};
}

inline Message read_payload(const char* begin, const char* end) {
  InArchive in(begin, end);
  std::uint16_t beginning = 0;
  in.fixed(beginning);
  Message message;
  switch (beginning) {
    case 0x101:
      break;
    case 0x102:
      message = Call();
      break;
    case 0x103:
      message = Result();
      break;
    case 0x104:
      message = Failure();
      break;
    default:
      throw WireError("unknown version or kind");
  }
  std::visit([&](auto& one) { parts(in, one); }, message);
  std::uint64_t before = 0;
  while (!in.done()) {
    std::uint64_t tag = 0;
    in.number(tag);
    InArchive contents = in.field();
    if (in.failed() || tag <= before) throw WireError("bad field");
    before = tag;
    if (tag == 1 && std::holds_alternative<Call>(message)) {
      std::uint64_t timeout = 0;
      contents.number(timeout);
      if (contents.failed() || !contents.done() || timeout > std::numeric_limits<std::uint32_t>::max()) {
        throw WireError("bad timeout");
      }
      std::get<Call>(message).timeout_ms = static_cast<std::uint32_t>(timeout);
    }
  }
  if (in.failed()) throw WireError("bad payload");
  return message;
}

// The message at the front and the bytes that it took; 0 bytes: not there yet.
inline std::pair<Message, std::size_t> read_frame(const char* begin, const char* end) {
  InArchive in(begin, end);
  std::uint64_t length = 0;
  in.number(length);
  if (in.ran_out()) return {};
  if (in.failed() || length < 2 || length > max_payload) throw WireError("bad length");
  if (in.left() < length + 4) return {};
  const char* const payload = in.position();
  InArchive tail(payload + length, end);
  std::uint32_t checksum = 0;
  tail.fixed(checksum);
  if (checksum != crc32({reinterpret_cast<const std::uint8_t*>(payload), length})) throw WireError("bad checksum");
  return {read_payload(payload, payload + length), static_cast<std::size_t>(tail.position() - begin)};
}

inline Message decode(std::span<const std::uint8_t> datagram) {
  const auto* const begin = reinterpret_cast<const char*>(datagram.data());
  auto [message, size] = read_frame(begin, begin + datagram.size());
  if (size == 0 || size != datagram.size()) throw WireError("not one whole message");
  return std::move(message);
}

class Decoder {
 public:
  void feed(std::span<const std::uint8_t> bytes) {
    if (broken_) return;
    if (given_ > 100'000 || given_ == buffer_.size()) {
      buffer_.erase(0, given_);
      given_ = 0;
    }
    buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  std::optional<Message> next() {
    if (!broken_) {
      broken_ = true;
      auto [message, size] = read_frame(buffer_.data() + given_, buffer_.data() + buffer_.size());
      broken_ = false;
      if (size == 0) return std::nullopt;
      given_ += size;
      return std::move(message);
    }
    throw WireError("the stream is broken");
  }

  bool clean() const { return !broken_ && given_ == buffer_.size(); }

 private:
  std::string buffer_;
  std::size_t given_ = 0;
  bool broken_ = false;
};
