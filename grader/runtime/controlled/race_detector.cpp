#include "controlled/race_detector.hpp"

#include <algorithm>
#include <bit>

namespace parcours::controlled {
namespace {

constexpr std::uintptr_t cell_bytes = 8;

bool is_atomic(AccessKind kind) { return kind == AccessKind::atomic_read || kind == AccessKind::atomic_write; }
bool is_read(AccessKind kind) { return kind == AccessKind::read || kind == AccessKind::atomic_read; }
bool conflict(AccessKind a, AccessKind b) { return !(is_read(a) && is_read(b)) && !(is_atomic(a) && is_atomic(b)); }

/// Whatever would race with an access of kind `a` would race with one of kind `b`, too.
bool stands_for(AccessKind b, AccessKind a) {
  return b == AccessKind::write || b == AccessKind::free || a == b ||
         (a == AccessKind::atomic_read && b == AccessKind::read) ||
         (a == AccessKind::atomic_read && b == AccessKind::atomic_write);
}

}  // namespace

std::optional<Race> RaceDetector::access_cell(std::uintptr_t cell, std::uint8_t bytes, const Access& access,
                                              const VectorClock& before, bool& atomics) {
  bool fresh = false;
  Cell& found = cells_.get(cell, fresh);
  if (fresh) {
    found.count = 0;
    found.atomics = false;
  }
  atomics |= found.atomics;
  found.atomics |= is_atomic(access.kind);
  const std::uint32_t clock = before.at[access.thread];
  std::optional<Race> race;
  std::uint8_t kept = 0;
  bool noted = false;
  for (std::uint8_t i = 0; i < found.count; ++i) {
    const Entry entry = found.entries[i];
    const bool ordered = before.covers(entry.thread, entry.clock);
    if ((entry.bytes & bytes) != 0 && !ordered && entry.thread != access.thread && conflict(entry.kind, access.kind) &&
        !race) {
      const auto offset = static_cast<unsigned>(std::countr_zero(entry.bytes));
      race = Race{{entry.thread,
                   entry.kind,
                   cell * cell_bytes + offset,
                   static_cast<std::uint32_t>(std::popcount(entry.bytes)),
                   {entry.pc, entry.stack},
                   entry.when},
                  access};
    }
    if (entry.thread == access.thread && entry.kind == access.kind && entry.bytes == bytes && entry.clock == clock) {
      noted = true;  // the earlier place will do
    } else if ((ordered || entry.thread == access.thread) && (entry.bytes & ~bytes) == 0 &&
               stands_for(access.kind, entry.kind)) {
      continue;
    }
    found.entries[kept++] = entry;
  }
  found.count = kept;
  if (noted) return race;
  if (found.count == found.entries.size()) {
    std::size_t victim = 0;
    while (victim + 1 < found.entries.size() && !is_read(found.entries[victim].kind)) ++victim;
    std::move(found.entries.begin() + victim + 1, found.entries.end(), found.entries.begin() + victim);
    --found.count;
  }
  found.entries[found.count++] = {
      access.place.pc, access.place.stack, clock, access.when, static_cast<std::uint8_t>(access.thread),
      bytes,           access.kind};
  return race;
}

std::optional<Race> RaceDetector::access(const Access& access, const VectorClock& before, bool& atomics) {
  std::optional<Race> race;
  atomics = false;
  const std::uintptr_t end = access.address + access.size;
  for (std::uintptr_t cell = access.address / cell_bytes; cell * cell_bytes < end; ++cell) {
    const std::uintptr_t first = std::max(access.address, cell * cell_bytes) % cell_bytes;
    const std::uintptr_t beyond = std::min(end, (cell + 1) * cell_bytes) - cell * cell_bytes;
    const auto bytes = static_cast<std::uint8_t>((1U << beyond) - (1U << first));
    auto found = access_cell(cell, bytes, access, before, atomics);
    if (found && !race) race = found;
  }
  return race;
}

void RaceDetector::forget(std::uintptr_t address, std::size_t size) {
  for (std::uintptr_t cell = address / cell_bytes; cell * cell_bytes < address + size; ++cell)
    if (Cell* const found = cells_.find(cell)) {
      found->count = 0;
      found->atomics = false;
    }
}

}  // namespace parcours::controlled
