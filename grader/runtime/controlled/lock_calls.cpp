// Stands in for POSIX threads' mutexes, condition variables and reader-writer locks.
#include <pthread.h>

#include "controlled/clock.hpp"
#include "controlled/stand_in.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

namespace {

MutexKind kind_of(const pthread_mutex_t* mutex) {
  switch (mutex->__data.__kind & 3) {
    case PTHREAD_MUTEX_RECURSIVE:
      return MutexKind::recursive;
    case PTHREAD_MUTEX_ERRORCHECK:
      return MutexKind::error_checking;
    default:
      return MutexKind::normal;
  }
}

}  // namespace

// NOLINTBEGIN: POSIX' names
extern "C" {

// ---- mutexes -------------------------------------------------------------------------------------------------------

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  *mutex = PTHREAD_MUTEX_INITIALIZER;
  if (attributes != nullptr) {
    int type = PTHREAD_MUTEX_NORMAL;
    pthread_mutexattr_gettype(attributes, &type);
    mutex->__data.__kind = type;
  }
  return 0;
}
int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  CONTROLLED_OR(0);
  world->objects.destroy(mutex, "a mutex", PARCOURS_PLACE);
  return 0;
}
int pthread_mutex_lock(pthread_mutex_t* mutex) {
  CONTROLLED_OR(0);
  return world->objects.lock(mutex, kind_of(mutex), PARCOURS_PLACE);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  CONTROLLED_OR(0);
  return world->objects.try_lock(mutex, kind_of(mutex), PARCOURS_PLACE);
}
int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock(mutex, kind_of(mutex), PARCOURS_PLACE, deadline(CLOCK_REALTIME, *until));
}
int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock(mutex, kind_of(mutex), PARCOURS_PLACE, deadline(clock, *until));
}
int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  CONTROLLED_OR(0);
  return world->objects.unlock(mutex, kind_of(mutex), PARCOURS_PLACE);
}

int pthread_spin_init(pthread_spinlock_t* lock, int /*shared*/) {
  *lock = 0;
  return 0;
}
int pthread_spin_destroy(pthread_spinlock_t* lock) {
  CONTROLLED_OR(0);
  world->objects.destroy(const_cast<int*>(lock), "a spin lock", PARCOURS_PLACE);
  return 0;
}
int pthread_spin_lock(pthread_spinlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.lock(const_cast<int*>(lock), MutexKind::normal, PARCOURS_PLACE);
}
int pthread_spin_trylock(pthread_spinlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.try_lock(const_cast<int*>(lock), MutexKind::normal, PARCOURS_PLACE);
}
int pthread_spin_unlock(pthread_spinlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.unlock(const_cast<int*>(lock), MutexKind::normal, PARCOURS_PLACE);
}

// ---- condition variables -------------------------------------------------------------------------------------------

int pthread_cond_init(pthread_cond_t* condition, const pthread_condattr_t* attributes) {
  *condition = PTHREAD_COND_INITIALIZER;
  clockid_t clock = CLOCK_REALTIME;
  if (attributes != nullptr) pthread_condattr_getclock(attributes, &clock);
  // Where glibc keeps it, too.
  condition->__data.__wrefs = clock == CLOCK_MONOTONIC ? 2 : 0;
  return 0;
}
int pthread_cond_destroy(pthread_cond_t* condition) {
  CONTROLLED_OR(0);
  world->objects.destroy(condition, "a condition variable", PARCOURS_PLACE);
  return 0;
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  CONTROLLED_OR(0);
  return world->objects.wait(condition, mutex, kind_of(mutex), PARCOURS_PLACE);
}
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
  CONTROLLED_OR(0);
  const clockid_t clock = (condition->__data.__wrefs & 2) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  return world->objects.wait(condition, mutex, kind_of(mutex), PARCOURS_PLACE, deadline(clock, *until));
}
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.wait(condition, mutex, kind_of(mutex), PARCOURS_PLACE, deadline(clock, *until));
}
int pthread_cond_signal(pthread_cond_t* condition) {
  CONTROLLED_OR(0);
  return world->objects.notify(condition, false, PARCOURS_PLACE);
}
int pthread_cond_broadcast(pthread_cond_t* condition) {
  CONTROLLED_OR(0);
  return world->objects.notify(condition, true, PARCOURS_PLACE);
}

// ---- reader-writer locks -------------------------------------------------------------------------------------------

int pthread_rwlock_init(pthread_rwlock_t* lock, const pthread_rwlockattr_t* /*attributes*/) {
  *lock = PTHREAD_RWLOCK_INITIALIZER;
  return 0;
}
int pthread_rwlock_destroy(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  world->objects.destroy(lock, "a reader-writer lock", PARCOURS_PLACE);
  return 0;
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.lock_shared(lock, PARCOURS_PLACE);
}
int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock_shared(lock, PARCOURS_PLACE, deadline(CLOCK_REALTIME, *until));
}
int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock_shared(lock, PARCOURS_PLACE, deadline(clock, *until));
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  world->scheduler.point();
  return world->objects.try_lock_shared(lock, PARCOURS_PLACE);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.lock_exclusive(lock, PARCOURS_PLACE);
}
int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock_exclusive(lock, PARCOURS_PLACE, deadline(CLOCK_REALTIME, *until));
}
int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(0);
  return world->objects.lock_exclusive(lock, PARCOURS_PLACE, deadline(clock, *until));
}
int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  world->scheduler.point();
  return world->objects.try_lock_exclusive(lock, PARCOURS_PLACE);
}
int pthread_rwlock_unlock(pthread_rwlock_t* lock) {
  CONTROLLED_OR(0);
  return world->objects.unlock_either(lock, PARCOURS_PLACE);
}
}
// NOLINTEND
