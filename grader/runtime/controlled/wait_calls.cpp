// Stands in for POSIX semaphores, barriers and once flags.
#include <pthread.h>
#include <semaphore.h>

#include <cerrno>

#include "controlled/clock.hpp"
#include "controlled/stand_in.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

// NOLINTBEGIN: POSIX' names
extern "C" {

// ---- semaphores, barriers, once ------------------------------------------------------------------------------------

static int failing(int error) {
  if (error == 0) return 0;
  errno = error;
  return -1;
}
int sem_init(sem_t* semaphore, int /*shared*/, unsigned value) {
  *reinterpret_cast<unsigned*>(semaphore) = value;
  CONTROLLED_OR(0);
  world->objects.begin_counted(semaphore);
  return 0;
}
int sem_destroy(sem_t* semaphore) {
  CONTROLLED_OR(0);
  world->objects.destroy(semaphore, "a semaphore", PARCOURS_PLACE);
  return 0;
}
int sem_wait(sem_t* semaphore) {
  CONTROLLED_OR(0);
  return failing(world->objects.semaphore_wait(semaphore, PARCOURS_PLACE));
}
int sem_timedwait(sem_t* semaphore, const timespec* until) {
  CONTROLLED_OR(0);
  return failing(world->objects.semaphore_wait(semaphore, PARCOURS_PLACE, deadline(CLOCK_REALTIME, *until)));
}
int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
  CONTROLLED_OR(0);
  return failing(world->objects.semaphore_wait(semaphore, PARCOURS_PLACE, deadline(clock, *until)));
}
int sem_trywait(sem_t* semaphore) {
  CONTROLLED_OR(0);
  world->scheduler.point();
  return failing(world->objects.semaphore_try_wait(semaphore, PARCOURS_PLACE));
}
int sem_post(sem_t* semaphore) {
  CONTROLLED_OR(0);
  return failing(world->objects.semaphore_post(semaphore, PARCOURS_PLACE));
}
int sem_getvalue(sem_t* semaphore, int* value) {
  CONTROLLED_OR(0);
  *value = world->objects.semaphore_value(semaphore);
  return 0;
}

int pthread_barrier_init(pthread_barrier_t* barrier, const pthread_barrierattr_t* /*attributes*/, unsigned count) {
  *reinterpret_cast<unsigned*>(barrier) = count;
  CONTROLLED_OR(0);
  world->objects.begin_counted(barrier);
  return 0;
}
int pthread_barrier_destroy(pthread_barrier_t* barrier) {
  CONTROLLED_OR(0);
  world->objects.destroy(barrier, "a barrier", PARCOURS_PLACE);
  return 0;
}
int pthread_barrier_wait(pthread_barrier_t* barrier) {
  CONTROLLED_OR(0);
  return world->objects.barrier_wait(barrier, PARCOURS_PLACE) ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/// 2 is glibc's value for done, and stays from schedule to schedule where the flag is a library's.
int pthread_once(pthread_once_t* flag, void (*initialise)()) {
  constexpr int done = 2;
  if (!controlled()) {
    if (*flag != done) {
      initialise();
      *flag = done;
    }
    return 0;
  }
  {
    const Inside inside;
    if (!world->objects.once_begin(flag, PARCOURS_PLACE)) return 0;
    if (*flag == done) {  // since before the scenario
      world->objects.once_done(flag);
      return 0;
    }
  }
  try {
    initialise();
  } catch (...) {
    const Inside inside;
    world->objects.once_failed(flag);
    throw;
  }
  const Inside inside;
  *flag = done;
  world->objects.once_done(flag);
  return 0;
}
}
// NOLINTEND
