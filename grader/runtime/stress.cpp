#include "parcours/stress.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gate.hpp"
#include "noise.hpp"
#include "parcours/run.hpp"
#include "run_seed.hpp"

namespace parcours::detail {
namespace {

using Clock = std::chrono::steady_clock;

/// Failed assertions of the running test so far.
int failures() {
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return 0;
  int count = 0;
  for (int i = 0; i < test->result()->total_part_count(); ++i)
    count += test->result()->GetTestPartResult(i).failed() ? 1 : 0;
  return count;
}

/// Up to some microseconds, of all magnitudes, and now and then the rest of the time slice.
void delay(std::uint64_t random) {
  if (random % 16 == 0) {
    ::sched_yield();
    return;
  }
  const std::uint64_t below = std::uint64_t{1} << random / 16 % 13;
  for (std::uint64_t i = random / 256 % below; i > 0; --i) asm volatile("");
}

/// The cores that this program may use.
std::vector<int> usable_cores() {
  cpu_set_t all{};
  std::vector<int> cores;
  if (::sched_getaffinity(0, sizeof all, &all) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(core, &all)) cores.push_back(core);
  return cores;
}

void move_this_thread_to(int core) {
  cpu_set_t one{};
  CPU_SET(core, &one);
  (void)::sched_setaffinity(0, sizeof one, &one);
}

/// Says of each failure of this thread, while it lives, in which round it came.
class RoundTrace {
 public:
  RoundTrace(const StressPlan& plan, unsigned round)
      : trace_(plan.where.file_name(), static_cast<int>(plan.where.line()), "in round " + std::to_string(round)) {}

 private:
  testing::ScopedTrace trace_;
};

/// The threads of all rounds. Each has a core given to it: threads that wake each other are put on one core by the
/// kernel, and would take turns instead of running at the same time. Where there are more threads than cores, others
/// share one from time to time. Between rounds they sleep. The mutex is taken before the gate and after a body only: a
/// thread that has not yet begun its body cannot learn through it that another one is over.
class Team {
 public:
  Team(const StressPlan& plan, const std::function<void(unsigned)>& body) : plan_(plan), body_(body) {
    for (unsigned i = 0; i < plan.threads; ++i) threads_.emplace_back([this, i] { work(i); });
  }
  ~Team() {
    begin(over);
    for (std::thread& thread : threads_) thread.join();
  }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  /// `round` counts from 1.
  void play(unsigned round) {
    begin(round);
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  static constexpr unsigned over = 0;
  static constexpr unsigned rounds_on_a_core = 32;
  static constexpr unsigned not_begun = static_cast<unsigned>(-1);

  void begin(unsigned round) {
    {
      const std::lock_guard lock(mutex_);
      round_ = round;
      running_ = plan_.threads;
    }
    begun_.notify_all();
  }

  void work(unsigned thread) {
    disturb_this_thread(false);
    for (unsigned round = not_begun;;) {
      {
        std::unique_lock lock(mutex_);
        begun_.wait(lock, [&] { return round_ != not_begun && round_ != round; });
        round = round_;
      }
      if (round == over) return;
      if (round % rounds_on_a_core == 1 && !cores_.empty())
        move_this_thread_to(cores_[(thread + round / rounds_on_a_core) % plan_.threads % cores_.size()]);
      const RoundTrace trace(plan_, round);
      gate_.pass(round * plan_.threads);
      delay(mix(random_ + round * std::uint64_t{plan_.threads} + thread));
      disturb_this_thread(true);
      run_guarded(thread, body_);
      disturb_this_thread(false);
      const std::lock_guard lock(mutex_);
      if (--running_ == 0) ended_.notify_one();
    }
  }

  const StressPlan& plan_;
  const std::function<void(unsigned)>& body_;
  const std::uint64_t random_ = rng()();
  const std::vector<int> cores_ = usable_cores();
  Gate gate_;
  std::mutex mutex_;
  std::condition_variable begun_;
  std::condition_variable ended_;
  unsigned round_ = not_begun;
  unsigned running_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

unsigned play_rounds(const StressPlan& plan, const std::function<void()>& prepare,
                     const std::function<void(unsigned)>& body, const std::function<void()>& check) {
  const int failures_before = failures();
  const Clock::time_point end = Clock::now() + plan.time;
  Team team(plan, body);
  disturb_this_thread(false);
  unsigned round = 0;
  do {
    ++round;
    const RoundTrace trace(plan, round);
    prepare();
    team.play(round);
    check();
  } while (round < plan.rounds && Clock::now() < end && failures() == failures_before);
  disturb_this_thread(true);
  return round;
}

}  // namespace parcours::detail
