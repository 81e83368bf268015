#include "parcours/loop_lag.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "thread_state.hpp"

namespace parcours {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds between_looks{1};

template <class Value>
void raise_to(std::atomic<Value>& most, Value value) {
  for (Value known = most.load(); known < value && !most.compare_exchange_weak(known, value);) {
  }
}

}  // namespace

struct LoopLag::Shared {
  std::atomic<unsigned> called{0};  ///< functions that the loop has come to
  std::atomic<int> thread{0};       ///< the loop's, as the kernel knows it
  std::atomic<clockid_t> clock{0};  ///< its processor time
  std::atomic<nanoseconds::rep> sleep{0};
  std::atomic<nanoseconds::rep> work{0};

  [[nodiscard]] nanoseconds used() const {
    timespec now{};
    return ::clock_gettime(clock, &now) == 0 ? std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec)
                                             : nanoseconds(0);
  }
};

LoopLag::LoopLag(std::function<void(std::function<void()>)> post)
    : shared_(std::make_shared<Shared>()),
      thread_([shared = shared_, post = std::move(post)](const std::stop_token& stop) {
        for (unsigned posted = 1; !stop.stop_requested(); ++posted) {
          const nanoseconds used_before = shared->thread != 0 ? shared->used() : nanoseconds(0);
          // What the loop did meanwhile is there before it goes on.
          post([shared, used_before] {
            if (used_before.count() > 0) raise_to(shared->work, (shared->used() - used_before).count());
            if (shared->thread == 0) {
              clockid_t clock{};
              ::pthread_getcpuclockid(::pthread_self(), &clock);
              shared->clock = clock;
              shared->thread = ::gettid();
            }
            ++shared->called;
          });
          // Woken, a thread counts as running, even if it has to wait for a processor.
          auto awake = std::chrono::steady_clock::now();
          while (shared->called < posted && !stop.stop_requested()) {
            std::this_thread::sleep_for(between_looks);
            const auto now = std::chrono::steady_clock::now();
            if (shared->thread == 0 || !is_asleep(shared->thread)) awake = now;
            raise_to(shared->sleep, duration_cast<nanoseconds>(now - awake).count());
          }
          std::this_thread::sleep_for(between_looks);
        }
      }) {}

LoopLag::~LoopLag() = default;

milliseconds LoopLag::longest_sleep() const { return duration_cast<milliseconds>(nanoseconds(shared_->sleep)); }
milliseconds LoopLag::longest_work() const { return duration_cast<milliseconds>(nanoseconds(shared_->work)); }

bool expect_responsive(const LoopLag& lag, milliseconds limit, const std::source_location& where) {
  const auto fail = [&](const std::string& how) {
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
        << "The event loop was held up: its thread " << how
        << " while others were waiting for their turn. Nothing that runs in a loop may block it or compute for long.";
  };
  const bool slept = lag.longest_sleep() > limit;
  const bool worked = lag.longest_work() > limit;
  if (slept) fail("slept for " + std::to_string(lag.longest_sleep().count()) + " ms");
  if (worked) fail("computed for " + std::to_string(lag.longest_work().count()) + " ms");
  return !slept && !worked;
}

}  // namespace parcours
