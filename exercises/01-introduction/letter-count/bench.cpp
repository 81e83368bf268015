// What letter-count is timed on: the two shapes of input that a way to divide the work must both serve.
#include "parcours/bench.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "letter_count.hpp"

namespace {

using Counts = std::array<std::uint64_t, 26>;

Counts serial_counts(std::string_view text) {
  Counts counts{};
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') ++counts[static_cast<std::size_t>(c - 'a')];
    if (c >= 'A' && c <= 'Z') ++counts[static_cast<std::size_t>(c - 'A')];
  }
  return counts;
}

struct Input {
  std::string text;
  Counts counts{};
};

// Letters about as frequent as in English, in lines of a thousand that begin with a capital. Spaces and capitals are
// rare on purpose: what is measured is how the work is divided, not how cleverly a single byte is classified. One block
// of them over and over: making and verifying it takes little beside the time that counts.
Input make_input(std::size_t blocks) {
  static constexpr std::string_view alphabet = "eeeeeeettttttaaaaaooooooiiiiinnnnnssssshhhhrrrrdddlllcuumwfgypbv";
  static_assert(alphabet.size() == 64);
  auto rng = parcours::rng();
  std::string block(100'001, ' ');
  for (char& letter : block) letter = alphabet[rng() % 64];
  for (std::size_t line = 0; line + 1000 < block.size(); line += 1000) {
    block[line] = static_cast<char>('A' + rng() % 26);
    block[line + 999] = '\n';
  }
  Input input;
  input.text.reserve(blocks * block.size());
  for (std::size_t i = 0; i < blocks; ++i) input.text += block;
  input.counts = serial_counts(block);
  for (std::uint64_t& count : input.counts) count *= blocks;
  return input;
}

void run(benchmark::State& state, const Input& input, const std::vector<std::string_view>& texts) {
  const unsigned threads = parcours::threads();
  Counts counts{};
  for (auto _ : state) {
    counts = letter_count(texts, threads);
    benchmark::DoNotOptimize(counts.data());
    benchmark::ClobberMemory();
  }
  if (counts != input.counts) state.SkipWithError("letter_count returned wrong counts");
}

void one_huge_text(benchmark::State& state) {
  const Input input = make_input(60);
  run(state, input, {std::string_view(input.text)});
}

void many_tiny_texts(benchmark::State& state) {
  const Input input = make_input(40);
  std::vector<std::string_view> texts;
  auto rng = parcours::rng();
  for (std::string_view rest = input.text; !rest.empty(); rest.remove_prefix(texts.back().size())) {
    texts.push_back(rest.substr(0, rng() % 64));
  }
  run(state, input, texts);
}

}  // namespace

BENCHMARK(one_huge_text)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(many_tiny_texts)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
