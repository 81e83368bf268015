#pragma once
// One std::async task a share. The list of cuts is made beforehand, so that each task starts at its place.
#include <array>
#include <cstdint>
#include <future>
#include <span>
#include <string_view>
#include <vector>

using LetterTotals = std::array<std::uint64_t, 26>;

struct Cut {
  std::size_t text = 0;
  std::size_t byte = 0;
};

inline LetterTotals count_between(std::span<const std::string_view> texts, Cut from, Cut to) {
  std::array<std::uint64_t, 256> seen{};
  for (std::size_t i = from.text; i <= to.text && i < texts.size(); ++i) {
    const std::size_t first = i == from.text ? from.byte : 0;
    const std::size_t last = i == to.text ? to.byte : texts[i].size();
    for (std::size_t j = first; j < last; ++j) seen[static_cast<std::uint8_t>(texts[i][j])]++;
  }
  LetterTotals totals{};
  for (int i = 0; i < 26; i++) totals[i] = seen['a' + i] + seen['A' + i];
  return totals;
}

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  if (threads == 0) threads = 1;
  std::uint64_t total = 0;
  for (auto text : texts) total += text.size();

  std::vector<Cut> cuts{{0, 0}};
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    while (cuts.size() < threads && passed + texts[i].size() >= total * cuts.size() / threads) {
      cuts.push_back({i, static_cast<std::size_t>(total * cuts.size() / threads - passed)});
    }
    passed += texts[i].size();
  }
  cuts.push_back({texts.size(), 0});

  std::vector<std::future<LetterTotals>> tasks;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    tasks.push_back(std::async(std::launch::async, count_between, texts, cuts[i], cuts[i + 1]));
  }
  LetterTotals sum{};
  for (auto& task : tasks) {
    const LetterTotals part = task.get();
    for (int i = 0; i < 26; i++) sum[i] += part[i];
  }
  return sum;
}
