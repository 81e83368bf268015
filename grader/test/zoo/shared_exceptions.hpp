// One exception that all threads rethrow, read, copy, nest and drop; whoever drops it last destroys it.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

struct ParseError : std::runtime_error {
  ParseError(const std::string& what, std::uint64_t place) : std::runtime_error(what), where(std::to_string(place)) {}
  std::string where;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::exception_ptr first;
  std::mutex mutex;
  std::atomic<unsigned> right{0};
  std::vector<std::thread> all;
  const std::string text = "not a number, " + std::to_string(seed) + ", and so on";
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      try {
        if (t % 2 == 0) throw ParseError(text, seed);
        throw std::system_error(EINVAL, std::generic_category(), text);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
      }
    });
  for (auto& thread : all) thread.join();
  all.clear();
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&right, &text, mine = first]() mutable {
      try {
        std::rethrow_exception(std::move(mine));
      } catch (const std::runtime_error& error) {
        const std::runtime_error copy(error);  // shares the text
        if (std::string(copy.what()).find(text) != std::string::npos) ++right;
        try {
          std::throw_with_nested(std::logic_error(error.what()));
        } catch (const std::exception& outer) {
          try {
            std::rethrow_if_nested(outer);
          } catch (const std::exception& inner) {
            if (std::string(inner.what()) == outer.what()) ++right;
          }
        }
      }
    });
  first = nullptr;
  for (auto& thread : all) thread.join();
  return right == 2 * threads;
}
