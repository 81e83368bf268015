// The tests of wire-codec that students see.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <limits>
#include <new>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "parcours/test.hpp"
#include "wire_codec.hpp"

// The sanitizers watch the submission and the library that it uses. Watching the tests themselves would only make them
// take half as long again to build.
#pragma clang attribute push(__attribute__((no_sanitize("address", "undefined"))), apply_to = function)

namespace {

std::atomic<std::size_t> largest_request{0};  // for memory, in bytes, since it was set to 0

// So much nobody gets: a program that believes a hostile length is told apart from one that needs memory.
constexpr std::size_t kTooMuch = std::size_t{256} << 20;

void* ask(std::size_t bytes) noexcept {
  if (bytes > largest_request.load(std::memory_order_relaxed)) {
    largest_request.store(bytes, std::memory_order_relaxed);
  }
  return bytes > kTooMuch ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
}

void* ask_or_throw(std::size_t bytes) {
  if (void* const memory = ask(bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return ask_or_throw(bytes); }
void* operator new[](std::size_t bytes) { return ask_or_throw(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return ask(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return ask(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& bytes, std::span<const std::uint8_t> more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

// ---- Bytes and messages as text ------------------------------------------------------------------------------------

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ' ';
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

// Two digits each; blanks between them do not matter.
Bytes from_hex(std::string_view text) {
  Bytes bytes;
  int half = -1;
  for (const char c : text) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (half < 0) {
      half = digit;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(16 * half + digit));
      half = -1;
    }
  }
  return bytes;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
      result += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      result += "\\x" + hex({&byte, 1});
    }
  }
  return result + "\"";
}

// As the statement writes messages. Two messages are equal if these texts are.
std::string show(const Message& message) {
  return std::visit(
      [](const auto& one) -> std::string {
        using Kind = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Kind, Ping>) {
          return "Ping{" + std::to_string(one.token) + "}";
        } else if constexpr (std::is_same_v<Kind, Call>) {
          std::string text = "Call{" + std::to_string(one.id) + ", " + quoted(one.method) + ", {";
          for (const Argument& argument : one.arguments) {
            text += "{" + quoted(argument.name) + ", " + std::to_string(argument.value) + "}";
          }
          return text + "}, " + (one.timeout_ms ? std::to_string(*one.timeout_ms) : "no timeout") + "}";
        } else if constexpr (std::is_same_v<Kind, Result>) {
          return "Result{" + std::to_string(one.id) + ", {" + hex(one.data) + "}}";
        } else {
          return "Failure{" + std::to_string(one.id) + ", " + std::to_string(one.code) + ", " + quoted(one.text) + "}";
        }
      },
      message);
}

// ---- Frames --------------------------------------------------------------------------------------------------------

// A checksum of the tests' own, so that a damaged crc32() shows.
Bytes checksum_of(std::span<const std::uint8_t> payload) {
  std::uint32_t rest = 0xffffffffU;
  for (const std::uint8_t byte : payload) {
    rest ^= byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest & 1U) != 0 ? (rest >> 1) ^ 0xedb88320U : rest >> 1;
  }
  rest = ~rest;
  return {static_cast<std::uint8_t>(rest >> 24), static_cast<std::uint8_t>(rest >> 16),
          static_cast<std::uint8_t>(rest >> 8), static_cast<std::uint8_t>(rest)};
}

// Any payload of fewer than 128 bytes, sense or nonsense, with the length and the checksum that belong to it.
Bytes frame_around(const Bytes& payload) {
  Bytes frame = {static_cast<std::uint8_t>(payload.size())};
  append(frame, payload);
  append(frame, checksum_of(payload));
  return frame;
}
Bytes frame_around(std::string_view payload) { return frame_around(from_hex(payload)); }

// ---- What the submission does --------------------------------------------------------------------------------------

// A copy of some bytes in memory that ends where they end, so that AddressSanitizer sees who reads on. When it is gone,
// it sees who still reads.
class Exact {
 public:
  explicit Exact(std::span<const std::uint8_t> bytes) : memory_(std::max<std::size_t>(bytes.size(), 1)) {
    std::copy(bytes.begin(), bytes.end(), memory_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  }
  [[nodiscard]] std::span<const std::uint8_t> bytes(std::size_t size) const { return std::span(memory_).last(size); }

 private:
  Bytes memory_;
};

const std::string kRefused = "WireError";
const std::string kNothingYet = "nothing yet";

// A message, "WireError", or what else came.
template <class Work>
std::string outcome_of(Work work) {
  try {
    const std::optional<Message> message = work();
    return message ? show(*message) : kNothingYet;
  } catch (const WireError&) {
    return kRefused;
  } catch (const std::exception& error) {
    return std::string("an exception that is no WireError: ") + error.what();
  }
}

std::string decoded(const Bytes& datagram) {
  const Exact exact(datagram);
  return outcome_of([&] { return std::optional<Message>(decode(exact.bytes(datagram.size()))); });
}

void feed(Decoder& decoder, std::span<const std::uint8_t> piece) {
  const Exact exact(piece);
  decoder.feed(exact.bytes(piece.size()));
}

std::string next_of(Decoder& decoder) {
  return outcome_of([&] { return decoder.next(); });
}

// What the statement allows to be asked for at once while `arrived` bytes are decoded.
std::size_t allowed_for(std::size_t arrived) { return 64 * arrived + 262'144; }

// decode() refuses these bytes and so does a Decoder, and neither of them asks for much memory on the way.
void expect_refused(const Bytes& bytes, const std::string& why) {
  SCOPED_TRACE(why);
  largest_request = 0;
  ASSERT_EQ(decoded(bytes), kRefused) << "decode() of " << hex(bytes) << "\n" << why;
  ASSERT_LE(largest_request.load(), allowed_for(bytes.size()))
      << "decode() of " << hex(bytes) << " asked for so many bytes of memory at once: " << why;
  Decoder decoder;
  largest_request = 0;
  feed(decoder, bytes);
  ASSERT_EQ(next_of(decoder), kRefused) << "a Decoder fed with " << hex(bytes) << "\n" << why;
  ASSERT_LE(largest_request.load(), allowed_for(bytes.size()))
      << "a Decoder fed with " << hex(bytes) << " asked for so many bytes of memory at once: " << why;
}

// ---- The statement's examples --------------------------------------------------------------------------------------

struct Example {
  Message message;
  std::string frame;
};

const std::vector<Example>& examples() {
  static const std::vector<Example> all = {
      {Ping{0x0123456789abcdef}, "0a 01 01 01 23 45 67 89 ab cd ef 56 d6 19 cc"},
      {Call{300, "add", {{"a", 2}, {"b", -3}}, {}}, "0f 01 02 ac 02 03 61 64 64 02 01 61 04 01 62 05 49 aa be 39"},
      {Call{300, "add", {{"a", 2}, {"b", -3}}, 1500},
       "13 01 02 ac 02 03 61 64 64 02 01 61 04 01 62 05 01 02 dc 0b 39 28 f6 ea"},
      {Result{300, {0xde, 0xad, 0xbe, 0xef}}, "09 01 03 ac 02 04 de ad be ef 1a 66 c5 99"},
      {Failure{300, 404, "no such method"},
       "15 01 04 ac 02 01 94 0e 6e 6f 20 73 75 63 68 20 6d 65 74 68 6f 64 8a 17 e4 13"}};
  return all;
}

Bytes payload_of(const Example& example) {
  const Bytes frame = from_hex(example.frame);
  return {frame.begin() + 1, frame.end() - 4};
}

// All of them, one behind the other.
Bytes example_stream() {
  Bytes stream;
  for (const Example& example : examples()) append(stream, from_hex(example.frame));
  return stream;
}

// Both ways at once: the message becomes a frame around this payload, and the frame becomes the message.
void expect_both_ways(const Message& message, const std::string& payload) {
  const Bytes frame = frame_around(payload);
  ASSERT_EQ(hex(encode(message)), hex(frame)) << "encode() of " << show(message);
  ASSERT_EQ(decoded(frame), show(message)) << "decode() of " << hex(frame);
}

// ---- Messages and bytes --------------------------------------------------------------------------------------------

TEST(WireCodec, EncodesTheExamples) {
  for (const Example& example : examples()) {
    EXPECT_EQ(hex(encode(example.message)), example.frame) << "encode() of " << show(example.message);
  }
}

TEST(WireCodec, DecodesTheExamples) {
  for (const Example& example : examples()) {
    EXPECT_EQ(decoded(from_hex(example.frame)), show(example.message)) << "decode() of " << example.frame;
  }
}

TEST(WireCodec, FixedNumbersAreBigEndian) {
  expect_both_ways(Ping{1}, "01 01 00 00 00 00 00 00 00 01");
  expect_both_ways(Ping{0x8000000000000000}, "01 01 80 00 00 00 00 00 00 00");
  expect_both_ways(Ping{0xffeeddccbbaa9988}, "01 01 ff ee dd cc bb aa 99 88");
  expect_both_ways(Failure{0, 0x0001, ""}, "01 04 00 00 01 00");
  expect_both_ways(Failure{0, 0xff00, ""}, "01 04 00 ff 00 00");
}

TEST(WireCodec, NumbersHaveSevenBitsAByte) {
  const std::vector<std::pair<std::uint64_t, std::string>> numbers = {
      {0, "00"},
      {1, "01"},
      {127, "7f"},
      {128, "80 01"},
      {16'383, "ff 7f"},
      {16'384, "80 80 01"},
      {0xffffffff, "ff ff ff ff 0f"},
      {0x100000000, "80 80 80 80 10"},
      {0x8000000000000000, "80 80 80 80 80 80 80 80 80 01"},
      {std::numeric_limits<std::uint64_t>::max(), "ff ff ff ff ff ff ff ff ff 01"}};
  for (const auto& [id, bytes] : numbers) expect_both_ways(Result{id, {}}, "01 03 " + bytes + " 00");
}

TEST(WireCodec, SignedNumbersGoInZigzag) {
  const std::vector<std::pair<std::int64_t, std::string>> numbers = {
      {0, "00"},
      {-1, "01"},
      {1, "02"},
      {-2, "03"},
      {63, "7e"},
      {-64, "7f"},
      {64, "80 01"},
      {std::numeric_limits<std::int64_t>::max(), "fe ff ff ff ff ff ff ff ff 01"},
      {std::numeric_limits<std::int64_t>::min(), "ff ff ff ff ff ff ff ff ff 01"}};
  for (const auto& [value, bytes] : numbers) {
    expect_both_ways(Call{0, "", {{"", value}}, {}}, "01 02 00 00 01 00 " + bytes);
  }
}

TEST(WireCodec, ContentsMayBeEmptyOrOdd) {
  expect_both_ways(Call{}, "01 02 00 00 00");
  expect_both_ways(Result{}, "01 03 00 00");
  expect_both_ways(Call{1, "", {{"", 0}, {"", 0}, {"", 0}}, {}}, "01 02 01 00 03 00 00 00 00 00 00");
  expect_both_ways(Failure{7, 0, std::string("\0\n\xff\x80", 4)}, "01 04 07 00 00 04 00 0a ff 80");
}

TEST(WireCodec, TheTimeoutIsThereOrNot) {
  expect_both_ways(Call{5, "m", {}, {}}, "01 02 05 01 6d 00");
  expect_both_ways(Call{5, "m", {}, 0}, "01 02 05 01 6d 00 01 01 00");
  expect_both_ways(Call{5, "m", {}, 0xffffffff}, "01 02 05 01 6d 00 01 05 ff ff ff ff 0f");
}

// ---- A stream in pieces --------------------------------------------------------------------------------------------

TEST(WireCodec, OnePieceMayHoldManyMessages) {
  Decoder decoder;
  EXPECT_EQ(next_of(decoder), kNothingYet) << "nothing was fed yet";
  feed(decoder, example_stream());
  for (const Example& example : examples()) {
    ASSERT_EQ(next_of(decoder), show(example.message)) << "all messages were fed as one piece";
  }
  EXPECT_EQ(next_of(decoder), kNothingYet) << "all messages of the stream have been given out";
  feed(decoder, {});
  EXPECT_EQ(next_of(decoder), kNothingYet) << "an empty piece brings nothing";
}

TEST(WireCodec, MessagesComeOutAsSoonAsTheyAreWhole) {
  const Bytes stream = example_stream();
  std::vector<std::size_t> ends;
  for (const Example& example : examples()) {
    ends.push_back((ends.empty() ? 0 : ends.back()) + from_hex(example.frame).size());
  }
  Decoder decoder;
  std::size_t given = 0;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    feed(decoder, std::span(stream).subspan(i, 1));
    const bool whole = ends[given] == i + 1;
    ASSERT_EQ(next_of(decoder), whole ? show(examples()[given].message) : kNothingYet)
        << "the stream came byte by byte, and byte " << i + 1 << " has just been fed";
    if (!whole) continue;
    ++given;
    ASSERT_EQ(next_of(decoder), kNothingYet) << "the first byte of the next message has not been fed yet";
  }
}

TEST(WireCodec, APieceMayEndAnywhere) {
  const Bytes stream = example_stream();
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Decoder decoder;
    std::vector<std::string> found;
    for (const auto piece : {std::span(stream).first(cut), std::span(stream).subspan(cut)}) {
      feed(decoder, piece);
      while (found.size() <= examples().size()) {
        std::string next = next_of(decoder);
        if (next == kNothingYet) break;
        found.push_back(std::move(next));
      }
    }
    ASSERT_EQ(found.size(), examples().size()) << "the stream of all examples was cut after " << cut << " bytes";
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i], show(examples()[i].message)) << "the stream was cut after " << cut << " bytes";
    }
  }
}

