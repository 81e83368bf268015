#include "calibrate/bursts.hpp"

#include <atomic>
#include <chrono>
#include <random>

namespace parcours {

Bursts::Bursts(std::uint64_t seed)
    : thread_([seed](const std::stop_token& stop) {
        std::mt19937_64 random(seed);
        std::uniform_real_distribution<double> while_(0.05, 0.5);
        std::atomic<unsigned> spins{0};
        for (bool busy = true; !stop.stop_requested(); busy = !busy) {
          const std::chrono::duration<double> length(while_(random));
          const auto until = std::chrono::steady_clock::now() + length;
          while (busy && std::chrono::steady_clock::now() < until && !stop.stop_requested())
            spins.fetch_add(1, std::memory_order_relaxed);
          if (!busy) std::this_thread::sleep_for(length);
        }
      }) {}

}  // namespace parcours
