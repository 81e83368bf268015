// Passes ThreadSanitizer's reports to the grader as data (addresses, not text; the grader finds the lines).
// Only in programs with the race detector. Uses its debugging interface (tsan_interface.h of compiler-rt).
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "packet.hpp"

extern "C" {
int __tsan_get_report_data(void* report, const char** description, int* count, int* stacks, int* mops, int* locations,
                           int* mutexes, int* threads, int* unique_tids, void** sleep_trace, unsigned long size);
int __tsan_get_report_mop(void* report, unsigned long index, int* tid, void** address, int* size, int* write,
                          int* atomic, void** trace, unsigned long trace_size);
int __tsan_get_report_loc(void* report, unsigned long index, const char** type, void** address, void** start,
                          unsigned long* size, int* tid, int* fd, int* suppressable, void** trace,
                          unsigned long trace_size);
int __tsan_get_report_thread(void* report, unsigned long index, int* tid, std::uint64_t* os_id, int* running,
                             const char** name, int* parent_tid, void** trace, unsigned long trace_size);
int __tsan_get_report_stack(void* report, unsigned long index, void** trace, unsigned long trace_size);
}

namespace {

constexpr unsigned long depth = 40;
}  // namespace

/// Called by the race detector once a report, one at a time.
extern "C" void __tsan_on_report(void* report) {
  parcours::Packet packet;
  const char* description = nullptr;
  int count = 0, stacks = 0, mops = 0, locations = 0, mutexes = 0, threads = 0, unique_tids = 0;
  void* trace[depth];
  const auto clear = [&] {
    for (void*& address : trace) address = nullptr;
  };
  clear();
  __tsan_get_report_data(report, &description, &count, &stacks, &mops, &locations, &mutexes, &threads, &unique_tids,
                         trace, depth);
  packet.word("race");
  packet.word(description);
  packet.line();
  for (int i = 0; i < mops; ++i) {
    int tid = 0, size = 0, write = 0, atomic = 0;
    void* address = nullptr;
    clear();
    __tsan_get_report_mop(report, static_cast<unsigned long>(i), &tid, &address, &size, &write, &atomic, trace, depth);
    packet.word("access");
    packet.number(static_cast<unsigned>(tid));
    packet.word(write != 0 ? "write" : "read");
    packet.word(atomic != 0 ? "atomic" : "plain");
    packet.number(reinterpret_cast<std::uintptr_t>(address), 16);
    packet.addresses(trace, depth);
  }
  for (int i = 0; i < stacks; ++i) {
    clear();
    __tsan_get_report_stack(report, static_cast<unsigned long>(i), trace, depth);
    packet.word("stack");
    packet.addresses(trace, depth);
  }
  for (int i = 0; i < locations; ++i) {
    const char* type = nullptr;
    void *address = nullptr, *start = nullptr;
    unsigned long size = 0;
    int tid = 0, fd = 0, suppressable = 0;
    clear();
    __tsan_get_report_loc(report, static_cast<unsigned long>(i), &type, &address, &start, &size, &tid, &fd,
                          &suppressable, trace, depth);
    packet.word("location");
    packet.word(type == nullptr ? "unknown" : type);
    packet.addresses(trace, depth);
  }
  for (int i = 0; i < threads; ++i) {
    int tid = 0, running = 0, parent = 0;
    std::uint64_t os_id = 0;
    const char* name = nullptr;
    clear();
    __tsan_get_report_thread(report, static_cast<unsigned long>(i), &tid, &os_id, &running, &name, &parent, trace,
                             depth);
    packet.word("thread");
    packet.number(static_cast<unsigned>(tid));
    packet.number(static_cast<unsigned>(parent));
    packet.addresses(trace, depth);
  }
  packet.send();
}

/// Here, so that a submission that defines it does not link.
extern "C" const char* __tsan_default_options() { return "report_bugs=1"; }
extern "C" const char* __tsan_default_suppressions() { return ""; }
