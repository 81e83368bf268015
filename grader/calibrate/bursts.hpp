#pragma once
#include <cstdint>
#include <thread>

namespace parcours {

/// While it lives, one thread computes and rests by turns, each for a random while: 0.05 to 0.5 s, so half of the time.
class Bursts {
 public:
  explicit Bursts(std::uint64_t seed);

 private:
  std::jthread thread_;
};

}  // namespace parcours
