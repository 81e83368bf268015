#pragma once
// A line of text for each message, its parts divided by blanks and written as people would write them. What could hold
// a blank goes in hexadecimal digits. Readable, twice as long, and every number must be made of digits again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <sstream>
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

inline std::string to_hex(const auto& bytes) {
  std::ostringstream out;
  out << '<' << std::hex;
  for (const auto byte : bytes) out << (static_cast<std::uint8_t>(byte) < 16 ? "0" : "") << (byte & 255);
  out << '>';
  return out.str();
}

inline std::string from_hex(const std::string& text) {
  if (text.size() % 2 != 0 || text.size() < 2) throw WireError("half a byte");
  std::string bytes;
  for (std::size_t i = 1; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoul(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

inline std::vector<std::uint8_t> encode(const Message& message) {
  std::ostringstream out;
  if (const auto* ping = std::get_if<Ping>(&message)) {
    out << "ping " << ping->token;
  } else if (const auto* call = std::get_if<Call>(&message)) {
    out << "call " << call->id << ' ' << to_hex(call->method) << ' ' << call->arguments.size();
    for (const Argument& argument : call->arguments) out << ' ' << to_hex(argument.name) << ' ' << argument.value;
    if (call->timeout_ms) out << " timeout " << *call->timeout_ms;
  } else if (const auto* result = std::get_if<Result>(&message)) {
    out << "result " << result->id << ' ' << to_hex(result->data);
  } else if (const auto* failure = std::get_if<Failure>(&message)) {
    out << "failure " << failure->id << ' ' << failure->code << ' ' << to_hex(failure->text);
  }
  out << '\n';
  const std::string line = out.str();
  return {line.begin(), line.end()};
}

inline Message read_line(const std::string& line) {
  std::istringstream in(line);
  std::string kind;
  std::string text;
  in >> kind;
  if (kind == "ping") {
    Ping ping;
    if (in >> ping.token) return ping;
  } else if (kind == "call") {
    Call call;
    std::size_t count = 0;
    in >> call.id >> text >> count;
    call.method = from_hex(text);
    for (std::int64_t value = 0; count > 0 && in >> text >> value; --count) {
      call.arguments.push_back({from_hex(text), value});
    }
    std::uint32_t timeout = 0;
    if (count == 0 && in >> text >> timeout) call.timeout_ms = timeout;
    if (count == 0) return call;
  } else if (kind == "result") {
    Result result;
    if (in >> result.id >> text) {
      const std::string data = from_hex(text);
      result.data.assign(data.begin(), data.end());
      return result;
    }
  } else if (kind == "failure") {
    Failure failure;
    if (in >> failure.id >> failure.code >> text) {
      failure.text = from_hex(text);
      return failure;
    }
  }
  throw WireError("no message");
}

inline Message decode(std::span<const std::uint8_t> datagram) { return read_line({datagram.begin(), datagram.end()}); }

class Decoder {
 public:
  void feed(std::span<const std::uint8_t> bytes) { text_.append(bytes.begin(), bytes.end()); }

  std::optional<Message> next() {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string::npos) return std::nullopt;
    Message message = read_line(text_.substr(at_, end - at_));
    at_ = end + 1;
    return message;
  }

  bool clean() const { return at_ == text_.size(); }

 private:
  std::string text_;
  std::size_t at_ = 0;
};
