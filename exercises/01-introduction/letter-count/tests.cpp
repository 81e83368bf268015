// The tests of letter-count that students see.
#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "letter_count.hpp"
#include "parcours/test.hpp"

namespace {

using Counts = std::array<std::uint64_t, 26>;

// What the answer must be, found the slow and simple way.
Counts expected_counts(std::span<const std::string_view> texts) {
  Counts counts{};
  for (const std::string_view text : texts) {
    for (const char c : text) {
      if (c >= 'a' && c <= 'z') ++counts[static_cast<std::size_t>(c - 'a')];
      if (c >= 'A' && c <= 'Z') ++counts[static_cast<std::size_t>(c - 'A')];
    }
  }
  return counts;
}

Counts count_one(std::string_view text, unsigned threads) {
  return letter_count(std::span<const std::string_view>(&text, 1), threads);
}

Counts only(char letter, std::uint64_t count) {
  Counts counts{};
  counts[static_cast<std::size_t>(letter - 'a')] = count;
  return counts;
}

// Letters of both cases and some spaces. The first and the last byte are letters.
std::string random_text(std::mt19937_64& rng, std::size_t length) {
  static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ    ";
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[rng() % alphabet.size()];
  if (length > 0) text.front() = alphabet[rng() % 52];
  if (length > 0) text.back() = alphabet[rng() % 52];
  return text;
}

std::vector<std::string> random_texts(std::mt19937_64& rng, std::size_t count, std::size_t longest) {
  std::vector<std::string> texts(count);
  for (std::string& text : texts) text = random_text(rng, rng() % (longest + 1));
  return texts;
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

TEST(LetterCount, CountsEachLetter) {
  Counts once{};
  once.fill(1);
  EXPECT_EQ(count_one("abcdefghijklmnopqrstuvwxyz", 1), once);
  const std::string_view pangram = "the quick brown fox jumps over the lazy dog";
  const Counts counts = count_one(pangram, 1);
  EXPECT_EQ(counts, expected_counts(std::span(&pangram, 1)));
  EXPECT_EQ(counts['o' - 'a'], 4U);
  EXPECT_EQ(counts['e' - 'a'], 3U);
}

TEST(LetterCount, UpperCaseIsTheSameLetter) {
  Counts twice{};
  twice.fill(2);
  EXPECT_EQ(count_one("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1), twice);
  EXPECT_EQ(count_one("eEEe", 2), only('e', 4));
}

TEST(LetterCount, IgnoresOtherBytes) {
  EXPECT_EQ(count_one("0123456789 @[\\]^_`{|}~\t\r\n.,;:!?", 1), Counts{});
  EXPECT_EQ(count_one(std::string_view("a\0a", 3), 1), only('a', 2)) << "a zero byte does not end a text";
  // "naïve café, Größe" without its plain letters, in UTF-8 and then in Latin-1.
  EXPECT_EQ(count_one("\xC3\xAF \xC3\xA9 \xC3\xB6\xC3\x9F", 1), Counts{}) << "bytes from 0x80 on are not letters";
  EXPECT_EQ(count_one("\xEF \xE9 \xF6\xDF", 1), Counts{}) << "bytes from 0x80 on are not letters";
}

TEST(LetterCount, AddsUpSeveralTexts) {
  const std::vector<std::string_view> texts = {"Hello", "", "wORLD", "of", "", "", "threads!", ""};
  for (unsigned threads = 1; threads <= 4; ++threads) {
    EXPECT_EQ(letter_count(texts, threads), expected_counts(texts)) << "with " << threads << " threads";
  }
}

TEST(LetterCount, NothingToCount) {
  const std::vector<std::string_view> empty_texts(5);
  for (const unsigned threads : {1U, 2U, 5U}) {
    EXPECT_EQ(letter_count({}, threads), Counts{}) << "no texts, " << threads << " threads";
    EXPECT_EQ(letter_count(empty_texts, threads), Counts{}) << "five empty texts, " << threads << " threads";
  }
}

TEST(LetterCount, ZeroThreadsMeansOne) {
  const std::vector<std::string_view> texts = {"zero", "threads"};
  EXPECT_EQ(letter_count(texts, 0), expected_counts(texts));
  EXPECT_EQ(letter_count({}, 0), Counts{});
}

TEST(LetterCount, MoreThreadsThanBytes) {
  EXPECT_EQ(count_one("q", 2), only('q', 1));
  EXPECT_EQ(count_one("Zzz", 16), only('z', 3));
  const std::vector<std::string_view> texts = {"a", "", "b"};
  EXPECT_EQ(letter_count(texts, 7), expected_counts(texts));
}

TEST(LetterCount, EachCallStartsFromZero) {
  EXPECT_EQ(count_one("banana", 2), count_one("banana", 2));
  EXPECT_EQ(count_one("xyzzy", 1), expected_counts(std::array<std::string_view, 1>{"xyzzy"}));
  EXPECT_EQ(count_one("", 2), Counts{});
}

TEST(LetterCount, OneHugeText) {
  auto rng = parcours::rng();
  const std::string text = random_text(rng, 400'000 + rng() % 1000);
  const std::string_view view = text;
  const Counts expected = expected_counts(std::span(&view, 1));
  for (const unsigned threads : {2U, 3U, 7U}) EXPECT_EQ(count_one(view, threads), expected) << threads << " threads";
}

TEST(LetterCount, ManyTinyTexts) {
  auto rng = parcours::rng();
  const std::vector<std::string> texts = random_texts(rng, 20'000 + rng() % 100, 30);
  const std::vector<std::string_view> all = views(texts);
  const Counts expected = expected_counts(all);
  for (const unsigned threads : {2U, 3U, 7U}) EXPECT_EQ(letter_count(all, threads), expected) << threads << " threads";
}
