// Condition variables, semaphores, barriers, once flags, futexes, and the ends of threads.
#include <algorithm>
#include <cerrno>

#include "controlled/sync_objects.hpp"

namespace parcours::controlled {

// ---- condition variables -------------------------------------------------------------------------------------------

int SyncObjects::wait(const void* condition, const void* mutex, MutexKind kind, Place place, Deadline deadline) {
  scheduler_.point();
  touch(condition, place);
  Object& object = at(condition);
  Object& held = at(mutex);
  const ThreadId me = scheduler_.current().id;
  if (held.owner != me)
    scheduler_.found(Verdict::misuse, "a thread waits on a condition variable without holding its mutex", place);
  const int depth = held.depth;
  held.owner = -1;
  held.depth = 0;
  release(held.view);
  wake_all(held);
  scheduler_.step(place, condition, "unlocks and waits for a notification");
  bool woken = true;
  if (scheduler_.ask_yes(DecisionKind::spurious)) {
    scheduler_.point();
    scheduler_.step(place, condition, "wakes up without a notification");
  } else {
    woken = wait_in(object, WaitKind::condition, condition, place, deadline);
    scheduler_.step(place, condition, woken ? "is woken" : "has waited long enough");
  }
  (void)take(mutex, kind, place, {}, "locks again");
  held.depth = depth;
  return woken ? 0 : ETIMEDOUT;
}

int SyncObjects::notify(const void* condition, bool all, Place place) {
  scheduler_.point();
  touch(condition, place);
  scheduler_.progressed();
  Object& object = at(condition);
  // Those that were woken before are on their way out; a second notification must not go to them.
  std::vector<int> sleepers;
  for (const ThreadId waiter : object.waiters)
    if (scheduler_.thread(waiter).state == Thread::State::waiting) sleepers.push_back(waiter);
  object.notified = {
      true, scheduler_.current().id, all, static_cast<int>(sleepers.size()), scheduler_.steps_so_far(), -1, place};
  const char* const verb = all ? "notifies all" : "notifies one";
  if (sleepers.empty()) {
    scheduler_.step(place, condition, std::string(verb) + ": nobody waits");
    return 0;
  }
  if (all) {
    for (const int sleeper : sleepers) scheduler_.wake(sleeper);
    scheduler_.step(place, condition, std::string(verb) + ": wakes " + std::to_string(sleepers.size()));
    return 0;
  }
  object.notified.woken = 1;
  const int chosen = sleepers.size() == 1 ? sleepers[0] : scheduler_.ask(DecisionKind::waiter, sleepers);
  object.notified.last_woken = chosen;
  scheduler_.wake(chosen);
  scheduler_.step(place, condition, std::string(verb) + ": wakes " + scheduler_.thread(chosen).name);
  return 0;
}

// ---- semaphores, barriers, once ------------------------------------------------------------------------------------

SyncObjects::Object& SyncObjects::counted_at(const void* address, bool anew) {
  bool fresh = false;
  Object& object = objects_.get(reinterpret_cast<std::uintptr_t>(address), fresh);
  if (fresh || anew) {
    object = {};
    object.size = *static_cast<const unsigned*>(address);
    object.depth = static_cast<int>(object.size);
  }
  return object;
}

int SyncObjects::semaphore_wait(const void* semaphore, Place place, Deadline deadline) {
  scheduler_.point();
  touch(semaphore, place);
  Object& object = counted_at(semaphore);
  while (object.depth == 0) {
    scheduler_.step(place, semaphore, "waits for the semaphore");
    if (!wait_in(object, WaitKind::semaphore, semaphore, place, deadline) && object.depth == 0) return ETIMEDOUT;
  }
  return semaphore_try_wait(semaphore, place);
}

int SyncObjects::semaphore_try_wait(const void* semaphore, Place place) {
  Object& object = counted_at(semaphore);
  if (object.depth == 0) {
    scheduler_.looked(semaphore, 0);
    return EAGAIN;
  }
  --object.depth;
  acquire(object.view);
  touch(semaphore, place);
  scheduler_.progressed();
  scheduler_.step(place, semaphore, "takes one: " + std::to_string(object.depth) + " left");
  return 0;
}

int SyncObjects::semaphore_post(const void* semaphore, Place place) {
  scheduler_.point();
  touch(semaphore, place);
  Object& object = counted_at(semaphore);
  ++object.depth;
  release(object.view);
  scheduler_.progressed();
  scheduler_.step(place, semaphore, "gives one: " + std::to_string(object.depth));
  wake_all(object);
  return 0;
}

int SyncObjects::semaphore_value(const void* semaphore) { return counted_at(semaphore).depth; }

bool SyncObjects::barrier_wait(const void* barrier, Place place) {
  scheduler_.point();
  touch(barrier, place);
  Object& object = counted_at(barrier);
  release(object.view);
  scheduler_.progressed();
  if (--object.depth > 0) {
    scheduler_.step(place, barrier, "waits at the barrier");
    // Woken by the last one only, which begins the next round.
    wait_in(object, WaitKind::barrier, barrier, place, {});
    acquire(object.view);
    return false;
  }
  object.depth = static_cast<int>(object.size);
  scheduler_.step(place, barrier, "is the last at the barrier");
  acquire(object.view);
  wake_all(object);
  object.waiters.clear();
  return true;
}

bool SyncObjects::once_begin(const void* flag, Place place) {
  scheduler_.point();
  Object& object = at(flag);
  while (object.owner >= 0) wait_in(object, WaitKind::once, flag, place, {});
  if (!object.done) {
    object.owner = scheduler_.current().id;
    object.taken_at = place;
    scheduler_.progressed();
    acquire(object.view);
    return true;
  }
  acquire(object.view);
  return false;
}

void SyncObjects::once_done(const void* flag) {
  at(flag).done = true;
  once_failed(flag);
}

void SyncObjects::once_failed(const void* flag) {
  Object& object = at(flag);
  object.owner = -1;
  release(object.view);
  scheduler_.progressed();
  wake_all(object);
}

// ---- futexes, threads ----------------------------------------------------------------------------------------------

int SyncObjects::futex_wait(const void* word, bool matches, Place place, Deadline deadline) {
  if (!matches) return EAGAIN;
  Object& object = at(word);
  scheduler_.step(place, word, "waits until it is told of a change");
  const bool woken = wait_in(object, WaitKind::futex, word, place, deadline);
  scheduler_.step(place, word, woken ? "is woken" : "has waited long enough");
  return woken ? 0 : ETIMEDOUT;
}

int SyncObjects::futex_wake(const void* word, int most, Place place) {
  scheduler_.progressed();
  Object& object = at(word);
  std::vector<int> sleepers;
  for (const ThreadId waiter : object.waiters)
    if (scheduler_.thread(waiter).state == Thread::State::waiting) sleepers.push_back(waiter);
  int woken = 0;
  while (woken < most && !sleepers.empty()) {
    const bool choose = sleepers.size() > 1 && most < static_cast<int>(sleepers.size());
    const int chosen = choose ? scheduler_.ask(DecisionKind::waiter, sleepers) : sleepers[0];
    std::erase(sleepers, chosen);
    scheduler_.wake(chosen);
    ++woken;
  }
  object.notified = {true, scheduler_.current().id, most > 1, woken, scheduler_.steps_so_far(), -1, place};
  scheduler_.step(place, word,
                  woken == 0 ? "tells of a change: nobody waits" : "tells of a change: wakes " + std::to_string(woken));
  return woken;
}

bool SyncObjects::join(Thread& thread, Place place, Deadline deadline) {
  scheduler_.point();
  if (thread.state != Thread::State::finished) scheduler_.step(place, nullptr, "waits for the end of " + thread.name);
  while (thread.state != Thread::State::finished)
    if (!scheduler_.wait(WaitKind::join, &thread, place, deadline) && thread.state != Thread::State::finished)
      return false;
  thread.joined = true;
  acquire(thread.memory.view);
  scheduler_.progressed();
  scheduler_.step(place, nullptr, "joins " + thread.name);
  return true;
}

}  // namespace parcours::controlled