TEST(WireCodec, NextMayBeCalledLate) {
  const Bytes stream = example_stream();
  for (const std::size_t size : {1U, 2U, 3U, 7U, 20U}) {
    Decoder decoder;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      feed(decoder, std::span(stream).subspan(at, std::min(size, stream.size() - at)));
    }
    for (const Example& example : examples()) {
      ASSERT_EQ(next_of(decoder), show(example.message))
          << "the stream was fed in pieces of " << size << " bytes before next() was called for the first time";
    }
    ASSERT_EQ(next_of(decoder), kNothingYet);
  }
}

TEST(WireCodec, AnEndInTheMiddleIsNoticed) {
  // The second one is so long that the stream may also end within its length.
  for (const Message& message : {examples().back().message, Message(Result{7, Bytes(200, 0x5a)})}) {
    const Bytes frame = encode(message);
    ASSERT_EQ(decoded(frame), show(message)) << "decode() of what encode() made";
    for (std::size_t size = 1; size < frame.size(); ++size) {
      Decoder decoder;
      ASSERT_TRUE(decoder.clean()) << "nothing was fed yet";
      feed(decoder, std::span(frame).first(size));
      ASSERT_EQ(next_of(decoder), kNothingYet) << size << " of " << frame.size() << " bytes were fed";
      ASSERT_FALSE(decoder.clean()) << "the stream would end in the middle of a message";
      feed(decoder, std::span(frame).subspan(size));
      ASSERT_FALSE(decoder.clean()) << "the message is whole, and next() has not given it out yet";
      ASSERT_EQ(next_of(decoder), show(message)) << "the rest of the message was fed";
      ASSERT_TRUE(decoder.clean()) << "the only message was given out";
    }
  }
}

