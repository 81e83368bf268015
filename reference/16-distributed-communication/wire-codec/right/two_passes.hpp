#pragma once
// Writing goes through the message twice: once to add up how many bytes it takes, and once to write them into memory of
// exactly that size. The decoder keeps whole pieces as they came, and copies only what straddles two of them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
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

namespace detail {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

constexpr std::size_t size_of_number(std::uint64_t value) {
  std::size_t size = 1;
  for (; value > 127; value /= 128) ++size;
  return size;
}

constexpr std::uint64_t to_zigzag(std::int64_t value) {
  return value < 0 ? 2 * static_cast<std::uint64_t>(-(value + 1)) + 1 : 2 * static_cast<std::uint64_t>(value);
}

// The first pass: counts.
struct Count {
  std::size_t bytes = 0;
  void fixed(std::uint64_t, std::size_t size) { bytes += size; }
  void number(std::uint64_t value) { bytes += size_of_number(value); }
  void raw(const auto& values) { bytes += values.size(); }
};

// The second pass: writes where there is room, as the first pass has seen to.
struct Write {
  std::vector<std::uint8_t>::iterator at;
  void fixed(std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i > 0; --i) *at++ = static_cast<std::uint8_t>(value >> 8 * (i - 1));
  }
  void number(std::uint64_t value) {
    for (; value > 127; value /= 128) *at++ = static_cast<std::uint8_t>(128 + value % 128);
    *at++ = static_cast<std::uint8_t>(value);
  }
  void raw(const auto& values) { at = std::copy(values.begin(), values.end(), at); }
};

template <class Pass>
void go_through(const Message& message, Pass& pass) {
  const auto text = [&](const auto& values) {
    pass.number(values.size());
    pass.raw(values);
  };
  pass.fixed(1, 1);
  pass.fixed(message.index() + 1, 1);
  std::visit(Overloaded{[&](const Ping& ping) { pass.fixed(ping.token, 8); },
                        [&](const Call& call) {
                          pass.number(call.id);
                          text(call.method);
                          pass.number(call.arguments.size());
                          for (const Argument& argument : call.arguments) {
                            text(argument.name);
                            pass.number(to_zigzag(argument.value));
                          }
                          if (!call.timeout_ms) return;
                          pass.number(1);
                          pass.number(size_of_number(*call.timeout_ms));
                          pass.number(*call.timeout_ms);
                        },
                        [&](const Result& result) {
                          pass.number(result.id);
                          text(result.data);
                        },
                        [&](const Failure& failure) {
                          pass.number(failure.id);
                          pass.fixed(failure.code, 2);
                          text(failure.text);
                        }},
             message);
}

using Span = std::span<const std::uint8_t>;

[[noreturn]] inline void refuse(const char* why) { throw WireError(why); }

// Functions that shorten the span that they are given.
inline Span cut(Span& in, std::uint64_t size) {
  if (in.size() < size) refuse("too short");
  const Span front = in.subspan(0, size);
  in = in.subspan(size);
  return front;
}
inline std::uint64_t fixed(Span& in, std::size_t size) {
  std::uint64_t value = 0;
  for (const auto byte : cut(in, size)) value = value * 256 + byte;
  return value;
}
// Nothing: it goes on behind the end.
inline std::optional<std::uint64_t> try_number(Span& in) {
  const auto last =
      std::find_if(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(in.size(), 10)),
                   [](std::uint8_t byte) { return byte < 128; });
  const auto size = static_cast<std::size_t>(last - in.begin()) + 1;
  if (size > 10 || (size == 10 && in.size() >= 10 && in[9] > 1)) refuse("more than 64 bits");
  if (size > in.size()) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 7 | (in[i] & 127U);
  if (size_of_number(value) != size) refuse("a padded number");
  in = in.subspan(size);
  return value;
}
inline std::uint64_t number(Span& in) {
  const auto value = try_number(in);
  if (!value) refuse("too short");
  return *value;
}
template <class Text>
Text text(Span& in) {
  const Span found = cut(in, number(in));
  return Text(found.begin(), found.end());
}

inline Call call(Span& in) {
  Call call{number(in), text<std::string>(in), {}, {}};
  const std::uint64_t count = number(in);
  call.arguments.reserve(std::min<std::uint64_t>(count, in.size() / 2));
  for (std::uint64_t i = 0; i != count; ++i) {
    auto name = text<std::string>(in);
    const std::uint64_t value = number(in);
    const auto half = static_cast<std::int64_t>(value >> 1);
    call.arguments.push_back({std::move(name), value % 2 != 0 ? ~half : half});
  }
  return call;
}

