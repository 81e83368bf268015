// Mutexes and reader-writer locks.
#include <algorithm>
#include <cerrno>

#include "controlled/sync_objects.hpp"

namespace parcours::controlled {

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

}  // namespace parcours::controlled
