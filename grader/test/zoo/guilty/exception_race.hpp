// Threads that share an exception write into it.
// Must get: data-race
#pragma once
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

struct Counted : std::runtime_error {
  using std::runtime_error::runtime_error;
  long seen = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  const std::exception_ptr shared = std::make_exception_ptr(Counted("a text that all of them share"));
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([shared] {
      for (int i = 0; i < 20; ++i) try {
          std::rethrow_exception(shared);
        } catch (Counted& error) {
          ++error.seen;
        }
    });
  return true;
}
