// Stands in for POSIX threads' functions that start and end threads, and for what each thread keeps for itself. Outside
// of a scenario there is one thread, and they do as little as that needs.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unwind.h>

#include <cerrno>
#include <vector>

#include "controlled/clock.hpp"
#include "controlled/raw_calls.hpp"
#include "controlled/stand_in.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

namespace {

Thread* thread_of(pthread_t handle) { return world->scheduler.by_handle(handle); }

constexpr unsigned most_keys = 256;
struct Key {
  bool used;
  void (*destroy)(void*);
  void* main_value;  ///< outside of scenarios
};
Key keys[most_keys];

std::vector<void*>& values() {
  std::vector<void*>& mine = world->scheduler.current().specific;
  mine.resize(most_keys);
  return mine;
}

/// What happens at the end of a thread, in glibc's order: thread-local objects, then values of keys.
void clean_up() {
  for (;;) {
    std::pair<void (*)(void*), void*> next;
    {
      const Inside inside;
      auto& all = world->scheduler.current().at_exit;
      if (all.empty()) break;
      next = all.back();
      all.pop_back();
    }
    next.first(next.second);
  }
  for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
    bool any = false;
    for (unsigned key = 0; key < most_keys; ++key) {
      void* value = nullptr;
      {
        const Inside inside;
        std::swap(value, values()[key]);
      }
      if (value == nullptr || keys[key].destroy == nullptr) continue;
      any = true;
      keys[key].destroy(value);
    }
    if (!any) return;
  }
}

/// Called for each frame that pthread_exit() leaves behind.
_Unwind_Reason_Code at_frame(int /*version*/, _Unwind_Action actions, _Unwind_Exception_Class /*kind*/,
                             _Unwind_Exception* /*exception*/, _Unwind_Context* /*context*/, void* result) {
  if ((actions & _UA_END_OF_STACK) == 0) return _URC_NO_REASON;
  clean_up();
  inside_scheduler = true;
  world->scheduler.current().result = result;
  world->scheduler.finish();
}

struct Start {
  void* (*entry)(void*);
  void* argument;
};

void* run(void* start) {
  const Start mine = *static_cast<Start*>(start);
  void* const result = mine.entry(mine.argument);
  clean_up();
  return result;
}

}  // namespace

// NOLINTBEGIN: POSIX' names
extern "C" {

// ---- threads -------------------------------------------------------------------------------------------------------

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*entry)(void*), void* argument) {
  if (!controlled()) give_up("it starts threads before the scenario begins", not_controllable);
  const Inside inside;
  Scheduler& scheduler = world->scheduler;
  const Place place = PARCOURS_PLACE;
  scheduler.point();
  // Never freed: the scheduler's memory keeps it small.
  Thread& fresh = scheduler.start(run, new Start{entry, argument}, place);
  fresh.name = "thread " + std::to_string(fresh.id);
  int state = PTHREAD_CREATE_JOINABLE;
  if (attributes != nullptr) pthread_attr_getdetachstate(attributes, &state);
  fresh.detached = state == PTHREAD_CREATE_DETACHED;
  *handle = fresh.handle;
  scheduler.progressed();
  scheduler.step(place, nullptr, "starts " + fresh.name);
  return 0;
}

