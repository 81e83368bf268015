#pragma once
// The program's memory from malloc and operator new, in two parts: what the scenario allocates, at the same addresses
// in every schedule and gone after it, and what the scheduler itself allocates.
#include <cstddef>
#include <cstdint>

namespace parcours::controlled {

/// The scenario's part. What is freed stays unused for the rest of the schedule unless `reuse` says otherwise, so that
/// a later access to it is seen.
class ScenarioHeap {
 public:
  enum class State : std::uint8_t { outside, allocated, unallocated };

  void* allocate(std::size_t size, std::size_t alignment, bool reuse);
  /// What free() must look at first: the size of the block, or -1 if `block` is the start of none in use.
  [[nodiscard]] std::ptrdiff_t size_of(const void* block) const;
  void free(void* block);

  [[nodiscard]] bool contains(const void* address) const;
  /// Of [address, address + size), which begins in the heap or outside of it.
  [[nodiscard]] State state(std::uintptr_t address, std::size_t size) const;
  /// Is there a freed block of that size to be had again?
  [[nodiscard]] bool can_reuse(std::size_t size, std::size_t alignment) const;
  /// The block in which `address` lies, in use or freed: its start and size; null: in none.
  [[nodiscard]] const void* block_at(std::uintptr_t address, std::size_t& size) const;

  /// All from now on is gone at restore(), and what is there now is as it is now.
  void keep();
  void restore();
};

[[nodiscard]] ScenarioHeap& scenario_heap();

/// While it is true, malloc serves the scheduler itself.
extern bool inside_scheduler;

/// While one lives, the scheduler's own code runs.
class Inside {
 public:
  Inside() { inside_scheduler = true; }
  ~Inside() { inside_scheduler = false; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

}  // namespace parcours::controlled
