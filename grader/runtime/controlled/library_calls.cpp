// Stands in for functions of the C++ library and of the C library that wait, end the program, or ask the machine.
#include <linux/futex.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <condition_variable>
#include <cstdarg>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "controlled/clock.hpp"
#include "controlled/raw_calls.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

// ---- the C++ library: here, so that their callers are seen
// ------------------------------------------------------------

namespace std {

void condition_variable::wait(unique_lock<mutex>& lock) {
  pthread_mutex_t* const held = lock.mutex()->native_handle();
  if (!controlled()) return;
  const Inside inside;
  (void)world->objects.wait(native_handle(), held, MutexKind::normal, PARCOURS_PLACE);
}
void condition_variable::notify_one() noexcept {
  if (!controlled()) return;
  const Inside inside;
  (void)world->objects.notify(native_handle(), false, PARCOURS_PLACE);
}
void condition_variable::notify_all() noexcept {
  if (!controlled()) return;
  const Inside inside;
  (void)world->objects.notify(native_handle(), true, PARCOURS_PLACE);
}

void thread::join() {
  if (!joinable()) throw system_error(make_error_code(errc::invalid_argument));
  if (controlled()) {
    const Inside inside;
    Thread* const other = world->scheduler.by_handle(native_handle());
    if (other == &world->scheduler.current())
      world->scheduler.found(Verdict::misuse, "a thread joins itself", PARCOURS_PLACE);
    if (other != nullptr) world->objects.join(*other, PARCOURS_PLACE);
  }
  _M_id = id();
}

}  // namespace std

// NOLINTBEGIN: the libraries' names
extern "C" {

/// Thread-safe initialisation of static variables inside of functions (the Itanium C++ ABI, 3.3.3). The first byte of
/// the guard tells that it is done; compiled code reads it by itself.
int __cxa_guard_acquire(volatile char* guard) {
  if (!controlled()) return *guard == 0 ? 1 : 0;
  const Inside inside;
  if (!world->objects.once_begin(const_cast<const char*>(guard), PARCOURS_PLACE)) return 0;
  if (*guard == 0) return 1;
  world->objects.once_done(const_cast<const char*>(guard));  // since before the scenario
  return 0;
}
void __cxa_guard_release(volatile char* guard) {
  if (!controlled()) {
    *guard = 1;
    return;
  }
  const Inside inside;
  atomic_store(guard, 1, Order::release, 1, PARCOURS_PLACE);
  world->objects.once_done(const_cast<const char*>(guard));
}
void __cxa_guard_abort(volatile char* guard) {
  if (!controlled()) return;
  const Inside inside;
  world->objects.once_failed(const_cast<const char*>(guard));
}

/// The scenario's variables go with the schedule: nothing is destroyed at the end of the program.
int __cxa_atexit(void (* /*destroy*/)(void*), void* /*object*/, void* /*module*/) { return 0; }

int __cxa_thread_atexit(void (*destroy)(void*), void* object, void* /*module*/) {
  if (!controlled()) return 0;
  const Inside inside;
  world->scheduler.current().at_exit.emplace_back(destroy, object);
  return 0;
}

// ---- futexes and other system calls
// ------------------------------------------------------------------------------------

static long futex(const int* word, int operation, int value, const timespec* time, Place place) {
  Scheduler& scheduler = world->scheduler;
  const int command = operation & FUTEX_CMD_MASK;
  scheduler.point();
  switch (command) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: {
      Deadline until;
      const clockid_t clock = (operation & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
      if (time != nullptr)
        until = command == FUTEX_WAIT ? scheduler.now() + nanoseconds(*time) : deadline(clock, *time);
      return -world->objects.futex_wait(word, *word == value, place, until);
    }
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      return world->objects.futex_wake(word, value, place);
    default:
      unsupported("it uses a rare kind of futex", place);
  }
}

long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  const long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long), d = va_arg(list, long),
             e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
  long result = 0;
  if (!controlled()) {
    result = raw_call(number, a, b, c, d, e, f);
  } else {
    const Inside inside;
    const Place place = PARCOURS_PLACE;
    switch (number) {
      case SYS_futex:
        result = futex(reinterpret_cast<const int*>(a), static_cast<int>(b), static_cast<int>(c),
                       reinterpret_cast<const timespec*>(d), place);
        break;
      case SYS_gettid:
        result = static_cast<long>(world->scheduler.current().handle);
        break;
      case SYS_sched_yield:
        world->scheduler.idles();
        world->scheduler.point();
        break;
      case SYS_getcpu:
        break;
      default:
        unsupported("it makes system calls by number", place);
    }
  }
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

