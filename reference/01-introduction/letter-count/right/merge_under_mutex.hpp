#pragma once
// std::thread by hand; local counters, and one lock at the very end of each thread to add them to the total.
#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

class LetterCounter {
 public:
  explicit LetterCounter(std::span<const std::string_view> texts) : texts_(texts) {}

  void count_part(std::size_t part, std::size_t parts) {
    std::array<std::uint64_t, 256> local{};
    const std::size_t first = begin_of(texts_.size(), part, parts);
    const std::size_t last = begin_of(texts_.size(), part + 1, parts);
    for (std::string_view text : texts_.subspan(first, last - first)) {
      if (text.size() < kLong) add(text, local);
    }
    // Long texts are not dealt out: everybody takes a slice of each.
    for (std::string_view text : texts_) {
      if (text.size() < kLong) continue;
      const std::size_t from = begin_of(text.size(), part, parts);
      add(text.substr(from, begin_of(text.size(), part + 1, parts) - from), local);
    }
    std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < total_.size(); ++i) total_[i] += local['a' + i] + local['A' + i];
  }

  const std::array<std::uint64_t, 26>& total() const { return total_; }

 private:
  static constexpr std::size_t kLong = 10'000;

  static std::size_t begin_of(std::size_t size, std::size_t part, std::size_t parts) { return size * part / parts; }

  static void add(std::string_view text, std::array<std::uint64_t, 256>& counts) {
    for (char c : text) counts[static_cast<unsigned char>(c)] += 1;
  }

  std::span<const std::string_view> texts_;
  std::mutex mutex_;
  std::array<std::uint64_t, 26> total_{};
};

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  const unsigned parts = threads == 0 ? 1 : threads;
  LetterCounter counter(texts);
  std::vector<std::thread> pool;
  for (unsigned part = 0; part < parts; ++part) {
    pool.emplace_back([&counter, part, parts] { counter.count_part(part, parts); });
  }
  for (std::thread& thread : pool) thread.join();
  return counter.total();
}
