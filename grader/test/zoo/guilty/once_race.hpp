// What call_once has made is changed later, by everybody.
// Must get: data-race
#pragma once
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::once_flag once;
  std::vector<std::uint64_t> made;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        std::call_once(once, [&] { made.assign(1, seed); });
        ++made[0];
      });
  }
  return made.size() == 1;
}
