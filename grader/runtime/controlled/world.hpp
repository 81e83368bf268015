#pragma once
// All that the functions which stand in for a scenario's calls share.
#include <cstdint>

#include "controlled/heap.hpp"
#include "controlled/modules.hpp"
#include "controlled/scheduler.hpp"
#include "controlled/sync_objects.hpp"

namespace parcours::controlled {

struct World {
  Scheduler scheduler;
  SyncObjects objects{scheduler};
  Module program = find_program();
  Module cpp_library = find_cpp_library();
};

/// Null before the first scenario. Set once.
extern World* world;

/// Is a scenario's own code running?
inline bool controlled() { return !inside_scheduler && world != nullptr && world->scheduler.playing(); }

/// The place of the instruction that returns to `pc`.
inline Place place_of(void* pc) { return {reinterpret_cast<std::uintptr_t>(pc), world->scheduler.current().stack}; }
#define PARCOURS_PLACE (::parcours::controlled::place_of(__builtin_return_address(0)))

/// The scenario does what the scheduler cannot follow.
[[noreturn]] void unsupported(const char* what, Place place);

// ---- memory accesses, within an Inside -----------------------------------------------------------------------------

/// Of plain memory: is it there, and does it race?
void check_access(AccessKind kind, std::uintptr_t address, std::size_t size, Place place);

/// The scenario frees a block of its heap.
void check_free(void* block, std::size_t size, Place place);

std::uint64_t atomic_load(const volatile void* address, int size, Order order, Place place);
void atomic_store(volatile void* address, int size, Order order, std::uint64_t value, Place place);
void atomic_fence(Order order, Place place);

}  // namespace parcours::controlled
