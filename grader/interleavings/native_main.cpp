// Plays a scenario again and again with real threads, in one process, until it goes wrong or the time is up: what a
// plain stress test does. Compiled by native.cpp, with the race detector and noise or without.
//   arguments: SCENARIO MILLISECONDS SEED (0: no noise)
//   exit status: 0 nothing went wrong, 1 an assertion failed, 2 it hangs; the race detector's own is 66
#include <gtest/gtest.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "parcours/scenario.hpp"

#ifdef PARCOURS_NOISE
#include "noise.hpp"
#endif

namespace parcours {
namespace {

std::vector<detail::Scenario>& all() {
  static std::vector<detail::Scenario> registered;
  return registered;
}

constexpr int failed = 1;
constexpr int hangs = 2;

/// The first failure is enough.
class FailureListener : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (part.failed()) ::_exit(failed);
  }
};

std::atomic<unsigned long> rounds{0};
unsigned long rounds_at_tick = 0;
int quiet_ticks = 0;

/// A round takes microseconds.
void on_tick(int) {
  constexpr int most = 10;
  const unsigned long now = rounds.load(std::memory_order_relaxed);
  quiet_ticks = now == rounds_at_tick ? quiet_ticks + 1 : 0;
  rounds_at_tick = now;
  if (quiet_ticks >= most) ::_exit(hangs);
}

}  // namespace

detail::ScenarioRegistration::ScenarioRegistration(const char* name, void (*body)()) { all().push_back({name, body}); }

void play(const std::vector<Actor>& actors) {
  std::atomic<bool> open{false};
  std::vector<std::thread> threads;
  for (const Actor& actor : actors)
    threads.emplace_back([&] {
      while (!open.load(std::memory_order_relaxed)) {
      }
      actor.act();
    });
  open.store(true, std::memory_order_relaxed);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace parcours

int main(int argc, char** argv) {
  using namespace parcours;
  if (argc < 4) return 64;
  int no_arguments = 1;
  testing::InitGoogleTest(&no_arguments, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new FailureListener);
#ifdef PARCOURS_NOISE
  start_noise(std::strtoull(argv[3], nullptr, 10));
#endif
  std::signal(SIGALRM, on_tick);
  constexpr int tick = 100'000;  // microseconds
  const itimerval every{{0, tick}, {0, tick}};
  ::setitimer(ITIMER_REAL, &every, nullptr);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::atol(argv[2]));
  for (const detail::Scenario& scenario : all())
    if (std::strcmp(scenario.name, argv[1]) == 0)
      while (std::chrono::steady_clock::now() < end) {
#ifdef PARCOURS_NOISE
        renew_noise_budget();
#endif
        scenario.body();
        rounds.fetch_add(1, std::memory_order_relaxed);
      }
  ::_exit(0);
}