static int join(pthread_t handle, void** result, Place place, Deadline until) {
  Thread* const thread = thread_of(handle);
  if (thread == nullptr || thread->joined) return ESRCH;
  if (thread->detached) return EINVAL;
  if (thread == &world->scheduler.current()) return EDEADLK;
  if (!world->objects.join(*thread, place, until)) return ETIMEDOUT;
  if (result != nullptr) *result = thread->result;
  return 0;
}
int pthread_join(pthread_t handle, void** result) {
  CONTROLLED_OR(ESRCH);
  return join(handle, result, PARCOURS_PLACE, {});
}
int pthread_timedjoin_np(pthread_t handle, void** result, const timespec* until) {
  CONTROLLED_OR(ESRCH);
  return join(handle, result, PARCOURS_PLACE, until == nullptr ? Deadline() : deadline(CLOCK_REALTIME, *until));
}
int pthread_clockjoin_np(pthread_t handle, void** result, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(ESRCH);
  return join(handle, result, PARCOURS_PLACE, until == nullptr ? Deadline() : deadline(clock, *until));
}
int pthread_tryjoin_np(pthread_t handle, void** result) {
  CONTROLLED_OR(ESRCH);
  Thread* const thread = thread_of(handle);
  world->scheduler.point();
  if (thread != nullptr && thread->state != Thread::State::finished) {
    world->scheduler.idles();
    return EBUSY;
  }
  return join(handle, result, PARCOURS_PLACE, {});
}
int pthread_detach(pthread_t handle) {
  CONTROLLED_OR(ESRCH);
  Thread* const thread = thread_of(handle);
  if (thread == nullptr) return ESRCH;
  if (thread->detached) return EINVAL;
  thread->detached = true;
  return 0;
}
pthread_t pthread_self() {
  CONTROLLED_OR(1);
  return world->scheduler.current().handle;
}
int pthread_setname_np(pthread_t handle, const char* name) {
  CONTROLLED_OR(0);
  if (Thread* const thread = thread_of(handle)) thread->name = name;
  return 0;
}
int pthread_getaffinity_np(pthread_t /*handle*/, std::size_t size, cpu_set_t* set) {
  CPU_ZERO_S(size, set);
  for (unsigned i = 0; i < processors; ++i) CPU_SET_S(i, size, set);
  return 0;
}
int pthread_setaffinity_np(pthread_t /*handle*/, std::size_t /*size*/, const cpu_set_t* /*set*/) { return 0; }
int pthread_kill(pthread_t /*handle*/, int /*signal*/) {
  CONTROLLED_OR(0);
  unsupported("it sends signals to threads", PARCOURS_PLACE);
}
int pthread_cancel(pthread_t /*handle*/) {
  CONTROLLED_OR(ESRCH);
  unsupported("it cancels threads", PARCOURS_PLACE);
}
void pthread_exit(void* result) {
  if (!controlled()) give_up("pthread_exit() outside of a scenario");
  if (world->scheduler.current().id == 0) {
    const Inside inside;
    unsupported("it ends the scenario's own thread with pthread_exit()", PARCOURS_PLACE);
  }
  // On the scenario's heap, and never freed: the stack below goes away.
  auto* const exception = new _Unwind_Exception{};
  _Unwind_ForcedUnwind(exception, at_frame, result);
  give_up("pthread_exit() cannot leave the thread's functions");
}

int sched_yield() {
  CONTROLLED_OR(0);
  world->scheduler.idles();
  world->scheduler.point();
  return 0;
}

// ---- keys ----------------------------------------------------------------------------------------------------------

int pthread_key_create(pthread_key_t* key, void (*destroy)(void*)) {
  for (unsigned i = 0; i < most_keys; ++i)
    if (!keys[i].used) {
      keys[i] = {true, destroy, nullptr};
      *key = i;
      return 0;
    }
  return EAGAIN;
}
int pthread_key_delete(pthread_key_t key) {
  if (key < most_keys) keys[key] = {};
  return 0;
}
int pthread_setspecific(pthread_key_t key, const void* value) {
  if (key >= most_keys) return EINVAL;
  if (!controlled()) {
    keys[key].main_value = const_cast<void*>(value);
    return 0;
  }
  const Inside inside;
  values()[key] = const_cast<void*>(value);
  return 0;
}
void* pthread_getspecific(pthread_key_t key) {
  if (key >= most_keys) return nullptr;
  if (!controlled()) return keys[key].main_value;
  const Inside inside;
  return values()[key];
}
}
// NOLINTEND
