#include "controlled/sync_objects.hpp"

#include <algorithm>
#include <cerrno>

namespace parcours::controlled {

SyncObjects::Object& SyncObjects::at(const void* address) {
  bool fresh = false;
  Object& object = objects_.get(reinterpret_cast<std::uintptr_t>(address), fresh);
  if (fresh) object = {};
  return object;
}

/// To the race detector, using an object is an atomic access to its first byte: it must not be gone.
void SyncObjects::touch(const void* object, Place place) {
  bool atomics = false;
  const auto race =
      scheduler_.races().access({scheduler_.current().id, AccessKind::atomic_write,
                                 reinterpret_cast<std::uintptr_t>(object), 1, place, scheduler_.recorded()},
                                scheduler_.current().memory.view.before, atomics);
  if (race) scheduler_.found(*race);
}

void SyncObjects::acquire(const View& view) { scheduler_.current().memory.view.join(view); }

void SyncObjects::release(View& view) {
  Thread& thread = scheduler_.current();
  view.join(thread.memory.view);
  ++thread.memory.view.before.at[static_cast<std::size_t>(thread.id)];
}

bool SyncObjects::wait_in(Object& object, WaitKind kind, const void* address, Place place, const Deadline& deadline) {
  const ThreadId me = scheduler_.current().id;
  object.waiters.push_back(me);
  const bool woken = scheduler_.wait(kind, address, place, deadline);
  std::erase(object.waiters, me);
  return woken;
}

void SyncObjects::wake_all(Object& object) {
  for (const ThreadId waiter : object.waiters) scheduler_.wake(waiter);
}

// ---- mutexes -------------------------------------------------------------------------------------------------------

int SyncObjects::take(const void* mutex, MutexKind kind, Place place, const Deadline& deadline, const char* verb) {
  Object& object = at(mutex);
  const ThreadId me = scheduler_.current().id;
  if (object.owner == me) {
    if (kind == MutexKind::error_checking) return EDEADLK;
    if (kind == MutexKind::recursive) {
      ++object.depth;
      return 0;
    }
  }
  bool told = false;
  while (object.owner >= 0) {
    if (!told) scheduler_.step(place, mutex, "waits for the lock");
    told = true;
    if (!wait_in(object, WaitKind::mutex, mutex, place, deadline)) {
      if (object.owner < 0) break;
      scheduler_.step(place, mutex, "gives up waiting for the lock");
      return ETIMEDOUT;
    }
  }
  object.owner = me;
  object.depth = 1;
  object.taken_at = place;
  acquire(object.view);
  touch(mutex, place);
  scheduler_.progressed();
  scheduler_.step(place, mutex, verb);
  return 0;
}

int SyncObjects::lock(const void* mutex, MutexKind kind, Place place, Deadline deadline) {
  scheduler_.point();
  touch(mutex, place);
  return take(mutex, kind, place, deadline, "locks");
}

int SyncObjects::try_lock(const void* mutex, MutexKind kind, Place place) {
  scheduler_.point();
  touch(mutex, place);
  const Object& object = at(mutex);
  if (object.owner >= 0 && (object.owner != scheduler_.current().id || kind != MutexKind::recursive)) {
    scheduler_.looked(mutex, 1);
    scheduler_.step(place, mutex, "tries to lock: it is taken");
    return EBUSY;
  }
  return take(mutex, kind, place, {}, "locks");
}

int SyncObjects::unlock(const void* mutex, MutexKind kind, Place place) {
  // Others may try to lock it before.
  scheduler_.point();
  Object& object = at(mutex);
  const ThreadId me = scheduler_.current().id;
  touch(mutex, place);
  if (object.owner != me) {
    if (kind != MutexKind::normal) return EPERM;
    scheduler_.found(
        Verdict::misuse,
        object.owner < 0 ? "a mutex is unlocked that nobody holds" : "a mutex is unlocked that another thread holds",
        place);
  }
  scheduler_.progressed();
  if (--object.depth > 0) return 0;
  object.owner = -1;
  release(object.view);
  scheduler_.step(place, mutex, "unlocks");
  wake_all(object);
  return 0;
}

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

// ---- reader-writer locks -------------------------------------------------------------------------------------------

int SyncObjects::lock_shared(const void* lock, Place place, Deadline deadline) {
  scheduler_.point();
  touch(lock, place);
  Object& object = at(lock);
  while (object.owner >= 0) {
    scheduler_.step(place, lock, "waits to read");
    if (!wait_in(object, WaitKind::read_lock, lock, place, deadline) && object.owner >= 0) return ETIMEDOUT;
  }
  return try_lock_shared(lock, place);
}

int SyncObjects::try_lock_shared(const void* lock, Place place) {
  Object& object = at(lock);
  if (object.owner >= 0) {
    scheduler_.looked(lock, 1);
    scheduler_.step(place, lock, "tries to lock for reading: it is taken");
    return EBUSY;
  }
  ++object.readers;
  object.reader_mask |= 1U << scheduler_.current().id;
  acquire(object.view);
  touch(lock, place);
  scheduler_.progressed();
  scheduler_.step(place, lock, "locks for reading");
  return 0;
}

int SyncObjects::lock_exclusive(const void* lock, Place place, Deadline deadline) {
  scheduler_.point();
  touch(lock, place);
  Object& object = at(lock);
  while (object.owner >= 0 || object.readers > 0) {
    scheduler_.step(place, lock, "waits to write");
    if (!wait_in(object, WaitKind::write_lock, lock, place, deadline) && (object.owner >= 0 || object.readers > 0))
      return ETIMEDOUT;
  }
  return try_lock_exclusive(lock, place);
}

int SyncObjects::try_lock_exclusive(const void* lock, Place place) {
  Object& object = at(lock);
  if (object.owner >= 0 || object.readers > 0) {
    scheduler_.looked(lock, 1);
    scheduler_.step(place, lock, "tries to lock for writing: it is taken");
    return EBUSY;
  }
  object.owner = scheduler_.current().id;
  object.taken_at = place;
  acquire(object.view);
  acquire(object.read_view);
  touch(lock, place);
  scheduler_.progressed();
  scheduler_.step(place, lock, "locks for writing");
  return 0;
}

int SyncObjects::unlock_either(const void* lock, Place place) {
  scheduler_.point();
  Object& object = at(lock);
  const ThreadId me = scheduler_.current().id;
  touch(lock, place);
  scheduler_.progressed();
  if (object.owner == me) {
    object.owner = -1;
    release(object.view);
  } else if (object.readers > 0 && (object.reader_mask >> me & 1) != 0) {
    if (--object.readers == 0) object.reader_mask = 0;
    release(object.read_view);
  } else {
    scheduler_.found(Verdict::misuse, "a lock is unlocked that this thread does not hold", place);
  }
  scheduler_.step(place, lock, "unlocks");
  wake_all(object);
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

std::uint64_t SyncObjects::begin_call() {
  scheduler_.current().memory.view.seen.join(ended_calls_);
  return ++moment_;
}

std::uint64_t SyncObjects::end_call() {
  Thread& thread = scheduler_.current();
  ended_calls_.join(thread.memory.view.before);
  ended_calls_.join(thread.memory.view.seen);
  ++thread.memory.view.before.at[static_cast<std::size_t>(thread.id)];
  return ++moment_;
}

void SyncObjects::destroy(const void* address, const char* what, Place place) {
  Object* const object = objects_.find(reinterpret_cast<std::uintptr_t>(address));
  if (object == nullptr) return;
  for (const ThreadId waiter : object->waiters)
    if (scheduler_.thread(waiter).state == Thread::State::waiting)
      scheduler_.found(Verdict::misuse,
                       std::string(what) + " is destroyed while " + scheduler_.thread(waiter).name + " waits in it",
                       place);
  if (object->owner >= 0)
    scheduler_.found(Verdict::misuse,
                     std::string(what) + " is destroyed while " + scheduler_.thread(object->owner).name + " holds it",
                     place);
  *object = {};
}

void SyncObjects::destroy_within(const void* memory, std::size_t size, Place place) {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  std::vector<std::uintptr_t> inside;
  objects_.each([&](std::uintptr_t address, Object&) {
    if (address >= begin && address < begin + size) inside.push_back(address);
  });
  for (const std::uintptr_t address : inside)
    destroy(reinterpret_cast<const void*>(address), "a lock or condition variable", place);
}

std::string SyncObjects::explain_deadlock() {
  std::string text;
  for (std::size_t i = 0; i < scheduler_.thread_count(); ++i) {
    const Thread& thread = scheduler_.thread(static_cast<ThreadId>(i));
    if (thread.state != Thread::State::waiting) continue;
    const Object* const object = objects_.find(reinterpret_cast<std::uintptr_t>(thread.waits_on));
    const auto name = [&](ThreadId id) { return scheduler_.thread(id).name; };
    std::string line = thread.name;
    switch (thread.wait) {
      case WaitKind::mutex:
      case WaitKind::read_lock:
      case WaitKind::write_lock:
        line += " waits for a lock";
        if (object != nullptr && object->owner == thread.id)
          line += " that it holds itself";
        else if (object != nullptr && object->owner >= 0)
          line += " that " + name(object->owner) + " holds";
        else if (object != nullptr && object->readers > 0)
          line += " that others hold for reading";
        break;
      case WaitKind::condition:
        line += " waits for a notification";
        if (object == nullptr || !object->notified.any)
          line += " that nobody ever gave";
        else if (object->notified.step < thread.waits_since)
          line += "; the last one, by " + name(object->notified.by) + ", came before it began to wait";
        else if (object->notified.last_woken >= 0 && object->notified.last_woken != thread.id)
          line += "; the last one, by " + name(object->notified.by) + ", woke " + name(object->notified.last_woken);
        break;
      case WaitKind::join:
        line += " waits for the end of " + static_cast<const Thread*>(thread.waits_on)->name;
        break;
      case WaitKind::semaphore:
        line += " waits for a semaphore";
        break;
      case WaitKind::barrier:
        line += " waits at a barrier";
        if (object != nullptr) line += " for " + std::to_string(object->depth) + " more";
        break;
      case WaitKind::once:
        line += " waits for an initialisation";
        if (object != nullptr && object->owner >= 0) line += " by " + name(object->owner);
        break;
      case WaitKind::futex:
        line += " waits for the change of an atomic variable";
        break;
      default:
        line += " waits";
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace parcours::controlled
