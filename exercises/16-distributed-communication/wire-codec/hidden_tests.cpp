// Included after tests.cpp, in the same translation unit. Messages and frames of every kind, also such as nobody writes
// by hand, and lengths that lie in every place.

#pragma clang attribute push(__attribute__((no_sanitize("address", "undefined"))), apply_to = function)

namespace {

// ---- Bytes of any kind ---------------------------------------------------------------------------------------------

Bytes number_bytes(std::uint64_t value) {
  Bytes bytes;
  while (value > 127) {
    bytes.push_back(static_cast<std::uint8_t>(128 + value % 128));
    value /= 128;
  }
  bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) append(all, part);
  return all;
}

Bytes frame_of_any_size(const Bytes& payload) {
  return joined({number_bytes(payload.size()), payload, checksum_of(payload)});
}

// ---- The statement, once more --------------------------------------------------------------------------------------

// What a payload means, worked out as plainly as possible: the message, or nothing where it must be refused.
class Meaning {
 public:
  explicit Meaning(const Bytes& payload) : bytes_(payload), end_(payload.size()) {}

  std::optional<Message> message() {
    try {
      return read();
    } catch (const Senseless&) {
      return std::nullopt;
    }
  }

 private:
  struct Senseless {};

  void demand(bool holds) const {
    if (!holds) throw Senseless();
  }
  std::uint64_t byte() {
    demand(at_ < end_);
    return bytes_[at_++];
  }
  std::uint64_t fixed(int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = 256 * value + byte();
    return value;
  }
  std::uint64_t number() {
    const std::size_t start = at_;
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint64_t part = byte();
      demand(shift < 63 || part <= 1);
      value |= (part % 128) << shift;
      if (part < 128) break;
    }
    demand(number_bytes(value).size() == at_ - start);
    return value;
  }
  Bytes some(std::uint64_t count) {
    demand(count <= end_ - at_);
    Bytes bytes;
    for (std::uint64_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(byte()));
    return bytes;
  }
  std::string text() {
    const Bytes bytes = some(number());
    return {bytes.begin(), bytes.end()};
  }

  Message read() {
    demand(byte() == 1);
    const std::uint64_t kind = byte();
    demand(kind >= 1 && kind <= 4);
    if (kind == 1) return fields(Ping{fixed(8)});
    const std::uint64_t id = number();
    if (kind == 2) {
      Call call{id, text(), {}, {}};
      for (std::uint64_t left = number(); left > 0; --left) {
        std::string name = text();
        const std::uint64_t value = number();
        const auto half = static_cast<std::int64_t>(value / 2);
        call.arguments.push_back({std::move(name), value % 2 == 0 ? half : -half - 1});
      }
      return fields(std::move(call));
    }
    if (kind == 3) return fields(Result{id, some(number())});
    const auto code = static_cast<std::uint16_t>(fixed(2));
    return fields(Failure{id, code, text()});
  }

  Message fields(Message message) {
    std::uint64_t last = 0;
    while (at_ < end_) {
      const std::uint64_t tag = number();
      demand(tag > last);
      last = tag;
      const std::uint64_t size = number();
      demand(size <= end_ - at_);
      const std::size_t behind = at_ + static_cast<std::size_t>(size);
      auto* const call = std::get_if<Call>(&message);
      if (tag == 1 && call != nullptr) {
        const std::size_t end_of_all = std::exchange(end_, behind);
        const std::uint64_t timeout = number();
        demand(at_ == behind && timeout <= 0xffffffff);
        call->timeout_ms = static_cast<std::uint32_t>(timeout);
        end_ = end_of_all;
      }
      at_ = behind;
    }
    return message;
  }

  const Bytes& bytes_;
  std::size_t at_ = 0;
  std::size_t end_;
};

// decode() and the statement agree about this payload.
void expect_as_stated(const Bytes& payload, const std::string& why) {
  const std::optional<Message> meaning = Meaning(payload).message();
  ASSERT_EQ(decoded(frame_of_any_size(payload)), meaning ? show(*meaning) : kRefused)
      << "decode() of a frame around " << hex(payload) << ", with the right length and checksum\n"
      << why;
}

// ---- Random messages -----------------------------------------------------------------------------------------------

