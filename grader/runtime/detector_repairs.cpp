// Mends what ThreadSanitizer does not understand of the C++ library, so that it does not accuse correct programs.
// Linked in place of the named functions by the linker's --wrap (library_repair_symbols.txt); only in programs with the
// race detector.
//
// The library counts the references to an exception object inside libstdc++.so, which is not instrumented: to the
// detector, the thread that drops the last one frees memory that others have just read. Telling it that every dropped
// reference is a release of the object, and the last one an acquire, restores the order that the counter makes.
// So it does for the texts of std::runtime_error, std::logic_error and what the library derives from them, which all
// copies share.
//
// What is set at the end of a thread (promise::set_value_at_thread_exit) is made ready inside libstdc++.so as well.
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>
#include <memory>

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

/// `drop` takes one reference to `object` away; its `count` is `last_count` when it is the last. Only the last one
/// acquires: it alone relies on what the others have done with the object. The others take turns, so that each knows
/// whether it is the last; the last one, which may run a destructor, holds up nobody.
template <class Drop>
UNCHECKED void drop_reference(void* object, const int* count, int last_count, Drop drop) {
  __tsan_release(object);
  while (__atomic_test_and_set(&counting, __ATOMIC_ACQUIRE)) ::syscall(SYS_sched_yield);
  const bool last = __atomic_load_n(count, __ATOMIC_ACQUIRE) <= last_count;
  if (!last) drop();
  __atomic_clear(&counting, __ATOMIC_RELEASE);
  if (!last) return;
  __tsan_acquire(object);
  drop();
}

template <class Drop>
UNCHECKED void drop_exception(void* object, Drop drop) {
  if (object == nullptr) return drop();
  drop_reference(object, reinterpret_cast<const int*>(static_cast<const char*>(object) - header_bytes), 1, drop);
}

/// Before a shared text stand its length, its capacity and the number of further references (cow_string.h); behind an
/// exception's table of virtual functions stands where the text is.
template <class Drop>
UNCHECKED void drop_text(void* exception, Drop drop) {
  constexpr long before_text[] = {24, 8};  // the length, the count
  char* const text = static_cast<char**>(exception)[1];
  if (*reinterpret_cast<const long*>(text - before_text[0]) == 0) return drop();  // all empty ones are one
  drop_reference(text, reinterpret_cast<const int*>(text - before_text[1]), 0, drop);
}

/// libstdc++'s list of what is to be done at the end of a thread (__at_thread_exit_elt), and its entry for a future's
/// state (_Make_ready).
struct AtThreadExit {
  AtThreadExit* next;
  void (*run)(void*);
  std::weak_ptr<void> state;
};

void (*make_ready)(void*) = nullptr;

/// The future's other side waits for the status, which stands behind the state's table of virtual functions and its
/// result. The reference is held here until the library has dropped its own, so that the last one is never dropped
/// where the detector does not see it.
void release_and_make_ready(void* entry) {
  constexpr long status_at = 16;
  const std::shared_ptr<void> state = static_cast<AtThreadExit*>(entry)->state.lock();
  if (state) __tsan_release(static_cast<char*>(state.get()) + status_at);
  __atomic_load_n(&make_ready, __ATOMIC_RELAXED)(entry);
}

}  // namespace

// NOLINTBEGIN: the names are the linker's
extern "C" {

// std::exception_ptr holds the object's address and nothing else (bits/exception_ptr.h).
void __real__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(void** self);
void __wrap__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(void** self) {
  drop_exception(*self, [=] { __real__ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(self); });
}

// A future's result: a table of virtual functions, then its std::exception_ptr (std::__future_base::_Result_base).
void __real__ZNSt13__future_base12_Result_baseD2Ev(void** self);
void __wrap__ZNSt13__future_base12_Result_baseD2Ev(void** self) {
  drop_exception(self[1], [=] { __real__ZNSt13__future_base12_Result_baseD2Ev(self); });
}

void __real___cxa_end_catch();
void __wrap___cxa_end_catch() {
  void* object = nullptr;
  {
    const std::exception_ptr current = std::current_exception();
    object = *reinterpret_cast<void* const*>(&current);
  }  // its own reference is gone again, the catch clause still has one
  drop_exception(object, [] { __real___cxa_end_catch(); });
}

void __real__ZNSt13__future_base13_State_baseV211_Make_ready6_M_setEv(AtThreadExit*);
void __wrap__ZNSt13__future_base13_State_baseV211_Make_ready6_M_setEv(AtThreadExit* self) {
  __real__ZNSt13__future_base13_State_baseV211_Make_ready6_M_setEv(self);
  __atomic_store_n(&make_ready, self->run, __ATOMIC_RELAXED);  // the same for all
  self->run = release_and_make_ready;
}

#define WRAP_DESTRUCTOR(name)                      \
  void __real_##name(void*);                       \
  void __wrap_##name(void* self) {                 \
    drop_text(self, [=] { __real_##name(self); }); \
  }
#define WRAP_EXCEPTION(name)       \
  WRAP_DESTRUCTOR(_ZN##name##D1Ev) \
  WRAP_DESTRUCTOR(_ZN##name##D2Ev)
WRAP_EXCEPTION(St11logic_error)
WRAP_EXCEPTION(St12domain_error)
WRAP_EXCEPTION(St16invalid_argument)
WRAP_EXCEPTION(St12length_error)
WRAP_EXCEPTION(St12out_of_range)
WRAP_EXCEPTION(St12future_error)
WRAP_EXCEPTION(St13runtime_error)
WRAP_EXCEPTION(St11range_error)
WRAP_EXCEPTION(St14overflow_error)
WRAP_EXCEPTION(St15underflow_error)
WRAP_EXCEPTION(St12system_error)
WRAP_EXCEPTION(St11regex_error)
WRAP_EXCEPTION(St8ios_base7failureB5cxx11)
}
// NOLINTEND
