// Stands in for malloc and its like; operator new and delete come from the C++ library and end up here.
#include <sys/mman.h>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "controlled/raw_calls.hpp"
#include "controlled/world.hpp"

using namespace parcours::controlled;  // NOLINT: everything below is of it

namespace {

/// The scheduler's own memory, and the C library's, whose variables are not put back after a schedule: powers of two,
/// each with a list of what is free. Before every block stands its class.
struct OwnHeap {
  char* next;
  char* end;
  void* free[40];
};

constexpr std::size_t header = 16;
constexpr std::size_t own_bytes = std::size_t{8} << 30;

OwnHeap& own_heap() {
  static OwnHeap* const made = [] {
    void* const at =
        ::mmap(nullptr, own_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) give_up("no memory for the scheduler");
    auto* const heap = static_cast<OwnHeap*>(at);
    heap->next = static_cast<char*>(at) + (sizeof(OwnHeap) + header - 1) / header * header;
    heap->end = static_cast<char*>(at) + own_bytes;
    return heap;
  }();
  return *made;
}

/// Of the program or the C++ library?
bool is_scenarios_caller(void* pc) {
  const auto caller = reinterpret_cast<std::uintptr_t>(pc);
  return world == nullptr || world->program.all.contains(caller) || world->cpp_library.all.contains(caller);
}

void* own_allocate(std::size_t size, std::size_t alignment) {
  OwnHeap& heap = own_heap();
  if (alignment > header) {  // rare: never given back
    auto at = (reinterpret_cast<std::uintptr_t>(heap.next) + header + alignment - 1) / alignment * alignment;
    heap.next = reinterpret_cast<char*>((at + size + header - 1) / header * header);
    reinterpret_cast<std::size_t*>(at)[-1] = SIZE_MAX;
    return reinterpret_cast<void*>(at);
  }
  const auto kind = static_cast<std::size_t>(std::bit_width((size + header - 1) / header));
  if (heap.free[kind] != nullptr) {
    void* const block = heap.free[kind];
    heap.free[kind] = *static_cast<void**>(block);
    return block;
  }
  char* const block = heap.next + header;
  heap.next = block + (header << kind);
  if (heap.next > heap.end) give_up("the scheduler is out of memory");
  reinterpret_cast<std::size_t*>(block)[-1] = kind;
  return block;
}

std::size_t own_size(void* block) {
  const std::size_t kind = static_cast<std::size_t*>(block)[-1];
  return kind == SIZE_MAX ? 0 : header << kind;
}

void own_free(void* block) {
  OwnHeap& heap = own_heap();
  if (block < static_cast<void*>(&heap) || block >= heap.end) return;  // not from here: the dynamic linker's
  const std::size_t kind = static_cast<std::size_t*>(block)[-1];
  if (kind == SIZE_MAX) return;
  *static_cast<void**>(block) = heap.free[kind];
  heap.free[kind] = block;
}

void* allocate(std::size_t size, std::size_t alignment, void* pc) {
  if (inside_scheduler || !is_scenarios_caller(pc)) return own_allocate(size, alignment);
  ScenarioHeap& heap = scenario_heap();
  if (!controlled()) return heap.allocate(size, alignment, false);
  const Inside inside;
  const bool reuse = heap.can_reuse(size, alignment) && world->scheduler.ask_yes(DecisionKind::reuse);
  void* const block = heap.allocate(size, alignment, reuse);
  if (block != nullptr && reuse) {
    // A new life: nothing of the old one is read.
    const Thread& thread = world->scheduler.current();
    world->scheduler.model().overwrite(thread.id, thread.memory, reinterpret_cast<std::uintptr_t>(block), size);
  }
  if (block != nullptr)
    world->scheduler.races().forget(reinterpret_cast<std::uintptr_t>(block), std::min(size, std::size_t{1} << 16));
  return block;
}

void release(void* block, void* pc) {
  if (block == nullptr) return;
  ScenarioHeap& heap = scenario_heap();
  if (!heap.contains(block)) return own_free(block);
  const std::ptrdiff_t size = heap.size_of(block);
  if (controlled()) {
    const Inside inside;
    if (size < 0)
      world->scheduler.found(Verdict::crash, "memory is freed that is not allocated, or no longer", place_of(pc));
    check_free(block, static_cast<std::size_t>(size), place_of(pc));
  }
  if (size >= 0) heap.free(block);
}

}  // namespace

// NOLINTBEGIN: the C library's names
extern "C" {

void* malloc(std::size_t size) {
  void* const block = allocate(size, 16, __builtin_return_address(0));
  if (block == nullptr) errno = ENOMEM;
  return block;
}
void free(void* block) { release(block, __builtin_return_address(0)); }
void* calloc(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  void* const block = allocate(bytes, 16, __builtin_return_address(0));
  return block == nullptr ? nullptr : std::memset(block, 0, bytes);
}
void* realloc(void* block, std::size_t size) {
  void* const fresh = allocate(size, 16, __builtin_return_address(0));
  if (fresh == nullptr || block == nullptr) return fresh;
  const std::ptrdiff_t before =
      scenario_heap().contains(block) ? scenario_heap().size_of(block) : static_cast<std::ptrdiff_t>(own_size(block));
  if (before > 0) std::memcpy(fresh, block, std::min(size, static_cast<std::size_t>(before)));
  release(block, __builtin_return_address(0));
  return fresh;
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return allocate(size, alignment, __builtin_return_address(0));
}
void* memalign(std::size_t alignment, std::size_t size) {
  return allocate(size, alignment, __builtin_return_address(0));
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = allocate(size, alignment, __builtin_return_address(0));
  return *block == nullptr ? ENOMEM : 0;
}
std::size_t malloc_usable_size(void* block) {
  if (block == nullptr) return 0;
  const std::ptrdiff_t size =
      scenario_heap().contains(block) ? scenario_heap().size_of(block) : static_cast<std::ptrdiff_t>(own_size(block));
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}
}
// NOLINTEND