// Of every size alike: small numbers are as likely as large ones.
std::uint64_t any_number(std::mt19937_64& random) {
  const std::uint64_t number = random();
  return number >> (random() % 64);
}

std::string any_text(std::mt19937_64& random, std::size_t most) {
  std::string text(random() % (most + 1), '\0');
  for (char& c : text) c = static_cast<char>(random() % 256);
  return text;
}

Message any_message(std::mt19937_64& random) {
  const std::size_t most = random() % 8 == 0 ? 400 : 12;
  switch (random() % 4) {
    case 0:
      return Ping{any_number(random)};
    case 1: {
      Call call{any_number(random), any_text(random, most), {}, {}};
      for (std::size_t left = random() % (most / 2); left > 0; --left) {
        const auto value = static_cast<std::int64_t>(any_number(random));
        call.arguments.push_back({any_text(random, 9), random() % 2 == 0 ? value : -(value / 2) - 1});
      }
      if (random() % 2 == 0) call.timeout_ms = static_cast<std::uint32_t>(any_number(random));
      return call;
    }
    case 2: {
      const std::string data = any_text(random, most);
      return Result{any_number(random), {data.begin(), data.end()}};
    }
    default:
      return Failure{any_number(random), static_cast<std::uint16_t>(any_number(random)), any_text(random, most)};
  }
}

TEST(WireCodecHidden, RandomMessagesComeBack) {
  auto random = parcours::rng();
  for (int round = 0; round < 400; ++round) {
    const Message message = any_message(random);
    const Bytes frame = encode(message);
    ASSERT_EQ(decoded(frame), show(message)) << "what encode() made of the message is another one now";
    const auto last_of_length = std::find_if(frame.begin(), frame.end(), [](std::uint8_t byte) { return byte < 0x80; });
    ASSERT_GE(frame.end() - last_of_length, 1 + 2 + 4) << "no frame is that short: " << hex(frame);
    const Bytes payload(last_of_length + 1, frame.end() - 4);
    ASSERT_EQ(hex(frame), hex(frame_of_any_size(payload))) << "The length or the checksum of a frame is another one.";
    const std::optional<Message> meaning = Meaning(payload).message();
    ASSERT_EQ(meaning ? show(*meaning) : kRefused, show(message)) << "what encode() made of it means: " << hex(frame);
  }
}

TEST(WireCodecHidden, RandomStreamsInRandomPieces) {
  auto random = parcours::rng();
  for (int round = 0; round < 12; ++round) {
    std::vector<std::string> expected;
    Bytes stream;
    for (int i = 0; i < 25; ++i) {
      const Message message = any_message(random);
      expected.push_back(show(message));
      append(stream, encode(message));
    }
    const std::size_t longest = std::size_t{1} << (random() % 12);
    Decoder decoder;
    std::size_t given = 0;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(random() % (longest + 1), stream.size() - at);
      feed(decoder, std::span(stream).subspan(at, size));
      at += size;
      if (random() % 3 == 0) continue;  // asks later
      for (std::string next = next_of(decoder); next != kNothingYet; next = next_of(decoder)) {
        ASSERT_LT(given, expected.size()) << "a message too many: " << next;
        ASSERT_EQ(next, expected[given]) << "message " << given << " of a stream in pieces of up to " << longest;
        ++given;
      }
    }
    for (; given < expected.size(); ++given) ASSERT_EQ(next_of(decoder), expected[given]) << "message " << given;
    ASSERT_EQ(next_of(decoder), kNothingYet);
    ASSERT_TRUE(decoder.clean()) << "the whole stream was fed, and all its messages were given out";
  }
}

// ---- Every byte counts ---------------------------------------------------------------------------------------------

