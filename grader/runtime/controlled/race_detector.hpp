#pragma once
// Finds data races by happens-before (as FastTrack, Flanagan and Freund, PLDI 2009, but with all accesses to a byte
// that can still race, so the report is of the pair that does). Exact for the executed schedule: what it reports is a
// race by the rules of C++, and nothing that raced is missed, as far as accesses are instrumented.
#include <array>
#include <cstdint>
#include <optional>

#include "controlled/address_table.hpp"
#include "controlled/call_stacks.hpp"
#include "controlled/vector_clock.hpp"

namespace parcours::controlled {

enum class AccessKind : std::uint8_t { read, write, atomic_read, atomic_write, free };

struct Access {
  ThreadId thread = 0;
  AccessKind kind = AccessKind::read;
  std::uintptr_t address = 0;
  std::uint32_t size = 0;
  Place place;
  std::uint32_t when = 0;  ///< how many steps were recorded before it
};

struct Race {
  Access earlier;
  Access later;
};

class RaceDetector {
 public:
  /// Forgets all accesses.
  void reset() { cells_.reset(); }

  /// Notes it, and tells with what it races. `atomics`: set if there were atomic accesses to these bytes.
  std::optional<Race> access(const Access& access, const VectorClock& before, bool& atomics);

  /// The memory begins a new life: what was done to it is forgotten.
  void forget(std::uintptr_t address, std::size_t size);

 private:
  struct Entry {
    std::uintptr_t pc;
    StackId stack;
    std::uint32_t clock;
    std::uint32_t when;
    std::uint8_t thread;
    std::uint8_t bytes;  ///< a bit for each of the eight
    AccessKind kind;
  };
  /// Eight bytes. When there are more accesses than places, the oldest read is forgotten.
  struct Cell {
    std::array<Entry, 12> entries;
    std::uint8_t count = 0;
    bool atomics = false;
  };

  std::optional<Race> access_cell(std::uintptr_t cell, std::uint8_t bytes, const Access& access,
                                  const VectorClock& before, bool& atomics);

  AddressTable<Cell> cells_;
};

}  // namespace parcours::controlled
