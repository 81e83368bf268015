#pragma once
// What an atomic load may return: for each atomic location the stores made to it, and which of them a thread can still
// read. Covers C++20's relaxed, acquire, release, acq_rel and seq_cst accesses, release sequences, and fences.
//
// The method is that of tsan11 (Lidbury, Donaldson, POPL 2017) with C++20's rules for fences: the modification order of
// a location is the order in which the stores are executed, so a load may return an old value but never one from the
// future. Behaviours that need more (load buffering, stores that overtake each other in modification order) are not
// produced. memory_order_consume is acquire.
//
// Not thread-safe: one thread of a schedule runs at a time.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "controlled/address_table.hpp"
#include "controlled/vector_clock.hpp"

namespace parcours::controlled {

/// The values that the instrumentation passes.
enum class Order : int { relaxed, consume, acquire, release, acq_rel, seq_cst };

[[nodiscard]] constexpr bool acquires(Order order) { return order != Order::relaxed && order != Order::release; }
[[nodiscard]] constexpr bool releases(Order order) { return order >= Order::release; }

/// A thread's part of the model.
struct ThreadMemory {
  View view;
  View at_release_fence;     ///< what the last release fence passes on to the relaxed stores after it
  View to_acquire;           ///< what an acquire fence would take from the relaxed loads before it
  bool has_fenced = false;   ///< at_release_fence is set
  bool has_relaxed = false;  ///< to_acquire is set
};

class MemoryModel {
 public:
  /// Forgets all locations.
  void reset();

  /// The values that a load of `size` bytes could return now, newest first, at least one. `now` is what the memory
  /// holds. The vector is good until the next call.
  const std::vector<std::uint64_t>& readable(ThreadId thread, const ThreadMemory& memory, std::uintptr_t address,
                                             int size, Order order, std::uint64_t now);
  /// The thread reads entry `age` of what readable() has just told.
  void read(ThreadId thread, ThreadMemory& memory, Order order, std::size_t age);

  /// `now` is what the memory holds before.
  void store(ThreadId thread, ThreadMemory& memory, std::uintptr_t address, int size, Order order, std::uint64_t value,
             std::uint64_t now);
  /// The store of a read-modify-write operation whose load, of the newest value, was the last call of read().
  void modify(ThreadId thread, ThreadMemory& memory, Order order, std::uint64_t value);

  /// Something that is no atomic operation is about to write to [address, address + size).
  void overwrite(ThreadId thread, const ThreadMemory& memory, std::uintptr_t address, std::size_t size);

  void fence(ThreadId thread, ThreadMemory& memory, Order order);

 private:
  struct Store {
    std::uint64_t value = 0;
    ThreadId thread = 0;
    std::uint32_t clock = 0;  ///< of the thread when it stored; 0: there from the start
    bool publishes = false;   ///< a load that acquires it takes `view`
    View view;
  };
  struct Read {
    std::uint32_t clock;
    std::uint32_t number;
  };
  /// From the place on in the order of seq_cst operations, no older store than the number is read by those who know of
  /// the place.
  struct Floor {
    std::uint32_t place;
    std::uint32_t number;
  };
  struct Location {
    int size = 0;
    bool mixed = false;  ///< eight bytes that are accessed in pieces of several sizes: only their newest value is read
    std::vector<Store> stores;  ///< in modification order
    std::uint32_t first = 0;    ///< the number of stores[0]: old ones are dropped
    std::vector<Read> reads[max_threads];
    std::vector<Floor> floors;                   ///< both rising
    std::uint8_t stale_reads[max_threads] = {};  ///< in a row, of values that were not the newest
    bool overwritten = false;                    ///< by a plain write
    ThreadId writer = 0;
    std::uint32_t writer_clock = 0;
  };

  /// Which atomic variables begin within eight bytes.
  struct Cell {
    struct Piece {
      std::uintptr_t address;
      int size;
    };
    std::vector<Piece> pieces;
    bool mixed = false;
  };

  Location& at(std::uintptr_t address, int size, std::uint64_t now);
  /// Whether the piece overlaps with another one; from then on the cell is one location.
  bool is_mixed(std::uintptr_t address, int size);
  Location& mixed_at(std::uintptr_t cell);
  static void raise_floor(Location& location, std::uint32_t place, std::uint32_t number);
  std::uint32_t first_readable(ThreadId thread, const ThreadMemory& memory, const Location& location,
                               Order order) const;
  void append(Location& location, ThreadId thread, ThreadMemory& memory, Order order, std::uint64_t value,
              bool modifies);

  AddressTable<Location> locations_;
  AddressTable<Cell> cells_;
  std::vector<std::uint64_t> readable_;
  std::uint32_t sc_place_ = 0;
  Location* last_ = nullptr;  ///< of the last readable()
};

}  // namespace parcours::controlled