// The examples and a few more, with each byte changed, left out or doubled. Length and checksum are those of the
// changed payload, so everything depends on what is inside.
TEST(WireCodecHidden, EveryByteOfAPayloadIsJudged) {
  std::vector<Bytes> payloads = {from_hex("01 02 80 01 00 03 00 00 01 78 7f 00 80 01 01 01 05 02 00 09 02 01 02"),
                                 from_hex("01 03 ff ff ff ff ff ff ff ff ff 01 02 01 00 03 01 00"),
                                 from_hex("01 01 00 00 00 00 00 00 00 00 01 02 80 80 02 00")};
  for (const Example& example : examples()) payloads.push_back(payload_of(example));
  for (const Bytes& payload : payloads) {
    expect_as_stated(payload, "nothing was changed");
    if (HasFailure()) return;
    for (std::size_t i = 0; i < payload.size(); ++i) {
      const std::uint8_t old = payload[i];
      for (const unsigned other :
           {0U, 1U, 2U, 5U, 0x7fU, 0x80U, 0x81U, 0xffU, old ^ 1U, old ^ 0x80U, old + 1U, old - 1U}) {
        Bytes changed = payload;
        changed[i] = static_cast<std::uint8_t>(other);
        expect_as_stated(changed, "byte " + std::to_string(i) + " was changed");
        if (HasFailure()) return;
      }
      Bytes shorter = payload;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
      expect_as_stated(shorter, "byte " + std::to_string(i) + " was left out");
      if (HasFailure()) return;
      Bytes longer = payload;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), old);
      expect_as_stated(longer, "byte " + std::to_string(i) + " was doubled");
      if (HasFailure()) return;
    }
  }
}

// ---- Lengths that lie, in every place ------------------------------------------------------------------------------

