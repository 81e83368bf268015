// The scenario's accesses to memory, its calls and returns: the instrumentation tells of each
// (tsan_interface.h of compiler-rt).
#include <cstring>

#include "controlled/world.hpp"

namespace parcours::controlled {
namespace {

/// Variables of libraries are their own affair: some are caches that threads fill at the same time, on purpose.
bool is_scenarios(std::uintptr_t address) { return !world->cpp_library.all.contains(address); }

}  // namespace

void check_access(AccessKind kind, std::uintptr_t address, std::size_t size, Place place) {
  Scheduler& scheduler = world->scheduler;
  Thread& thread = scheduler.current();
  if (scenario_heap().state(address, size) == ScenarioHeap::State::unallocated) {
    std::size_t block_size = 0;
    const void* const block = scenario_heap().block_at(address, block_size);
    const bool within = block != nullptr && address - reinterpret_cast<std::uintptr_t>(block) < block_size;
    const bool writes = kind == AccessKind::write || kind == AccessKind::atomic_write;
    scheduler.found(Verdict::crash,
                    std::string(writes ? "memory is written" : "memory is read") +
                        (within ? " that has been freed" : " beyond the end of what was allocated"),
                    place);
  }
  if (scheduler.thread_count() == 1 || !is_scenarios(address)) return;
  bool atomics = false;
  const auto race = scheduler.races().access(
      {thread.id, kind, address, static_cast<std::uint32_t>(size), place, scheduler.recorded()},
      thread.memory.view.before, atomics);
  if (race) scheduler.found(*race);
  if (atomics && kind == AccessKind::write) scheduler.model().overwrite(thread.id, thread.memory, address, size);
}

void check_free(void* block, std::size_t size, Place place) {
  Scheduler& scheduler = world->scheduler;
  Thread& thread = scheduler.current();
  world->objects.destroy_within(block, size, place);
  if (scheduler.thread_count() == 1) return;
  constexpr std::size_t looked_at = 1U << 16;
  bool atomics = false;
  const auto race =
      scheduler.races().access({thread.id, AccessKind::free, reinterpret_cast<std::uintptr_t>(block),
                                static_cast<std::uint32_t>(std::min(size, looked_at)), place, scheduler.recorded()},
                               thread.memory.view.before, atomics);
  if (race) scheduler.found(*race);
}

namespace {

/// Plain accesses between two points; a thread with more of them may be waiting for a variable that is no atomic one.
constexpr unsigned most_accesses = 4096;
/// In one schedule: a scenario has some thousands.
constexpr std::uint64_t endless = 4'000'000;

void access(AccessKind kind, const void* address, std::size_t size, void* pc) {
  if (!controlled() || size == 0) return;
  const Inside inside;
  const std::uint64_t before = world->scheduler.count_access();
  if (before > endless) world->scheduler.found(Verdict::livelock, "a thread computes on and on", place_of(pc));
  if (before % most_accesses == most_accesses - 1) {
    world->scheduler.idles();
    world->scheduler.point();
  }
  check_access(kind, reinterpret_cast<std::uintptr_t>(address), size, place_of(pc));
}

}  // namespace
}  // namespace parcours::controlled

using namespace parcours::controlled;  // NOLINT: the names below are the compiler's

#define PARCOURS_ACCESS(name, kind, size) \
  void __tsan_##name(void* a) { access(AccessKind::kind, a, size, __builtin_return_address(0)); }
#define PARCOURS_ACCESSES(size)                                \
  PARCOURS_ACCESS(read##size, read, size)                      \
  PARCOURS_ACCESS(write##size, write, size)                    \
  PARCOURS_ACCESS(unaligned_read##size, read, size)            \
  PARCOURS_ACCESS(unaligned_write##size, write, size)          \
  PARCOURS_ACCESS(volatile_read##size, read, size)             \
  PARCOURS_ACCESS(volatile_write##size, write, size)           \
  PARCOURS_ACCESS(unaligned_volatile_read##size, read, size)   \
  PARCOURS_ACCESS(unaligned_volatile_write##size, write, size) \
  PARCOURS_ACCESS(read_write##size, write, size)               \
  PARCOURS_ACCESS(unaligned_read_write##size, write, size)

// NOLINTBEGIN: the compiler's names
extern "C" {

void __tsan_init() {}

PARCOURS_ACCESSES(1)
PARCOURS_ACCESSES(2)
PARCOURS_ACCESSES(4)
PARCOURS_ACCESSES(8)
PARCOURS_ACCESSES(16)

void __tsan_read_range(void* a, unsigned long size) { access(AccessKind::read, a, size, __builtin_return_address(0)); }
void __tsan_write_range(void* a, unsigned long size) {
  access(AccessKind::write, a, size, __builtin_return_address(0));
}

// Every constructor and destructor of a polymorphic class sets the table's address again, to the same value mostly.
void __tsan_vptr_update(void** a, void* value) {
  if (*a != value) access(AccessKind::write, a, sizeof *a, __builtin_return_address(0));
}
void __tsan_vptr_read(void** a) { access(AccessKind::read, a, sizeof *a, __builtin_return_address(0)); }

void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
  access(AccessKind::read, from, size, __builtin_return_address(0));
  access(AccessKind::write, to, size, __builtin_return_address(0));
  return std::memcpy(to, from, size);
}
void* __tsan_memmove(void* to, const void* from, std::size_t size) {
  access(AccessKind::read, from, size, __builtin_return_address(0));
  access(AccessKind::write, to, size, __builtin_return_address(0));
  return std::memmove(to, from, size);
}
void* __tsan_memset(void* to, int byte, std::size_t size) {
  access(AccessKind::write, to, size, __builtin_return_address(0));
  return std::memset(to, byte, size);
}

void __tsan_func_entry(void* caller) {
  if (!controlled()) return;
  const Inside inside;
  Thread& thread = world->scheduler.current();
  thread.stack = world->scheduler.stacks().enter(thread.stack, reinterpret_cast<std::uintptr_t>(caller));
}
void __tsan_func_exit() {
  if (!controlled()) return;
  Thread& thread = world->scheduler.current();
  thread.stack = world->scheduler.stacks().leave(thread.stack);
}

/// What the runtime's repairs and annotations tell the race detector.
void __tsan_acquire(void* address) {
  if (!controlled()) return;
  const Inside inside;
  world->objects.annotated_acquire(address);
}
void __tsan_release(void* address) {
  if (!controlled()) return;
  const Inside inside;
  world->objects.annotated_release(address);
}
}
// NOLINTEND
