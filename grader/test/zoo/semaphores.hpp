// A bounded buffer of semaphores: free places, filled places, and a binary one as the mutex.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <semaphore>
#include <thread>
#include <vector>

class Buffer {
 public:
  void put(std::uint64_t value) {
    free_.acquire();
    mutex_.acquire();
    items_[in_++ % items_.size()] = value;
    mutex_.release();
    filled_.release();
  }
  std::uint64_t take() {
    using namespace std::chrono_literals;
    while (!filled_.try_acquire_for(1ms) && !filled_.try_acquire()) {
    }
    mutex_.acquire();
    const std::uint64_t value = items_[out_++ % items_.size()];
    mutex_.release();
    free_.release();
    return value;
  }

 private:
  std::array<std::uint64_t, 4> items_{};
  std::size_t in_ = 0;
  std::size_t out_ = 0;
  std::counting_semaphore<4> free_{4};
  std::counting_semaphore<4> filled_{0};
  std::binary_semaphore mutex_{1};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Buffer buffer;
  std::vector<std::uint64_t> sums(threads);
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t) {
      all.emplace_back([&] {
        for (int i = 0; i < 40; ++i) buffer.put(seed + i);
      });
      all.emplace_back([&, t] {
        for (int i = 0; i < 40; ++i) sums[t] += buffer.take();
      });
    }
  }
  std::uint64_t sum = 0;
  for (const std::uint64_t part : sums) sum += part;
  return sum == threads * (40 * seed + 39 * 40 / 2);
}