TEST(WireCodec, MessagesBeforeABadOneAreGiven) {
  const Bytes good = example_stream();
  Bytes stream = good;
  append(stream, frame_around("01 09 00"));
  for (const std::size_t size : {std::size_t{1}, std::size_t{10}, stream.size()}) {
    Decoder decoder;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      feed(decoder, std::span(stream).subspan(at, std::min(size, stream.size() - at)));
    }
    for (const Example& example : examples()) {
      ASSERT_EQ(next_of(decoder), show(example.message)) << "this one came before the message of an unknown kind";
    }
    ASSERT_EQ(next_of(decoder), kRefused) << "a message of an unknown kind is next";
  }
}

TEST(WireCodec, ABrokenStreamStaysBroken) {
  const Bytes good = from_hex(examples().front().frame);
  Bytes bad = good;
  bad.back() ^= 1U;
  append(bad, good);
  Decoder decoder;
  feed(decoder, bad);
  for (int call = 1; call <= 3; ++call) {
    ASSERT_EQ(next_of(decoder), kRefused) << "call " << call << " of next(): the first message has a wrong checksum";
    ASSERT_FALSE(decoder.clean()) << "something was wrong with the stream";
  }
  feed(decoder, good);
  ASSERT_EQ(next_of(decoder), kRefused) << "a good message cannot mend a stream that is broken";
  ASSERT_FALSE(decoder.clean());
}

