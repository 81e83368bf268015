// The functions of pthreads and of C's <threads.h> that ThreadSanitizer does not know, or gets wrong, told in terms of
// those it knows. Linked in place of the named functions by the linker's --wrap (pthread_repair_symbols.txt); only in
// programs with the race detector, and instrumented, so that the atomics below order what they order.
//
// - The variants with a clock of rwlocks, semaphores and joins: the ones without are known.
// - pthread_once, behind std::call_once: the detector's own leaves everybody waiting once the function has thrown.
// - <threads.h>: glibc makes threads and locks without calling pthreads by name, so the detector sees neither.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <memory>

namespace {

constexpr long second_ns = 1'000'000'000;

/// The same moment on the clock of the day, as the functions without a clock want it.
timespec on_realtime(clockid_t clock, const timespec* until) {
  if (clock == CLOCK_REALTIME) return *until;
  timespec here{};
  timespec there{};
  ::clock_gettime(clock, &here);
  ::clock_gettime(CLOCK_REALTIME, &there);
  timespec result{there.tv_sec + until->tv_sec - here.tv_sec, there.tv_nsec + until->tv_nsec - here.tv_nsec};
  if (result.tv_nsec < 0) {
    result.tv_nsec += second_ns;
    --result.tv_sec;
  }
  if (result.tv_nsec >= second_ns) {
    result.tv_nsec -= second_ns;
    ++result.tv_sec;
  }
  if (result.tv_sec < 0) result = {};
  return result;
}

enum OnceState : int { not_called = PTHREAD_ONCE_INIT, being_called, called };

/// Sets the state at the end of the call, by an exception too: then the next caller tries again.
class Call {
 public:
  explicit Call(int* state) : state_(state) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() {
    __atomic_store_n(state_, outcome, __ATOMIC_RELEASE);
    ::syscall(SYS_futex, state_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  }
  int outcome = not_called;

 private:
  int* state_;
};

struct Start {
  thrd_start_t function;
  void* argument;
};

void* as_pointer(int result) { return reinterpret_cast<void*>(static_cast<std::intptr_t>(result)); }

void* run_start(void* given) {
  const Start start = *std::unique_ptr<Start>(static_cast<Start*>(given));
  return as_pointer(start.function(start.argument));
}

int to_c11(int error) {
  switch (error) {
    case 0:
      return thrd_success;
    case ENOMEM:
      return thrd_nomem;
    case ETIMEDOUT:
      return thrd_timedout;
    case EBUSY:
      return thrd_busy;
    default:
      return thrd_error;
  }
}

// glibc keeps its pthread_* objects in those of <threads.h>, and its thrd_t is a pthread_t (nptl/thrd_priv.h).
static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t));
static_assert(sizeof(once_flag) == sizeof(pthread_once_t) && sizeof(thrd_t) == sizeof(pthread_t));
pthread_mutex_t* as_pthread(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* as_pthread(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

}  // namespace

// NOLINTBEGIN: the names are the linker's
extern "C" {

int __wrap_pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) {
  const timespec moment = on_realtime(clock, until);
  return pthread_rwlock_timedrdlock(lock, &moment);
}

int __wrap_pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) {
  const timespec moment = on_realtime(clock, until);
  return pthread_rwlock_timedwrlock(lock, &moment);
}

int __wrap_sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
  const timespec moment = on_realtime(clock, until);
  return sem_timedwait(semaphore, &moment);
}

int __wrap_pthread_clockjoin_np(pthread_t thread, void** result, clockid_t clock, const timespec* until) {
  if (until == nullptr) return pthread_join(thread, result);
  const timespec moment = on_realtime(clock, until);
  return pthread_timedjoin_np(thread, result, &moment);
}

int __wrap_pthread_once(pthread_once_t* once, void (*function)()) {
  for (;;) {
    int state = __atomic_load_n(once, __ATOMIC_ACQUIRE);
    if (state == called) return 0;
    if (state == not_called &&
        __atomic_compare_exchange_n(once, &state, being_called, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
      Call call(once);
      function();
      call.outcome = called;
      return 0;
    }
    if (state == being_called) ::syscall(SYS_futex, once, FUTEX_WAIT_PRIVATE, being_called, nullptr, nullptr, 0);
  }
}

int __wrap_thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto start = std::make_unique<Start>(Start{function, argument});
  const int error = pthread_create(thread, nullptr, run_start, start.get());
  if (error == 0) (void)start.release();
  return error == EAGAIN ? thrd_nomem : to_c11(error);
}

int __wrap_thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (error == 0 && result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
  return to_c11(error);
}

int __wrap_thrd_detach(thrd_t thread) { return to_c11(pthread_detach(thread)); }
void __wrap_thrd_exit(int result) { pthread_exit(as_pointer(result)); }

int __wrap_mtx_init(mtx_t* mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  const int error = pthread_mutex_init(as_pthread(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return to_c11(error);
}

int __wrap_mtx_lock(mtx_t* mutex) { return to_c11(pthread_mutex_lock(as_pthread(mutex))); }
int __wrap_mtx_trylock(mtx_t* mutex) { return to_c11(pthread_mutex_trylock(as_pthread(mutex))); }
int __wrap_mtx_timedlock(mtx_t* mutex, const timespec* until) {
  return to_c11(pthread_mutex_timedlock(as_pthread(mutex), until));
}
int __wrap_mtx_unlock(mtx_t* mutex) { return to_c11(pthread_mutex_unlock(as_pthread(mutex))); }
void __wrap_mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(as_pthread(mutex)); }

int __wrap_cnd_init(cnd_t* condition) { return to_c11(pthread_cond_init(as_pthread(condition), nullptr)); }
int __wrap_cnd_signal(cnd_t* condition) { return to_c11(pthread_cond_signal(as_pthread(condition))); }
int __wrap_cnd_broadcast(cnd_t* condition) { return to_c11(pthread_cond_broadcast(as_pthread(condition))); }
int __wrap_cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return to_c11(pthread_cond_wait(as_pthread(condition), as_pthread(mutex)));
}
int __wrap_cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return to_c11(pthread_cond_timedwait(as_pthread(condition), as_pthread(mutex), until));
}
void __wrap_cnd_destroy(cnd_t* condition) { pthread_cond_destroy(as_pthread(condition)); }

void __wrap_call_once(once_flag* flag, void (*function)()) {
  (void)__wrap_pthread_once(reinterpret_cast<pthread_once_t*>(flag), function);
}
}
// NOLINTEND