TEST(WireCodecHidden, NoLengthIsBelieved) {
  struct Place {
    std::string what;
    Bytes before;
    Bytes behind;
  };
  const std::vector<Place> places = {
      {"the length of a method", from_hex("01 02 07"), from_hex("61 62 63 00")},
      {"the count of arguments", from_hex("01 02 07 01 6d"), from_hex("00 00 00 00 01 61 02")},
      {"the length of a name", from_hex("01 02 07 01 6d 01"), from_hex("61 62 00")},
      {"the length of a second name", from_hex("01 02 07 01 6d 02 01 61 02"), from_hex("62 63 64 00")},
      {"the length of the data", from_hex("01 03 07"), from_hex("01 02 03 04 05")},
      {"the length of the text", from_hex("01 04 07 00 01"), from_hex("61 62 63")},
      {"the size of a field that nobody knows", from_hex("01 01 00 00 00 00 00 00 00 05 02"), from_hex("03 00 04 00")},
      {"the size of the timeout's field", from_hex("01 02 07 00 00 01"), from_hex("05")},
      {"the size of a field behind the timeout", from_hex("01 02 07 00 00 01 01 05 02"), from_hex("01 02 03")}};
  for (const Place& place : places) {
    for (std::uint64_t i = 0; i <= 24; ++i) {
      for (const std::uint64_t length : {i, 0 - i, (std::uint64_t{1} << 32) + i, (std::uint64_t{1} << 63) + i,
                                         (std::uint64_t{1} << 31) - i, std::uint64_t{65'536} + i}) {
        const Bytes payload = joined({place.before, number_bytes(length), place.behind});
        largest_request = 0;
        expect_as_stated(payload, place.what + " is " + std::to_string(length));
        if (HasFailure()) return;
        ASSERT_LE(largest_request.load(), allowed_for(payload.size()))
            << "decode() asked for so many bytes of memory at once; " << place.what << " is " << length;
      }
    }
  }
}

TEST(WireCodecHidden, NoLengthOfAFrameIsBelieved) {
  const Bytes payload = payload_of(examples().front());
  const Bytes behind = joined({payload, checksum_of(payload)});
  for (std::uint64_t i = 0; i <= 20; ++i) {
    for (const std::uint64_t length :
         {0 - i, (std::uint64_t{1} << 32) + i, (std::uint64_t{1} << 63) + i, std::uint64_t{max_payload} + 1 + i}) {
      if (length <= max_payload) continue;
      expect_refused(joined({number_bytes(length), behind}), "The length of the frame is " + std::to_string(length));
      if (HasFailure()) return;
    }
  }
}

// ---- The largest and the longest -----------------------------------------------------------------------------------

TEST(WireCodecHidden, TheLargestMessage) {
  // Version, kind, id and the length of the data take six bytes.
  Result largest{7, Bytes(max_payload - 6)};
  for (std::size_t i = 0; i < largest.data.size(); ++i) largest.data[i] = static_cast<std::uint8_t>(i * 31 >> 3);
  const Bytes frame = encode(largest);
  ASSERT_EQ(frame.size(), max_payload + 7) << "three bytes of length, the largest payload, four bytes of checksum";
  ASSERT_TRUE(decode(Exact(frame).bytes(frame.size())) == Message(largest)) << "a payload of max_payload bytes";
  Decoder decoder;
  for (std::size_t at = 0; at < frame.size(); at += 100'000) {
    ASSERT_FALSE(decoder.next().has_value()) << "the message is not whole yet";
    feed(decoder, std::span(frame).subspan(at, std::min<std::size_t>(100'000, frame.size() - at)));
  }
  ASSERT_TRUE(decoder.next() == std::optional<Message>(largest)) << "a payload of max_payload bytes, in pieces";
  ASSERT_TRUE(decoder.clean());

  largest.data.push_back(0);
  ASSERT_THROW(encode(largest), std::length_error) << "one byte more than max_payload";
  ASSERT_THROW(encode(Failure{7, 1, std::string(2 * max_payload, 'a')}), std::length_error);
}

TEST(WireCodecHidden, ManySmallArguments) {
  Call call{1, "all", std::vector<Argument>(30'000), {}};
  for (std::size_t i = 0; i < call.arguments.size(); ++i) call.arguments[i].value = static_cast<std::int64_t>(i % 60);
  const Bytes frame = encode(call);
  largest_request = 0;
  const Message found = decode(frame);
  ASSERT_LE(largest_request.load(), allowed_for(frame.size())) << "decode() asked for so many bytes of memory at once";
  ASSERT_TRUE(found == Message(call)) << "a Call with 30,000 arguments of two bytes each";
}

TEST(WireCodecHidden, ALongStreamNeedsLittleMemory) {
  const Bytes frame = from_hex(examples().back().frame);
  for (const std::size_t together : {1U, 40U}) {
    // The last byte of a frame comes with the next piece, so there is never a moment at which nothing is left over.
    Bytes piece = {frame.back()};
    for (std::size_t i = 0; i < together; ++i) append(piece, frame);
    piece.pop_back();
    Decoder decoder;
    feed(decoder, std::span(frame).first(frame.size() - 1));
    largest_request = 0;
    for (std::size_t left = 1'000'000 / piece.size(); left > 0; --left) {
      decoder.feed(piece);
      for (std::size_t i = 0; i < together; ++i) ASSERT_TRUE(decoder.next().has_value()) << "the message is whole";
      ASSERT_FALSE(decoder.next().has_value()) << "the last byte is still missing";
    }
    ASSERT_LE(largest_request.load(), allowed_for(piece.size()))
        << "A million bytes went through a decoder, never more than " << piece.size()
        << " at a time, and it asked for so many at once. What was given out is not needed any more.";
  }
}

TEST(WireCodecHidden, DecodersHaveNothingInCommon) {
  const Bytes stream = example_stream();
  Decoder first;
  Decoder second;
  Decoder broken;
  feed(broken, frame_around("01 09 00"));
  std::vector<std::string> found_first;
  std::vector<std::string> found_second;
  const auto step = [&](Decoder& decoder, std::size_t at, std::vector<std::string>& found) {
    feed(decoder, std::span(stream).subspan(at, 1));
    std::string next = next_of(decoder);
    if (next != kNothingYet) found.push_back(std::move(next));
  };
  constexpr std::size_t kLead = 30;
  for (std::size_t at = 0; at < stream.size() + kLead; ++at) {
    if (at < stream.size()) step(first, at, found_first);
    if (at % 10 == 0) {
      ASSERT_EQ(next_of(broken), kRefused) << "a third decoder got a message of an unknown kind";
    }
    if (at >= kLead) step(second, at - kLead, found_second);
  }
  std::vector<std::string> expected;
  for (const Example& example : examples()) expected.push_back(show(example.message));
  ASSERT_EQ(found_first, expected) << "two decoders got the same stream, one after the other, byte by byte";
  ASSERT_EQ(found_second, expected) << "two decoders got the same stream, one after the other, byte by byte";
}

}  // namespace

#pragma clang attribute pop
