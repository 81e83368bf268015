#pragma once
// The decoder is a machine that takes one byte at a time and knows what it is in the middle of: a length, a payload, a
// checksum. Messages are made as soon as they are whole, and wait in a queue.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
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

namespace wire {

using Bytes = std::vector<std::uint8_t>;

// A number that is read byte by byte.
class VarintReader {
 public:
  // True when this byte was the last one.
  bool add(std::uint8_t byte) {
    if (count_ == 9 && byte > 1) throw WireError("number beyond 64 bits");
    value_ += static_cast<std::uint64_t>(byte & 127) << (7 * count_++);
    if ((byte & 128) != 0) return false;
    if (byte == 0 && count_ > 1) throw WireError("padded number");
    return true;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
  unsigned count_ = 0;
};

class Cursor {
 public:
  Cursor(const std::uint8_t* begin, const std::uint8_t* end) : at_(begin), end_(end) {}

  bool done() const { return at_ == end_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint8_t u8() {
    if (done()) throw WireError("payload too short");
    return *at_++;
  }
  std::uint16_t u16() {
    const unsigned high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  std::uint64_t u64() {
    std::uint64_t value = 0;
    for (int shift = 56; shift >= 0; shift -= 8) value |= static_cast<std::uint64_t>(u8()) << shift;
    return value;
  }
  std::uint64_t varint() {
    VarintReader reader;
    while (!reader.add(u8())) {
    }
    return reader.value();
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return value % 2 == 0 ? static_cast<std::int64_t>(value / 2) : -static_cast<std::int64_t>(value / 2) - 1;
  }
  Cursor part() {
    const std::uint64_t size = varint();
    if (left() < size) throw WireError("payload too short");
    const std::uint8_t* const begin = at_;
    at_ += size;
    return {begin, at_};
  }
  std::string text() {
    const Cursor found = part();
    return {found.at_, found.end_};
  }
  Bytes data() {
    const Cursor found = part();
    return {found.at_, found.end_};
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

inline Message parse(const std::uint8_t* begin, const std::uint8_t* end) {
  Cursor in(begin, end);
  if (in.u8() != 1) throw WireError("not version 1");
  Message message;
  Call* call = nullptr;
  switch (in.u8()) {
    case 1:
      message = Ping{in.u64()};
      break;
    case 2: {
      call = &message.emplace<Call>();
      call->id = in.varint();
      call->method = in.text();
      for (std::uint64_t missing = in.varint(); missing > 0; --missing) {
        std::string name = in.text();
        call->arguments.push_back({std::move(name), in.zigzag()});
      }
      break;
    }
    case 3: {
      const std::uint64_t id = in.varint();
      message = Result{id, in.data()};
      break;
    }
    case 4: {
      const std::uint64_t id = in.varint();
      const std::uint16_t code = in.u16();
      message = Failure{id, code, in.text()};
      break;
    }
    default:
      throw WireError("unknown kind");
  }
  for (std::uint64_t last = 0; !in.done();) {
    const std::uint64_t tag = in.varint();
    if (tag <= last) throw WireError("fields out of order");
    last = tag;
    Cursor contents = in.part();
    if (call == nullptr || tag != 1) continue;
    const std::uint64_t timeout = contents.varint();
    if (!contents.done() || timeout > std::numeric_limits<std::uint32_t>::max()) throw WireError("no timeout");
    call->timeout_ms = static_cast<std::uint32_t>(timeout);
  }
  return message;
}

inline void put_varint(Bytes& out, std::uint64_t value) {
  while (value > 127) {
    out.push_back(static_cast<std::uint8_t>(value | 128));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_text(Bytes& out, const auto& text) {
  put_varint(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

inline Bytes payload_of(const Message& message) {
  Bytes out = {1, static_cast<std::uint8_t>(message.index() + 1)};
  if (const auto* ping = std::get_if<Ping>(&message)) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(ping->token >> shift));
  } else if (const auto* call = std::get_if<Call>(&message)) {
    put_varint(out, call->id);
    put_text(out, call->method);
    put_varint(out, call->arguments.size());
    for (const auto& [name, value] : call->arguments) {
      put_text(out, name);
      const auto bits = static_cast<std::uint64_t>(value);
      put_varint(out, value < 0 ? ~(bits << 1) : bits << 1);
    }
    if (call->timeout_ms) {
      Bytes contents;
      put_varint(contents, *call->timeout_ms);
      out.push_back(1);
      put_text(out, contents);
    }
  } else if (const auto* result = std::get_if<Result>(&message)) {
    put_varint(out, result->id);
    put_text(out, result->data);
  } else if (const auto* failure = std::get_if<Failure>(&message)) {
    put_varint(out, failure->id);
    out.push_back(static_cast<std::uint8_t>(failure->code >> 8));
    out.push_back(static_cast<std::uint8_t>(failure->code & 255));
    put_text(out, failure->text);
  }
  return out;
}

}  // namespace wire

inline std::vector<std::uint8_t> encode(const Message& message) {
  const wire::Bytes payload = wire::payload_of(message);
  if (payload.size() > max_payload) throw std::length_error("message too large");
  wire::Bytes frame;
  wire::put_varint(frame, payload.size());
  frame.insert(frame.end(), payload.begin(), payload.end());
  const std::uint32_t checksum = crc32(payload);
  for (int shift = 24; shift >= 0; shift -= 8) frame.push_back(static_cast<std::uint8_t>(checksum >> shift));
  return frame;
}

class Decoder {
 public:
  void feed(std::span<const std::uint8_t> bytes) {
    if (error_) return;
    try {
      for (const std::uint8_t byte : bytes) add(byte);
    } catch (const WireError&) {
      error_ = std::current_exception();
    }
  }

  std::optional<Message> next() {
    if (!ready_.empty()) {
      Message message = std::move(ready_.front());
      ready_.pop_front();
      return message;
    }
    if (error_) std::rethrow_exception(error_);
    return std::nullopt;
  }

  bool clean() const { return ready_.empty() && !error_ && at_boundary_; }

 private:
  enum class Part { length, payload, checksum };

  void add(std::uint8_t byte) {
    at_boundary_ = false;
    switch (part_) {
      case Part::length:
        if (!length_.add(byte)) return;
        if (length_.value() < 2 || length_.value() > max_payload) throw WireError("impossible length");
        part_ = Part::payload;
        return;
      case Part::payload:
        payload_.push_back(byte);
        if (payload_.size() == length_.value()) part_ = Part::checksum;
        return;
      case Part::checksum:
        checksum_ = checksum_ << 8 | byte;
        if (++checksum_bytes_ < 4) return;
        if (checksum_ != crc32(payload_)) throw WireError("wrong checksum");
        ready_.push_back(wire::parse(payload_.data(), payload_.data() + payload_.size()));
        payload_.clear();
        length_ = {};
        checksum_ = 0;
        checksum_bytes_ = 0;
        part_ = Part::length;
        at_boundary_ = true;
    }
  }

  Part part_ = Part::length;
  bool at_boundary_ = true;
  wire::VarintReader length_;
  wire::Bytes payload_;
  std::uint32_t checksum_ = 0;
  int checksum_bytes_ = 0;
  std::deque<Message> ready_;
  std::exception_ptr error_;
};

// A datagram is a stream of one message.
inline Message decode(std::span<const std::uint8_t> datagram) {
  Decoder decoder;
  decoder.feed(datagram);
  std::optional<Message> message = decoder.next();
  if (!message || !decoder.clean()) throw WireError("not one whole message");
  return std::move(*message);
}