inline Message body(Span& in) {
  switch (fixed(in, 1)) {
    case 1:
      return Ping{fixed(in, 8)};
    case 2:
      return call(in);
    case 3:
      return Result{number(in), text<std::vector<std::uint8_t>>(in)};
    case 4:
      return Failure{number(in), static_cast<std::uint16_t>(fixed(in, 2)), text<std::string>(in)};
    default:
      refuse("unknown kind");
  }
}

inline Message message_in(Span in) {
  if (fixed(in, 1) != 1) refuse("unknown version");
  Message message = body(in);
  std::uint64_t next_tag = 1;
  bool ended = false;
  while (!in.empty()) {
    const std::uint64_t tag = number(in);
    if (tag < next_tag || ended) refuse("tags must rise");
    ended = tag == std::numeric_limits<std::uint64_t>::max();
    next_tag = tag + 1;
    Span contents = cut(in, number(in));
    if (tag != 1 || !std::holds_alternative<Call>(message)) continue;
    const std::uint64_t timeout = number(contents);
    if (!contents.empty() || timeout >> 32 != 0) refuse("a bad timeout");
    std::get<Call>(message).timeout_ms = static_cast<std::uint32_t>(timeout);
  }
  return message;
}

// How many bytes the frame at the front has behind its length; nothing: the length has not come in full.
inline std::optional<std::size_t> rest_of_frame(Span& in) {
  const auto length = try_number(in);
  if (!length) return std::nullopt;
  if (*length < 2 || *length > max_payload) refuse("bad length");
  return *length + 4;
}

inline Message open(Span rest) {
  const Span payload = cut(rest, rest.size() - 4);
  if (fixed(rest, 4) != crc32(payload)) refuse("bad checksum");
  return message_in(payload);
}

}  // namespace detail

inline std::vector<std::uint8_t> encode(const Message& message) {
  detail::Count count;
  detail::go_through(message, count);
  if (count.bytes > max_payload) throw std::length_error("more than max_payload");
  const std::size_t before = detail::size_of_number(count.bytes);
  std::vector<std::uint8_t> frame(before + count.bytes + 4);
  detail::Write write{frame.begin()};
  write.number(count.bytes);
  detail::go_through(message, write);
  write.fixed(crc32(std::span(frame).subspan(before, count.bytes)), 4);
  return frame;
}

inline Message decode(std::span<const std::uint8_t> datagram) {
  const auto rest = detail::rest_of_frame(datagram);
  if (!rest || *rest != datagram.size()) detail::refuse("not one whole message");
  return detail::open(datagram);
}

class Decoder {
 public:
  void feed(std::span<const std::uint8_t> bytes) {
    if (broken_ || bytes.empty()) return;
    pieces_.emplace_back(bytes.begin(), bytes.end());
    held_ += bytes.size();
  }

  std::optional<Message> next() {
    if (broken_) detail::refuse("broken");
    try {
      return try_next();
    } catch (const WireError&) {
      broken_ = true;
      throw;
    }
  }

  bool clean() const { return !broken_ && held_ == 0 && !rest_; }

 private:
  std::optional<Message> try_next() {
    if (!rest_) {
      // A length of up to ten bytes may lie in as many pieces.
      std::vector<std::uint8_t> beginning;
      peek(std::min<std::size_t>(held_, 10), beginning);
      detail::Span in = beginning;
      rest_ = detail::rest_of_frame(in);
      if (!rest_) return std::nullopt;
      drop(beginning.size() - in.size());
    }
    if (held_ < *rest_) return std::nullopt;
    const detail::Span front = std::span(pieces_.front()).subspan(at_);
    std::vector<std::uint8_t> together;
    if (front.size() < *rest_) peek(*rest_, together);
    std::optional<Message> message = detail::open(together.empty() ? front.first(*rest_) : detail::Span(together));
    drop(*rest_);
    rest_.reset();
    return message;
  }

  // Copies the next bytes, which are there.
  void peek(std::size_t size, std::vector<std::uint8_t>& into) const {
    std::size_t skip = at_;
    for (const auto& piece : pieces_) {
      const std::size_t some = std::min(piece.size() - skip, size - into.size());
      const auto begin = piece.begin() + static_cast<std::ptrdiff_t>(skip);
      into.insert(into.end(), begin, begin + static_cast<std::ptrdiff_t>(some));
      if (into.size() == size) return;
      skip = 0;
    }
  }

  void drop(std::size_t size) {
    held_ -= size;
    at_ += size;
    while (!pieces_.empty() && at_ >= pieces_.front().size()) {
      at_ -= pieces_.front().size();
      pieces_.pop_front();
    }
  }

  std::deque<std::vector<std::uint8_t>> pieces_;
  std::size_t at_ = 0;               // what has gone of the first piece
  std::size_t held_ = 0;             // bytes in all pieces that have not gone
  std::optional<std::size_t> rest_;  // of the frame whose length has gone
  bool broken_ = false;
};
