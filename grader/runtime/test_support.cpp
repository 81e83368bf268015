// What parcours/run.hpp declares.
#include <gtest/gtest.h>
#include <sched.h>

#include <chrono>
#include <exception>
#include <string_view>
#include <thread>
#include <vector>

#include "gate.hpp"
#include "noise.hpp"
#include "parcours/run.hpp"
#include "run_seed.hpp"

namespace parcours {
namespace {

std::uint64_t run_seed_value = 1;

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

void Gate::pass(unsigned total) noexcept {
  come_.fetch_add(1);
  for (int spins = 0; come_.load() < total; ++spins)
    if (spins > 200) ::sched_yield();
  // One that comes out of sched_yield is late by more than many a window that a test is after. This orders nothing.
  aligned_.fetch_add(1, std::memory_order_relaxed);
  for (int spins = 0; spins < 1000 && aligned_.load(std::memory_order_relaxed) < total; ++spins) {
  }
}

void run_guarded(unsigned thread, const std::function<void(unsigned)>& body) {
  try {
    body(thread);
  } catch (const std::exception& error) {
    ADD_FAILURE() << "an exception left the code of thread " << thread << ": " << error.what();
  } catch (...) {
    ADD_FAILURE() << "an exception of unknown type left the code of thread " << thread;
  }
}

void run_together(unsigned count, const std::function<void(unsigned)>& body) {
  Gate gate;
  std::vector<std::thread> threads;
  threads.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      disturb_this_thread(false);
      gate.pass(count);
      disturb_this_thread(true);
      run_guarded(i, body);
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