// ---- A newer program on the other side -----------------------------------------------------------------------------

TEST(WireCodec, UnknownFieldsAreSkipped) {
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"one field", "02 03 aa bb cc"},
      {"an empty field", "07 00"},
      {"fields 2, 3 and 200", "02 01 ff 03 00 c8 01 02 00 00"},
      {"the largest tag", "ff ff ff ff ff ff ff ff ff 01 01 00"}};
  for (const Example& example : examples()) {
    for (const auto& [what, bytes] : fields) {
      Bytes payload = payload_of(example);
      append(payload, from_hex(bytes));
      ASSERT_EQ(decoded(frame_around(payload)), show(example.message))
          << "behind the payload of the example stands " << what << " that nobody knows: " << bytes;
    }
  }
}

TEST(WireCodec, OnlyACallHasATimeout) {
  const std::string field = " 01 03 aa bb cc";
  EXPECT_EQ(decoded(frame_around("01 01 00 00 00 00 00 00 00 05" + field)), show(Ping{5}))
      << "field 1 of a Ping is one that nobody knows";
  EXPECT_EQ(decoded(frame_around("01 03 07 01 ff" + field)), show(Result{7, {0xff}}))
      << "field 1 of a Result is one that nobody knows";
  EXPECT_EQ(decoded(frame_around("01 04 07 00 01 00" + field)), show(Failure{7, 1, ""}))
      << "field 1 of a Failure is one that nobody knows";
  EXPECT_EQ(decoded(frame_around("01 02 07 00 00 01 01 05")), show(Call{7, "", {}, 5}))
      << "field 1 of a Call is its timeout";
}

