#include "controlled/fiber.hpp"

#include <dlfcn.h>
#include <link.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "controlled/raw_calls.hpp"
#if defined(__x86_64__)
#include <asm/prctl.h>
#endif

namespace parcours::controlled {
namespace {

#if defined(__x86_64__)
void* thread_pointer() {
  void* pointer = nullptr;
  asm("mov %%fs:0, %0" : "=r"(pointer));
  return pointer;
}
/// Linux lets programs write the register themselves since 5.9 (bit 1 of AT_HWCAP2).
const bool writes_fs = (getauxval(AT_HWCAP2) & 2) != 0;
void set_thread_pointer(void* pointer) {
  if (writes_fs)
    asm volatile("wrfsbase %0" : : "r"(pointer) : "memory");
  else
    raw_call(SYS_arch_prctl, ARCH_SET_FS, reinterpret_cast<long>(pointer));
}
#elif defined(__aarch64__)
void* thread_pointer() {
  void* pointer = nullptr;
  asm("mrs %0, tpidr_el0" : "=r"(pointer));
  return pointer;
}
void set_thread_pointer(void* pointer) { asm volatile("msr tpidr_el0, %0" : : "r"(pointer) : "memory"); }
#else
#error "the controlled scheduler knows x86-64 and AArch64"
#endif

/// What a lending thread tells of itself.
struct Loan {
  std::atomic<bool> ready{false};
  void* thread_pointer = nullptr;
  struct {
    char* at;
    std::size_t size;
  } locals[4];
  std::size_t count = 0;
};

/// Of the program and the C++ library: those that a scenario can change for good. The C library's are left alone.
int note_locals(dl_phdr_info* module, std::size_t /*size*/, void* loan_pointer) {
  Loan& loan = *static_cast<Loan*>(loan_pointer);
  const std::string_view name = module->dlpi_name;
  if (!name.empty() && name.find("libstdc++") == std::string_view::npos) return 0;
  if (module->dlpi_tls_data == nullptr || loan.count == std::size(loan.locals)) return 0;
  for (int i = 0; i < module->dlpi_phnum; ++i)
    if (module->dlpi_phdr[i].p_type == PT_TLS)
      loan.locals[loan.count++] = {static_cast<char*>(module->dlpi_tls_data), module->dlpi_phdr[i].p_memsz};
  return 0;
}

void* lend(void* loan_pointer) {
  Loan& loan = *static_cast<Loan*>(loan_pointer);
  loan.thread_pointer = thread_pointer();
  ::dl_iterate_phdr(note_locals, &loan);
  loan.ready.store(true, std::memory_order_release);
  for (int forever = 0;;) raw_call(SYS_futex, reinterpret_cast<long>(&forever), FUTEX_WAIT_PRIVATE, 0, 0);
}

}  // namespace

Fiber::Fiber(char* stack, std::size_t stack_bytes) : stack_(stack), stack_bytes_(stack_bytes) {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
  Loan loan;
  pthread_t lender{};
  if (create(&lender, nullptr, lend, &loan) != 0) give_up("no thread can be started");
  while (!loan.ready.load(std::memory_order_acquire)) raw_call(SYS_sched_yield);
  thread_pointer_ = loan.thread_pointer;
  for (std::size_t i = 0; i < loan.count; ++i)
    locals_.push_back({loan.locals[i].at, {loan.locals[i].at, loan.locals[i].at + loan.locals[i].size}});
}

void Fiber::prepare(void (*entry)(void*), void* argument) {
  for (const ThreadLocals& locals : locals_) std::memcpy(locals.at, locals.fresh.data(), locals.fresh.size());
  entry_ = entry;
  argument_ = argument;
  ::getcontext(&context_);
  context_.uc_stack.ss_sp = stack_;
  context_.uc_stack.ss_size = stack_bytes_;
  context_.uc_link = nullptr;
  // makecontext() passes ints.
  const auto bits = reinterpret_cast<std::uintptr_t>(this);
  constexpr unsigned half = 32;
  const auto begin = +[](unsigned high, unsigned low) {
    Fiber& self = *reinterpret_cast<Fiber*>(static_cast<std::uintptr_t>(high) << half | low);
    self.entry_(self.argument_);
  };
  ::makecontext(&context_, reinterpret_cast<void (*)()>(begin), 2, static_cast<unsigned>(bits >> half),
                static_cast<unsigned>(bits));
}

void FiberSwitch::enter(Fiber& fiber) {
  home_pointer_ = thread_pointer();
  set_thread_pointer(fiber.thread_pointer_);
  ::swapcontext(&home_, &fiber.context_);
}

void FiberSwitch::change(Fiber& from, Fiber& to) {
  set_thread_pointer(to.thread_pointer_);
  ::swapcontext(&from.context_, &to.context_);
}

void FiberSwitch::to_home() {
  set_thread_pointer(home_pointer_);
  ::setcontext(&home_);
  __builtin_unreachable();
}

}  // namespace parcours::controlled
