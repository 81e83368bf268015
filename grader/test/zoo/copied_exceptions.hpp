// Library exceptions copied by value from thread to thread; the copies share one text, freed with the last of them.
#pragma once
#include <atomic>
#include <cstdint>
#include <ios>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const std::string text = "the same text for all of them " + std::to_string(seed);
  std::optional<std::runtime_error> original(text);
  std::optional<std::invalid_argument> logic(text);
  std::optional<std::system_error> system(std::in_place, EAGAIN, std::generic_category(), text);
  std::atomic<unsigned> right{0};
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&right, &text, a = *original, b = *logic, c = *system] {
      std::vector<std::runtime_error> more(3, a);
      for (const std::runtime_error& error : more)
        if (error.what() == text) ++right;
      if (b.what() == text) ++right;
      if (std::string(c.what()).starts_with(text) && c.code() == std::errc::resource_unavailable_try_again) ++right;
    });
  original.reset();
  logic.reset();
  system.reset();
  all.clear();
  return right == 5 * threads;
}