TEST(WireCodec, TagsOfFieldsRise) {
  for (const std::string fields : {"01 01 05 01 01 05", "02 00 01 01 05", "05 00 05 00", "05 00 02 00", "00 00"}) {
    expect_refused(frame_around("01 02 07 00 00 " + fields), "tags begin at 1 and rise: " + fields);
    if (HasFailure()) return;
  }
}

TEST(WireCodec, ATimeoutFillsItsField) {
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"a byte behind the number", "01 03 dc 0b 00"},
      {"the number ends behind the field", "01 01 dc 0b 00"},
      {"no number at all", "01 00"},
      {"a number of 33 bits", "01 05 80 80 80 80 10"},
      {"a number longer than it need be", "01 02 85 00"}};
  for (const auto& [what, bytes] : fields) {
    expect_refused(frame_around("01 02 07 00 00 " + bytes), "the timeout: " + what);
    if (HasFailure()) return;
  }
}

TEST(WireCodec, OtherVersionsAreRefused) {
  for (const std::string version : {"00", "02", "81", "ff"}) {
    expect_refused(frame_around(version + " 01 00 00 00 00 00 00 00 05"), "version " + version + " of the format");
    if (HasFailure()) return;
  }
}

TEST(WireCodec, UnknownKindsAreRefused) {
  for (const std::string kind : {"00", "05", "81", "ff"}) {
    expect_refused(frame_around("01 " + kind + " 00 00 00 00 00 00 00 05"), "kind " + kind + " of message");
    if (HasFailure()) return;
  }
}

// ---- Bytes that are no message -------------------------------------------------------------------------------------

TEST(WireCodec, ADatagramThatIsCutShortIsRefused) {
  for (const Example& example : examples()) {
    Bytes frame = from_hex(example.frame);
    while (!frame.empty()) {
      frame.pop_back();
      ASSERT_EQ(decoded(frame), kRefused) << "the end is missing: " << hex(frame);
    }
  }
}

