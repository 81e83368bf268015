// What wire-codec is timed on: messages that go one by one, as datagrams, and messages that go through a stream, all of
// them as one piece.
#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wire_codec.hpp"

namespace {

constexpr std::size_t kPatterns = 100;
constexpr std::size_t kRepeats = 30;

// Short calls and their answers for the most part, and now and then a larger result.
std::vector<Message> make_messages() {
  auto random = parcours::rng();
  const auto text = [&](std::size_t size) {
    std::string letters(size, ' ');
    for (char& letter : letters) letter = static_cast<char>('a' + random() % 26);
    return letters;
  };
  std::vector<Message> messages;
  for (std::uint64_t i = 0; i < kPatterns; ++i) {
    const std::uint64_t id = 100'000 + i;
    switch (i % 8) {
      case 0:
        messages.emplace_back(Ping{random()});
        break;
      case 1:
        messages.emplace_back(Failure{id, static_cast<std::uint16_t>(random()), text(30)});
        break;
      case 2: {
        const std::string bytes = text(i % 16 == 2 ? 200 : 40);
        messages.emplace_back(Result{id, {bytes.begin(), bytes.end()}});
        break;
      }
      default: {
        Call call{id, text(10), {}, {}};
        for (std::uint64_t j = 0; j < i % 5; ++j) {
          call.arguments.push_back({text(5), static_cast<std::int64_t>(random() >> (random() % 64))});
        }
        if (i % 3 == 0) call.timeout_ms = 250 * static_cast<std::uint32_t>(i);
        messages.emplace_back(std::move(call));
      }
    }
  }
  return messages;
}

bool are_right(const std::vector<Message>& found, const std::vector<Message>& messages) {
  if (found.size() != kRepeats * messages.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] != messages[i % messages.size()]) return false;
  }
  return true;
}

void datagrams(benchmark::State& state) {
  const std::vector<Message> messages = make_messages();
  std::vector<Message> found;
  for (auto _ : state) {
    found.clear();
    found.reserve(kRepeats * messages.size());
    for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
      for (const Message& message : messages) found.push_back(decode(encode(message)));
    }
  }
  if (!are_right(found, messages)) state.SkipWithError("decode(encode(message)) is another message");
}

void one_long_piece(benchmark::State& state) {
  const std::vector<Message> messages = make_messages();
  std::vector<Message> found;
  for (auto _ : state) {
    found.clear();
    found.reserve(kRepeats * messages.size());
    std::vector<std::uint8_t> stream;
    for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
      for (const Message& message : messages) {
        const std::vector<std::uint8_t> frame = encode(message);
        stream.insert(stream.end(), frame.begin(), frame.end());
      }
    }
    Decoder decoder;
    decoder.feed(stream);
    while (std::optional<Message> message = decoder.next()) found.push_back(std::move(*message));
  }
  if (!are_right(found, messages)) state.SkipWithError("a stream gave other messages than were put into it");
}

BENCHMARK(datagrams)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(one_long_piece)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
