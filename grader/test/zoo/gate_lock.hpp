// Two locks taken in either order, which is fine because a third one, the gate, is always taken first.
#pragma once
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

struct Junction {
  std::mutex gate;
  std::mutex north;
  std::mutex south;
  long cars_north = 0;
  long cars_south = 0;

  void cross(bool southward) {
    std::unique_lock entry(gate);
    const std::lock_guard first(southward ? north : south);
    const std::lock_guard second(southward ? south : north);
    entry.unlock();
    ++cars_north;
    ++cars_south;
  }
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Junction junction;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 200; ++i) junction.cross(((seed >> (i % 60)) + t) % 2 == 0);
      });
  }
  return junction.cars_north == 200L * threads && junction.cars_south == junction.cars_north;
}