TEST(WireCodec, BytesBehindADatagramAreRefused) {
  for (const Example& example : examples()) {
    for (const std::string more : {"00", "ff", "0a", "01 01 00 00 00 00"}) {
      const Bytes bytes = from_hex(example.frame + more);
      ASSERT_EQ(decoded(bytes), kRefused) << "behind the message stands " << more << ": " << hex(bytes);
    }
  }
  ASSERT_EQ(decoded(example_stream()), kRefused) << "a datagram is one message, and these are five";
}

TEST(WireCodec, EveryFlippedBitIsNoticed) {
  for (const Example& example : examples()) {
    const Bytes frame = from_hex(example.frame);
    for (std::size_t bit = 0; bit < 8 * frame.size(); ++bit) {
      Bytes damaged = frame;
      damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      ASSERT_EQ(decoded(damaged), kRefused)
          << "decode() of " << example.frame << " with bit " << bit % 8 << " of byte " << bit / 8 << " flipped";
      Decoder decoder;
      feed(decoder, damaged);
      const std::string next = next_of(decoder);
      // A damaged length may announce more than was fed; in a stream, that may still come.
      ASSERT_TRUE(next == kRefused || (bit < 8 && next == kNothingYet))
          << "a Decoder fed with " << example.frame << ", bit " << bit % 8 << " of byte " << bit / 8
          << " flipped, gives " << next;
    }
  }
}

TEST(WireCodec, APayloadThatEndsTooEarlyIsRefused) {
  std::vector<std::string> whole;
  for (const Example& example : examples()) whole.push_back(hex(payload_of(example)));
  for (const Example& example : examples()) {
    Bytes payload = payload_of(example);
    while (!payload.empty()) {
      payload.pop_back();
      // A Call without its timeout is a Call.
      if (std::find(whole.begin(), whole.end(), hex(payload)) != whole.end()) continue;
      expect_refused(frame_around(payload), "The payload of " + example.frame + " was cut after " +
                                                std::to_string(payload.size()) +
                                                " bytes. Length and checksum are right, but something is missing.");
      if (HasFailure()) return;
    }
  }
}

TEST(WireCodec, NumbersLongerThanTheyNeedBeAreRefused) {
  const std::vector<std::string> numbers = {"80 00", "85 00", "ac 82 00", "80 80 80 80 80 80 80 80 80 00"};
  for (const std::string& number : numbers) {
    const std::vector<std::pair<std::string, std::string>> payloads = {
        {"the id of a Result", "01 03 " + number + " 00"},
        {"the length of a text", "01 02 07 " + number + " 00"},
        {"the count of arguments", "01 02 07 00 " + number},
        {"the value of an argument", "01 02 07 00 01 00 " + number},
        {"the tag of a field", "01 03 07 00 " + number + " 00"},
        {"the size of a field", "01 03 07 00 02 " + number}};
    for (const auto& [what, payload] : payloads) {
      expect_refused(frame_around(payload), what + " is a number that is longer than it need be: " + number);
      if (HasFailure()) return;
    }
  }
  expect_refused(from_hex("8a 00 01 01 01 23 45 67 89 ab cd ef 56 d6 19 cc"),
                 "the length of a frame is a number that is longer than it need be: 8a 00");
}

TEST(WireCodec, NumbersOfMoreThan64BitsAreRefused) {
  for (const std::string number :
       {"80 80 80 80 80 80 80 80 80 02", "ff ff ff ff ff ff ff ff ff 7f", "ff ff ff ff ff ff ff ff ff ff 01",
        "81 80 80 80 80 80 80 80 80 80 00", "81 80 80 80 80 80 80 80 80 80 80 01"}) {
    expect_refused(frame_around("01 03 " + number + " 00"), "an id of more than 64 bits");
    if (HasFailure()) return;
    expect_refused(frame_around("01 02 07 00 01 00 " + number), "a value of more than 64 bits");
    if (HasFailure()) return;
  }
}

// ---- Lengths that lie ----------------------------------------------------------------------------------------------

