#include "crash_reports.hpp"

#include <cxxabi.h>
#include <signal.h>
#include <unistd.h>
#include <unwind.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>

#include "packet.hpp"

namespace parcours {
namespace {

constexpr unsigned long depth = 64;

std::atomic<bool> told{false};
pid_t test_program = 0;
std::atomic<bool> exit_expected{false};

struct Trace {
  void* addresses[depth] = {};
  unsigned long size = 0;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* data) {
  auto& trace = *static_cast<Trace*>(data);
  int before_instruction = 0;
  const auto address = _Unwind_GetIPInfo(context, &before_instruction);
  // The instruction that a signal hit is named like the others: as if it were a call just before the address.
  trace.addresses[trace.size++] = reinterpret_cast<void*>(address + (before_instruction != 0 ? 1 : 0));
  return trace.size < depth ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/// What the calling thread is doing; `text` may be null.
void tell(const char* kind, const char* text) {
  if (told.exchange(true)) return;
  Trace trace;
  _Unwind_Backtrace(add_frame, &trace);
  Packet packet;
  packet.word(is_child() ? "child-crash" : "crash");
  packet.word(kind);
  packet.addresses(trace.addresses, trace.size);
  if (text != nullptr) packet.word(text);
  packet.send();
}

void on_signal(int signal) {
  char digits[] = "00";
  digits[0] = static_cast<char>('0' + signal / 10);
  digits[1] = static_cast<char>('0' + signal % 10);
  tell(digits, nullptr);
  ::raise(signal);  // the handler is reset: this ends the process
}

std::string name_of_current_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "an exception";
  int status = 0;
  char* const name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string text = status == 0 ? name : type->name();
  std::free(name);
  return text;
}

[[noreturn]] void on_terminate() {
  if (std::current_exception() == nullptr) {
    tell("terminate", nullptr);
  } else {
    std::string text = name_of_current_exception();
    try {
      throw;
    } catch (const std::exception& error) {
      text += std::string(": ") + error.what();
    } catch (...) {
    }
    tell("exception", text.c_str());
  }
  std::abort();
}

void on_exit() {
  if (!exit_expected && !is_child()) tell("exit", nullptr);
}

}  // namespace

void report_crashes() {
  test_program = ::getpid();
  static char stack[64 * 1024];  // for the main thread's overflow
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigaction(signal, &action, nullptr);
  std::set_terminate(on_terminate);
  std::atexit(on_exit);
}

void report_misuse(const char* text) { tell("memory", text); }

void report_refusal(const char* text) { tell("mpi", text); }

bool is_child() noexcept { return ::getpid() != test_program; }

void expect_exit() noexcept { exit_expected = true; }

}  // namespace parcours
