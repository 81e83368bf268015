#pragma once
// Mistake: numbers go into the bytes as they lie in memory, lowest byte first on most machines.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

constexpr std::uint8_t wire_version = 1;
constexpr std::uint64_t timeout_tag = 1;
constexpr std::size_t checksum_size = 4;

enum class Kind : std::uint8_t { ping = 1, call = 2, result = 3, failure = 4 };

class Writer {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }
  void bytes(std::span<const std::uint8_t> values) { bytes_.insert(bytes_.end(), values.begin(), values.end()); }

  template <class Unsigned>
  void big_endian(Unsigned value) {
    std::array<std::uint8_t, sizeof value> raw{};
    std::memcpy(raw.data(), &value, sizeof value);
    bytes(raw);
  }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  void signed_number(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(const std::string& value) {
    number(value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  void data(const std::vector<std::uint8_t>& value) {
    number(value.size());
    bytes(value);
  }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  [[nodiscard]] const std::vector<std::uint8_t>& written() const { return bytes_; }
  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

inline void begin_payload(Writer& out, Kind kind) {
  out.byte(wire_version);
  out.byte(static_cast<std::uint8_t>(kind));
}

inline void write_message(Writer& out, const Ping& ping) {
  begin_payload(out, Kind::ping);
  out.big_endian(ping.token);
}

inline void write_message(Writer& out, const Call& call) {
  begin_payload(out, Kind::call);
  out.number(call.id);
  out.text(call.method);
  out.number(call.arguments.size());
  for (const Argument& argument : call.arguments) {
    out.text(argument.name);
    out.signed_number(argument.value);
  }
  if (!call.timeout_ms) return;
  Writer contents;
  contents.number(*call.timeout_ms);
  out.number(timeout_tag);
  out.data(contents.written());
}

inline void write_message(Writer& out, const Result& result) {
  begin_payload(out, Kind::result);
  out.number(result.id);
  out.data(result.data);
}

inline void write_message(Writer& out, const Failure& failure) {
  begin_payload(out, Kind::failure);
  out.number(failure.id);
  out.big_endian(failure.code);
  out.text(failure.text);
}

inline std::vector<std::uint8_t> encode(const Message& message) {
  Writer payload;
  payload.reserve(64);  // Most messages are short: one request for memory then, and not one for each doubling.
  std::visit([&](const auto& one) { write_message(payload, one); }, message);
  if (payload.size() > max_payload) throw std::length_error("the message is too large to be sent");
  Writer frame;
  frame.reserve(payload.size() + 10);
  frame.number(payload.size());
  frame.bytes(payload.written());
  frame.big_endian(crc32(payload.written()));
  return frame.take();
}

struct Number {
  std::uint64_t value = 0;
  std::size_t size = 0;  // the bytes that it took
};

inline std::optional<Number> leading_number(std::span<const std::uint8_t> bytes) {
  Number number;
  for (const std::uint8_t byte : bytes) {
    if (number.size == 9 && byte > 1) throw WireError("a number has more than 64 bits");
    number.value |= std::uint64_t{byte & 0x7fU} << (7 * number.size);
    ++number.size;
    if (byte >= 0x80) continue;
    if (byte == 0 && number.size > 1) throw WireError("a number is longer than it need be");
    return number;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

  std::span<const std::uint8_t> take(std::uint64_t count) {
    if (count > rest_.size()) throw WireError("something reaches beyond the end of the payload");
    const auto taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  std::uint8_t byte() { return take(1).front(); }

  template <class Unsigned>
  Unsigned big_endian() {
    Unsigned value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::uint64_t number() {
    const std::optional<Number> number = leading_number(rest_);
    if (!number) throw WireError("the payload ends within a number");
    take(number->size);
    return number->value;
  }
  std::int64_t signed_number() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
  }
  std::string text() {
    const auto bytes = take(number());
    return {bytes.begin(), bytes.end()};
  }
  std::vector<std::uint8_t> data() {
    const auto bytes = take(number());
    return {bytes.begin(), bytes.end()};
  }

 private:
  std::span<const std::uint8_t> rest_;
};

inline Ping read_ping(Reader& in) { return {in.big_endian<std::uint64_t>()}; }

inline Call read_call(Reader& in) {
  Call call;
  call.id = in.number();
  call.method = in.text();
  const std::uint64_t count = in.number();
  if (count > in.left() / 2) throw WireError("there are fewer arguments than announced");
  call.arguments.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) {
    Argument& argument = call.arguments.emplace_back();
    argument.name = in.text();
    argument.value = in.signed_number();
  }
  return call;
}

inline Result read_result(Reader& in) {
  Result result;
  result.id = in.number();
  result.data = in.data();
  return result;
}

inline Failure read_failure(Reader& in) {
  Failure failure;
  failure.id = in.number();
  failure.code = in.big_endian<std::uint16_t>();
  failure.text = in.text();
  return failure;
}

inline Message read_body(std::uint8_t kind, Reader& in) {
  switch (static_cast<Kind>(kind)) {
    case Kind::ping:
      return read_ping(in);
    case Kind::call:
      return read_call(in);
    case Kind::result:
      return read_result(in);
    case Kind::failure:
      return read_failure(in);
  }
  throw WireError("nobody knows this kind of message");
}

inline std::uint32_t read_timeout(Reader contents) {
  const std::uint64_t milliseconds = contents.number();
  if (!contents.at_end() || milliseconds > std::numeric_limits<std::uint32_t>::max()) {
    throw WireError("the timeout is not one number of 32 bits");
  }
  return static_cast<std::uint32_t>(milliseconds);
}

inline void read_fields(Reader& in, Message& message) {
  std::uint64_t last = 0;
  while (!in.at_end()) {
    const std::uint64_t tag = in.number();
    if (tag <= last) throw WireError("the tags of the fields do not rise");
    last = tag;
    const Reader contents(in.take(in.number()));
    Call* const call = std::get_if<Call>(&message);
    if (tag == timeout_tag && call != nullptr) call->timeout_ms = read_timeout(contents);
  }
}

inline Message read_payload(std::span<const std::uint8_t> payload) {
  Reader in(payload);
  if (in.byte() != wire_version) throw WireError("this is another version of the format");
  const std::uint8_t kind = in.byte();
  Message message = read_body(kind, in);
  read_fields(in, message);
  return message;
}

struct Frame {
  std::span<const std::uint8_t> payload;
  std::size_t size = 0;  // of the whole frame
};

inline std::optional<Frame> leading_frame(std::span<const std::uint8_t> bytes) {
  const std::optional<Number> length = leading_number(bytes);
  if (!length) return std::nullopt;
  if (length->value < 2 || length->value > max_payload) throw WireError("no payload has this length");
  Reader in(bytes.subspan(length->size));
  if (in.left() < length->value + checksum_size) return std::nullopt;
  const auto payload = in.take(length->value);
  if (in.big_endian<std::uint32_t>() != crc32(payload)) throw WireError("the checksum is another one");
  return Frame{payload, length->size + payload.size() + checksum_size};
}

inline Message decode(std::span<const std::uint8_t> datagram) {
  const std::optional<Frame> frame = leading_frame(datagram);
  if (!frame) throw WireError("the message is cut short");
  if (frame->size != datagram.size()) throw WireError("there are bytes behind the message");
  return read_payload(frame->payload);
}

class Decoder {
 public:
  void feed(std::span<const std::uint8_t> bytes) {
    if (broken_) return;
    forget_what_was_given();
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }

  std::optional<Message> next() {
    if (broken_) throw WireError("the stream is broken");
    try {
      const std::optional<Frame> frame = leading_frame(std::span(buffer_).subspan(given_));
      if (!frame) return std::nullopt;
      Message message = read_payload(frame->payload);
      given_ += frame->size;
      return message;
    } catch (const WireError&) {
      broken_ = true;
      buffer_.clear();
      given_ = 0;
      throw;
    }
  }

  bool clean() const { return !broken_ && given_ == buffer_.size(); }

 private:
  void forget_what_was_given() {
    if (given_ * 2 <= buffer_.size()) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(given_));
    given_ = 0;
  }

  std::vector<std::uint8_t> buffer_;  // what was fed; the first given_ bytes have been given out as messages
  std::size_t given_ = 0;
  bool broken_ = false;
};
