// Regular expressions, locales, formatting, parsing, clocks and random numbers, in each thread for itself.
#pragma once
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iomanip>
#include <locale>
#include <random>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

struct Dots : std::numpunct<char> {
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const std::locale dotted(std::locale::classic(), new Dots);
  std::atomic<unsigned> right{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t, mine = dotted] {
        const std::string text = "width=" + std::to_string(seed % 1000) + ";";
        const std::regex pattern("([a-z]+)=([0-9]+)");
        std::smatch match;
        if (std::regex_search(text, match, pattern) && match[1] == "width") ++right;
        std::ostringstream out;
        out.imbue(mine);
        out << 1234567 << ' ' << std::put_money(5);
        if (out.str().starts_with("1.234.567")) ++right;
        std::mt19937 random(static_cast<unsigned>(seed) + t);
        const double sample = std::normal_distribution<>(5, 0.1)(random);
        const auto before = std::chrono::steady_clock::now();
        const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        std::tm parts{};
        char year[8];
        if (::localtime_r(&now, &parts) != nullptr && std::strftime(year, sizeof year, "%Y", &parts) == 4) ++right;
        int number = 0;
        std::from_chars(text.data() + 6, text.data() + text.size(), number);
        if (number == static_cast<int>(seed % 1000) && std::stod("2.5") == 2.5) ++right;
        if (sample > 0 && std::chrono::steady_clock::now() >= before && std::toupper('a', mine) == 'A') ++right;
      });
  }
  return right == 5 * threads;
}
