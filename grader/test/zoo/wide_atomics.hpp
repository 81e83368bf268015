// Atomics of every width: bytes, shorts, enumerations, floating point, structures, and 16 bytes where they need no
// lock.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

enum class Light : unsigned char { red, yellow, green };

struct Wide {
  std::uint64_t low;
  std::uint64_t high;
};

template <class T>
bool wide_holds(unsigned threads) {
  if constexpr (std::atomic<T>::is_always_lock_free) {
    std::atomic<T> wide(T{0, 0});
    {
      std::vector<std::jthread> all;
      for (unsigned t = 0; t < threads; ++t)
        all.emplace_back([&] {
          T old = wide.load();
          while (!wide.compare_exchange_weak(old, T{old.low + 1, old.high + 2})) {
          }
        });
    }
    return wide.load().high == 2 * threads;
  }
  return true;
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<std::uint8_t> byte{0};
  std::atomic<std::int16_t> word{0};
  std::atomic<Light> light{Light::red};
  std::atomic<double> sum{0};
  std::atomic<float> product{1};
  std::atomic<std::uint32_t> bits{0};
  std::atomic<const char*> text{nullptr};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          byte += 1;
          word.fetch_sub(1, std::memory_order_relaxed);
          light = light == Light::green ? Light::red : Light::yellow;
          sum.fetch_add(0.25);
          bits.fetch_or(1U << (t % 32));
          bits.fetch_xor(1U << 31, std::memory_order_acq_rel);
          for (float old = product; old < 1024 && !product.compare_exchange_weak(old, old * 2);) {
          }
        }
        text.store(seed % 2 == 0 ? "even" : "odd", std::memory_order_release);
      });
  }
  return byte == static_cast<std::uint8_t>(50 * threads) && word == static_cast<std::int16_t>(-50 * int(threads)) &&
         sum == 12.5 * threads && product == 1024 && bits == (1U << threads) - 1 &&
         text.load()[0] == (seed % 2 == 0 ? 'e' : 'o') && wide_holds<Wide>(threads);
}
