// What parcours/test.hpp declares.
#include <sched.h>

#include <chrono>
#include <exception>
#include <string_view>

#include "parcours/test.hpp"
#include "run_seed.hpp"

namespace parcours {
namespace {

std::uint64_t run_seed_value = 1;

std::uint64_t mix(std::uint64_t value) {  // the finaliser of SplitMix64
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::uint64_t hash(std::string_view text) {  // FNV-1a
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

}  // namespace

void set_run_seed(std::uint64_t seed) noexcept { run_seed_value = seed; }

std::uint64_t seed() noexcept { return run_seed_value; }

std::mt19937_64 rng() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = test == nullptr ? "" : std::string(test->test_suite_name()) + "." + test->name();
  return std::mt19937_64(mix(run_seed_value ^ hash(name)));
}

void run_together(unsigned count, const std::function<void(unsigned)>& body) {
  std::atomic<unsigned> waiting{0};
  std::vector<std::thread> threads;
  threads.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ++waiting;
      for (int spins = 0; waiting.load() < count; ++spins)
        if (spins > 200) ::sched_yield();
      try {
        body(i);
      } catch (const std::exception& error) {
        ADD_FAILURE() << "an exception left the code of thread " << i << ": " << error.what();
      } catch (...) {
        ADD_FAILURE() << "an exception of unknown type left the code of thread " << i;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  for (int tries = 0;; ++tries) {
    if (condition()) return true;
    if (std::chrono::steady_clock::now() > until) return false;
    if (tries < 50)
      std::this_thread::yield();
    else
      std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
}

}  // namespace parcours