pid_t gettid() noexcept {
  if (!controlled()) return static_cast<pid_t>(raw_call(SYS_gettid));
  const Inside inside;
  return static_cast<pid_t>(world->scheduler.current().handle);
}
pid_t fork() noexcept {
  if (!controlled()) return -1;
  const Inside inside;
  unsupported("it starts processes", PARCOURS_PLACE);
}
pid_t vfork() noexcept {
  if (!controlled()) return -1;
  const Inside inside;
  unsupported("it starts processes", PARCOURS_PLACE);
}

#define UNSUPPORTED(declaration, what) \
  declaration {                        \
    if (!controlled()) return -1;      \
    const Inside inside;               \
    unsupported(what, PARCOURS_PLACE); \
  }
UNSUPPORTED(int pipe(int*) noexcept, "it uses pipes")
UNSUPPORTED(int pipe2(int*, int) noexcept, "it uses pipes")
UNSUPPORTED(int eventfd(unsigned, int) noexcept, "it uses descriptors of events")
UNSUPPORTED(int timerfd_create(int, int) noexcept, "it uses descriptors of timers")
UNSUPPORTED(int epoll_create1(int) noexcept, "it waits for descriptors")
UNSUPPORTED(int poll(pollfd*, nfds_t, int), "it waits for descriptors")
UNSUPPORTED(int socket(int, int, int) noexcept, "it uses sockets")
UNSUPPORTED(int socketpair(int, int, int, int*) noexcept, "it uses sockets")
UNSUPPORTED(int shm_open(const char*, int, mode_t), "it shares memory with other processes")

int get_nprocs() noexcept { return processors; }

// ---- ends of the program
// ------------------------------------------------------------------------------------------------

[[noreturn]] static void ended(const char* how, Place place) { world->scheduler.found(Verdict::crash, how, place); }

void abort() noexcept {
  if (!controlled()) give_up("abort() outside of a scenario");
  const Inside inside;
  ended("the program is aborted", PARCOURS_PLACE);
}
void __assert_fail(const char* assertion, const char* /*file*/, unsigned line, const char* /*function*/) noexcept {
  if (!controlled()) give_up("an assertion fails outside of a scenario");
  const Inside inside;
  world->scheduler.found(Verdict::crash, "assert(" + std::string(assertion) + ") fails, line " + std::to_string(line),
                         PARCOURS_PLACE);
}
void exit(int /*status*/) noexcept {
  if (!controlled()) raw_call(SYS_exit_group, 0);
  const Inside inside;
  ended("the program is ended by exit()", PARCOURS_PLACE);
}
void _exit(int status) {
  if (!controlled())
    for (;;) raw_call(SYS_exit_group, status);
  const Inside inside;
  ended("the program is ended by _exit()", PARCOURS_PLACE);
}
void _Exit(int /*status*/) noexcept {
  if (!controlled()) give_up("_Exit() outside of a scenario");
  const Inside inside;
  ended("the program is ended by _Exit()", PARCOURS_PLACE);
}
void quick_exit(int /*status*/) noexcept {
  if (!controlled()) give_up("quick_exit() outside of a scenario");
  const Inside inside;
  ended("the program is ended by quick_exit()", PARCOURS_PLACE);
}
}
// NOLINTEND
