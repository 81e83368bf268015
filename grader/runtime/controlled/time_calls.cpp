// Stands in for the clocks and for sleeping.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "controlled/clock.hpp"
#include "controlled/raw_calls.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

namespace {

constexpr std::int64_t second = 1'000'000'000;

timespec as_timespec(std::int64_t nanoseconds) { return {nanoseconds / second, nanoseconds % second}; }

/// Looking at the clock again and again is waiting, and time goes by faster then.
std::int64_t look_at(clockid_t clock) {
  Scheduler& scheduler = world->scheduler;
  constexpr std::int64_t a_look = 1'000;
  constexpr std::int64_t a_wait = 1'000'000;
  constexpr unsigned looks = 16;
  scheduler.idles();
  scheduler.pass_time(scheduler.current().idle > looks ? a_wait : a_look);
  return reading(clock, scheduler.now());
}

void sleep_until(std::int64_t deadline, Place place) {
  Scheduler& scheduler = world->scheduler;
  scheduler.point();
  if (deadline <= scheduler.now()) return;
  scheduler.step(place, nullptr, "sleeps");
  (void)scheduler.wait(WaitKind::sleep, nullptr, place, deadline);
  scheduler.step(place, nullptr, "has slept");
}

}  // namespace

// NOLINTBEGIN: POSIX' names
extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!controlled()) return static_cast<int>(raw_call(SYS_clock_gettime, clock, reinterpret_cast<long>(time)));
  const Inside inside;
  *time = as_timespec(look_at(clock));
  return 0;
}
int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
time_t time(time_t* result) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}
int nanosleep(const timespec* duration, timespec* /*rest*/) {
  if (!controlled()) return 0;
  const Inside inside;
  sleep_until(world->scheduler.now() + nanoseconds(*duration), PARCOURS_PLACE);
  return 0;
}
int clock_nanosleep(clockid_t clock, int flags, const timespec* duration, timespec* /*rest*/) {
  if (!controlled()) return 0;
  const Inside inside;
  sleep_until(flags == TIMER_ABSTIME ? deadline(clock, *duration) : world->scheduler.now() + nanoseconds(*duration),
              PARCOURS_PLACE);
  return 0;
}
unsigned sleep(unsigned seconds) {
  if (!controlled()) return 0;
  const Inside inside;
  sleep_until(world->scheduler.now() + seconds * second, PARCOURS_PLACE);
  return 0;
}
int usleep(useconds_t microseconds) {
  if (!controlled()) return 0;
  const Inside inside;
  sleep_until(world->scheduler.now() + std::int64_t{microseconds} * 1000, PARCOURS_PLACE);
  return 0;
}
}
// NOLINTEND