const std::vector<std::string>& lying_numbers() {
  static const std::vector<std::string> all = {
      "03",                             // one more than there is
      "7f",                             // 127
      "f0 a2 04",                       // 70,000
      "80 80 40",                       // 2^20
      "ff ff ff ff 07",                 // 2^31 - 1
      "80 80 80 80 08",                 // 2^31
      "ff ff ff ff 0f",                 // 2^32 - 1
      "82 80 80 80 10",                 // 2^32 + 2: in 32 bits it is 2
      "80 80 80 80 80 80 80 80 80 01",  // 2^63
      "82 80 80 80 80 80 80 80 80 01",  // 2^63 + 2
      "f8 ff ff ff ff ff ff ff ff 01",  // 2^64 - 8: added to a position, it goes back
      "ff ff ff ff ff ff ff ff ff 01"   // 2^64 - 1
  };
  return all;
}

TEST(WireCodec, AnEnormousFrameIsRefusedAtOnce) {
  for (const std::string length : {"81 80 40", "ff ff ff ff 07", "80 80 80 80 08", "80 80 80 80 10", "8a 80 80 80 10",
                                   "80 80 80 80 80 80 80 80 80 01", "ff ff ff ff ff ff ff ff ff 01",
                                   "80 80 80 80 80 80 80 80 80 02", "ff ff ff ff ff ff ff ff ff ff"}) {
    expect_refused(from_hex(length),
                   "This length is not allowed, and all its bytes are there. What is there to wait for?");
    if (HasFailure()) return;
  }
  // As many bytes follow as this length would be in 32 bits: 10.
  expect_refused(from_hex("8a 80 80 80 10 01 01 01 23 45 67 89 ab cd ef 56 d6 19 cc"), "a length of 2^32 + 10");
}

TEST(WireCodec, AFrameOfLessThanTwoBytesIsRefused) {
  expect_refused(frame_around(""), "A payload of 0 bytes has no version and no kind.");
  expect_refused(frame_around("01"), "A payload of 1 byte has no kind.");
  expect_refused(from_hex("00"),
                 "A length of 0 is not allowed, and all its bytes are there. What is there to wait for?");
  expect_refused(from_hex("01"),
                 "A length of 1 is not allowed, and all its bytes are there. What is there to wait for?");
}

TEST(WireCodec, MemoryFollowsWhatHasArrived) {
  const Bytes beginning = from_hex("80 80 40 01 03");  // 1,048,576 bytes are announced, which is allowed
  Decoder decoder;
  largest_request = 0;
  feed(decoder, beginning);
  EXPECT_EQ(next_of(decoder), kNothingYet) << "The largest allowed payload is announced, and two bytes have come.";
  EXPECT_LE(largest_request.load(), allowed_for(beginning.size()))
      << "A million bytes were announced and five have come. So many were asked for at once, for a stranger who may "
      << "never send anything.";
  EXPECT_EQ(decoded(beginning), kRefused) << "The message is cut short.";
}

TEST(WireCodec, CountsOfArgumentsAreClaims) {
  for (const std::string& count : lying_numbers()) {
    expect_refused(frame_around("01 02 07 01 6d " + count + " 01 61 02 01 62 04"),
                   "This many arguments are announced (" + count + "), and two are there.");
    if (HasFailure()) return;
  }
}

TEST(WireCodec, LengthsOfTextsAreClaims) {
  for (const std::string& length : lying_numbers()) {
    const std::vector<std::pair<std::string, std::string>> payloads = {
        {"a method", "01 02 07 " + length + " 00 00"},
        {"the name of an argument", "01 02 07 00 01 " + length + " 61 02"},
        {"the data of a Result", "01 03 07 " + length + " aa bb"},
        {"the text of a Failure", "01 04 07 00 01 " + length + " 61 62"},
        {"a field that nobody knows", "01 01 00 00 00 00 00 00 00 05 02 " + length + " aa bb"},
        {"the timeout", "01 02 07 00 00 01 " + length + " dc 0b"}};
    for (const auto& [what, payload] : payloads) {
      expect_refused(frame_around(payload), what + " has this length: " + length + ", and two bytes are left.");
      if (HasFailure()) return;
    }
  }
}

}  // namespace

#pragma clang attribute pop
