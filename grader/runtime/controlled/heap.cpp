#include "controlled/heap.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "controlled/raw_calls.hpp"

namespace parcours::controlled {

bool inside_scheduler = false;

namespace {

constexpr std::size_t heap_bytes = std::size_t{1} << 30;
constexpr std::uintptr_t heap_address = std::uintptr_t{1} << 40;  ///< the same in every process
constexpr std::size_t most_blocks = std::size_t{1} << 20;
constexpr std::size_t granule = 16;
constexpr std::size_t red_zone = 16;
constexpr std::size_t cell = 8;           ///< bytes for one bit of the map of what is allocated
constexpr std::size_t filled = 1U << 16;  ///< bytes of a fresh block that are filled
constexpr int filling = 0xCB;             ///< the same in every schedule, and no value that one would expect

struct Block {
  std::uint32_t start;  ///< in granules
  std::uint32_t size;   ///< in bytes
  std::uint32_t freed;  ///< as which one since the start; 0: in use
};

struct Memory {
  char* base;
  Block* blocks;
  std::uint8_t* allocated;  ///< a bit a cell
  std::size_t used = 0;     ///< bytes
  std::size_t count = 0;    ///< blocks
  std::uint32_t freed = 0;  ///< how often one was
  // As it was at keep():
  std::size_t kept_used = 0;
  std::size_t kept_count = 0;
  char* kept_bytes = nullptr;
  Block* kept_blocks = nullptr;
  std::uint8_t* kept_allocated = nullptr;
};

void* map(std::size_t bytes, std::uintptr_t address = 0) {
  const int where = address == 0 ? 0 : MAP_FIXED_NOREPLACE;
  void* const at = ::mmap(reinterpret_cast<void*>(address), bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | where, -1, 0);
  if (at == MAP_FAILED) give_up("no memory for the scenarios");
  return at;
}

/// Kept outside of the program's data, which is put back after every schedule.
Memory& memory() {
  static Memory* const made = [] {
    auto* const fresh = new (map(sizeof(Memory))) Memory;
    fresh->base = static_cast<char*>(map(heap_bytes, heap_address));
    fresh->blocks = static_cast<Block*>(map(most_blocks * sizeof(Block)));
    fresh->allocated = static_cast<std::uint8_t*>(map(heap_bytes / cell / 8));
    return fresh;
  }();
  return *made;
}

std::size_t rounded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

void mark(Memory& heap, std::size_t from, std::size_t bytes, bool allocated) {
  const std::size_t first = from / cell;
  const std::size_t beyond = (from + bytes + cell - 1) / cell;
  for (std::size_t i = first; i < beyond;) {
    if (i % 8 == 0 && i + 8 <= beyond) {
      const std::size_t whole = (beyond - i) / 8;
      std::memset(heap.allocated + i / 8, allocated ? 0xFF : 0, whole);
      i += whole * 8;
      continue;
    }
    const auto bit = static_cast<std::uint8_t>(1U << i % 8);
    if (allocated)
      heap.allocated[i / 8] |= bit;
    else
      heap.allocated[i / 8] &= static_cast<std::uint8_t>(~bit);
    ++i;
  }
}

/// The last block that starts at or before the byte; null: none.
Block* block_before(Memory& heap, std::size_t byte) {
  Block* const end = heap.blocks + heap.count;
  Block* const after = std::upper_bound(heap.blocks, end, byte / granule,
                                        [](std::size_t at, const Block& block) { return at < block.start; });
  return after == heap.blocks ? nullptr : after - 1;
}

/// The one that was freed last.
Block* freed_block(Memory& heap, std::size_t size, std::size_t alignment) {
  constexpr std::size_t looked_at = 256;
  const std::size_t least = std::max(heap.kept_count, heap.count > looked_at ? heap.count - looked_at : 0);
  Block* last = nullptr;
  for (std::size_t i = heap.count; i > least; --i) {
    Block& block = heap.blocks[i - 1];
    if (block.freed != 0 && block.size == size && block.start * granule % alignment == 0 &&
        (last == nullptr || block.freed > last->freed))
      last = &block;
  }
  return last;
}

}  // namespace

ScenarioHeap& scenario_heap() {
  static ScenarioHeap heap;
  return heap;
}

void* ScenarioHeap::allocate(std::size_t size, std::size_t alignment, bool reuse) {
  Memory& heap = memory();
  alignment = std::max(alignment, granule);
  Block* block = reuse ? freed_block(heap, size, alignment) : nullptr;
  if (block == nullptr) {
    const std::size_t start = rounded(heap.used, alignment);
    const std::size_t end = start + rounded(size, granule) + red_zone;
    if (size > heap_bytes || end > heap_bytes || heap.count == most_blocks) return nullptr;
    block = &heap.blocks[heap.count++];
    block->start = static_cast<std::uint32_t>(start / granule);
    block->size = static_cast<std::uint32_t>(size);
    heap.used = end;
  }
  block->freed = 0;
  const std::size_t start = std::size_t{block->start} * granule;
  mark(heap, start, size, true);
  std::memset(heap.base + start, filling, std::min(size, filled));
  return heap.base + start;
}

std::ptrdiff_t ScenarioHeap::size_of(const void* block) const {
  Memory& heap = memory();
  const auto byte = static_cast<std::size_t>(static_cast<const char*>(block) - heap.base);
  const Block* const found = block_before(heap, byte);
  if (found == nullptr || found->freed != 0 || std::size_t{found->start} * granule != byte) return -1;
  return static_cast<std::ptrdiff_t>(found->size);
}

void ScenarioHeap::free(void* block) {
  Memory& heap = memory();
  const auto byte = static_cast<std::size_t>(static_cast<char*>(block) - heap.base);
  Block* const found = block_before(heap, byte);
  found->freed = ++heap.freed;
  mark(heap, byte, found->size, false);
}

bool ScenarioHeap::contains(const void* address) const {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  return at >= heap_address && at < heap_address + heap_bytes;
}

ScenarioHeap::State ScenarioHeap::state(std::uintptr_t address, std::size_t size) const {
  if (address - heap_address >= heap_bytes) return State::outside;
  const Memory& heap = memory();
  for (std::size_t at = (address - heap_address) / cell; at * cell < address - heap_address + size; ++at)
    if ((heap.allocated[at / 8] >> at % 8 & 1) == 0) return State::unallocated;
  return State::allocated;
}

bool ScenarioHeap::can_reuse(std::size_t size, std::size_t alignment) const {
  return freed_block(memory(), size, std::max(alignment, granule)) != nullptr;
}

const void* ScenarioHeap::block_at(std::uintptr_t address, std::size_t& size) const {
  Memory& heap = memory();
  const Block* const found = block_before(heap, address - heap_address);
  if (found == nullptr) return nullptr;
  size = found->size;
  return heap.base + std::size_t{found->start} * granule;
}

void ScenarioHeap::keep() {
  Memory& heap = memory();
  heap.kept_used = heap.used;
  heap.kept_count = heap.count;
  const std::size_t map_bytes = heap.used / cell / 8 + 1;
  heap.kept_bytes = static_cast<char*>(map(heap.used + 1));
  heap.kept_blocks = static_cast<Block*>(map((heap.count + 1) * sizeof(Block)));
  heap.kept_allocated = static_cast<std::uint8_t*>(map(map_bytes));
  std::memcpy(heap.kept_bytes, heap.base, heap.used);
  std::memcpy(heap.kept_blocks, heap.blocks, heap.count * sizeof(Block));
  std::memcpy(heap.kept_allocated, heap.allocated, map_bytes);
}

void ScenarioHeap::restore() {
  Memory& heap = memory();
  const std::size_t kept_map = heap.kept_used / cell / 8 + 1;
  const std::size_t used_map = heap.used / cell / 8 + 1;
  std::memcpy(heap.base, heap.kept_bytes, heap.kept_used);
  std::memcpy(heap.blocks, heap.kept_blocks, heap.kept_count * sizeof(Block));
  std::memcpy(heap.allocated, heap.kept_allocated, kept_map);
  if (used_map > kept_map) std::memset(heap.allocated + kept_map, 0, used_map - kept_map);
  heap.used = heap.kept_used;
  heap.count = heap.kept_count;
  heap.freed = 0;
}

}  // namespace parcours::controlled
