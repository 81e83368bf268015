// Mends what ThreadSanitizer does not understand of the C++ library, so that it does not accuse correct programs.
// Linked in place of the named functions by the linker's --wrap (repair_symbols.txt); only in programs with the race
// detector.
//
// The library counts the references to an exception object inside libstdc++.so, which is not instrumented: to the
// detector, the thread that drops the last one frees memory that others have just read. Telling it that every dropped
// reference is a release of the object, and the last one an acquire, restores the order that the counter makes.
//
// pthread_rwlock_clock*lock (behind std::shared_timed_mutex) is not intercepted; the variants without a clock are.
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <exception>

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}

namespace {

/// libstdc++'s count stands at the start of the header before an exception object, which is this long on 64-bit
/// machines
/// (__cxa_refcounted_exception in libsupc++/unwind-cxx.h).
constexpr long header_bytes = 128;

bool counting = false;

#define UNCHECKED __attribute__((disable_sanitizer_instrumentation))

/// `drop` takes one reference away. Only the last one acquires: it alone relies on what the others have done with the
/// object. The others take turns, so that each knows whether it is the last; the last one, which may run a destructor,
/// holds up nobody.
template <class Drop>
UNCHECKED void drop_reference(void* object, Drop drop) {
  if (object == nullptr) return drop();
  __tsan_release(object);
  while (__atomic_test_and_set(&counting, __ATOMIC_ACQUIRE)) ::syscall(SYS_sched_yield);
  const auto* count = reinterpret_cast<const int*>(static_cast<const char*>(object) - header_bytes);
  const bool last = __atomic_load_n(count, __ATOMIC_ACQUIRE) <= 1;
  if (!last) drop();
  __atomic_clear(&counting, __ATOMIC_RELEASE);
  if (!last) return;
  __tsan_acquire(object);
  drop();
}

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

// std::exception_ptr holds the object's address and nothing else (bits/exception_ptr.h).
void __real__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(void** self);
void __wrap__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(void** self) {
  drop_reference(*self, [=] { __real__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(self); });
}

// A future's result: a table of virtual functions, then its std::exception_ptr (std::__future_base::_Result_base).
void __real__ZNSt13__future_base12_Result_baseD2Ev(void** self);
void __wrap__ZNSt13__future_base12_Result_baseD2Ev(void** self) {
  drop_reference(self[1], [=] { __real__ZNSt13__future_base12_Result_baseD2Ev(self); });
}

void __real___cxa_end_catch();
void __wrap___cxa_end_catch() {
  void* object = nullptr;
  {
    const std::exception_ptr current = std::current_exception();
    object = *reinterpret_cast<void* const*>(&current);
  }  // its own reference is gone again, the catch clause still has one
  drop_reference(object, [] { __real___cxa_end_catch(); });
}
}
// NOLINTEND
