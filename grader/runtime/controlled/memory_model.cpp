#include "controlled/memory_model.hpp"

namespace parcours::controlled {
namespace {

constexpr std::uintptr_t cell_bytes = 8;
/// Older stores than this many are forgotten.
constexpr std::size_t kept_stores = 24;
/// A value that was replaced is read at most this often in a row: stores become visible in finite time.
constexpr int most_stale_reads = 3;

}  // namespace

void MemoryModel::reset() {
  locations_.reset();
  cells_.reset();
  sc_place_ = 0;
  last_ = nullptr;
}

bool MemoryModel::is_mixed(std::uintptr_t address, int size) {
  bool fresh = false;
  Cell& cell = cells_.get(address / cell_bytes, fresh);
  if (fresh) {
    cell.pieces.clear();
    cell.mixed = false;
  }
  if (cell.mixed) return true;
  const std::uintptr_t end = address + static_cast<std::uintptr_t>(size);
  for (const auto& piece : cell.pieces) {
    if (piece.address == address && piece.size == size) return false;
    cell.mixed |= piece.address < end && address < piece.address + static_cast<std::uintptr_t>(piece.size);
  }
  cell.pieces.push_back({address, size});
  if (!cell.mixed) return false;
  // What the pieces have published, the whole publishes.
  Location& whole = mixed_at(address / cell_bytes);
  for (const auto& piece : cell.pieces)
    if (Location* const location = locations_.find(piece.address); location != nullptr && !location->stores.empty())
      if (const Store& last = location->stores.back(); last.publishes) {
        whole.stores.back().view.join(last.view);
        whole.stores.back().publishes = true;
      }
  return true;
}

MemoryModel::Location& MemoryModel::mixed_at(std::uintptr_t cell) {
  constexpr std::uintptr_t no_address = std::uintptr_t{1} << 63;  // where no program has memory
  bool fresh = false;
  Location& location = locations_.get(no_address | cell, fresh);
  if (fresh) {
    location.size = cell_bytes;
    location.mixed = true;
    location.overwritten = false;
    location.first = 0;
    location.floors.clear();
    location.stores.assign(1, {});
    for (auto& reads : location.reads) reads.clear();
    for (auto& count : location.stale_reads) count = 0;
  }
  return location;
}

MemoryModel::Location& MemoryModel::at(std::uintptr_t address, int size, std::uint64_t now) {
  if (is_mixed(address, size)) return mixed_at(address / cell_bytes);
  bool fresh = false;
  Location& location = locations_.get(address, fresh);
  location.mixed = false;
  if (fresh) {
    location.overwritten = true;
    location.writer_clock = 0;
    location.size = size;
  }
  // A change that the instrumentation does not see, such as one by a library: everybody sees it, and it goes on with
  // the release sequence, as the library's counting does.
  if (!location.overwritten && location.stores.back().value != now) {
    Store changed = location.stores.back();
    changed.value = now;
    changed.clock = 0;
    location.stores.push_back(changed);
  }
  if (location.overwritten) {
    location.stores.clear();
    location.stores.push_back({.value = now, .thread = location.writer, .clock = location.writer_clock});
    location.first = 0;
    location.floors.clear();
    for (auto& reads : location.reads) reads.clear();
    for (auto& count : location.stale_reads) count = 0;
    location.overwritten = false;
  }
  return location;
}

std::uint32_t MemoryModel::first_readable(ThreadId thread, const ThreadMemory& memory, const Location& location,
                                          Order order) const {
  const View& view = memory.view;
  std::uint32_t least = location.first;
  // Coherence with what was read before, by this thread or by one that happens before.
  for (int reader = 0; reader < max_threads; ++reader) {
    const std::vector<Read>& reads = location.reads[reader];
    for (auto read = reads.rbegin(); read != reads.rend(); ++read) {
      if (reader != thread && !view.before.covers(reader, read->clock)) continue;
      least = std::max(least, read->number);
      break;
    }
  }
  for (auto floor = location.floors.rbegin(); floor != location.floors.rend(); ++floor) {
    if (order != Order::seq_cst && floor->place > view.fence) continue;
    least = std::max(least, floor->number);
    break;
  }
  for (std::size_t i = location.stores.size(); i-- > 0;) {
    const std::uint32_t number = location.first + static_cast<std::uint32_t>(i);
    if (number <= least) break;
    const Store& store = location.stores[i];
    if (store.thread == thread || view.before.covers(store.thread, store.clock) ||
        view.seen.covers(store.thread, store.clock))
      return number;
  }
  return least;
}

void MemoryModel::raise_floor(Location& location, std::uint32_t place, std::uint32_t number) {
  if (location.floors.empty() ? number > location.first : number > location.floors.back().number)
    location.floors.push_back({place, number});
}

const std::vector<std::uint64_t>& MemoryModel::readable(ThreadId thread, const ThreadMemory& memory,
                                                        std::uintptr_t address, int size, Order order,
                                                        std::uint64_t now) {
  Location& location = at(address, size, now);
  last_ = &location;
  readable_.clear();
  readable_.push_back(now);
  if (location.mixed || location.stale_reads[thread] >= most_stale_reads) return readable_;
  const std::uint32_t first = first_readable(thread, memory, location, order);
  for (std::size_t i = location.stores.size() - 1; i > 0 && location.first + i > first; --i)
    readable_.push_back(location.stores[i - 1].value);
  return readable_;
}

void MemoryModel::read(ThreadId thread, ThreadMemory& memory, Order order, std::size_t age) {
  Location& location = *last_;
  const std::size_t i = location.stores.size() - 1 - age;
  const std::uint32_t number = location.first + static_cast<std::uint32_t>(i);
  std::vector<Read>& reads = location.reads[thread];
  const std::uint32_t clock = memory.view.before.at[thread];
  if (!reads.empty() && reads.back().number == number) {
    // nothing new: the earlier entry says more
  } else if (!reads.empty() && reads.back().clock == clock) {
    reads.back().number = number;
  } else {
    reads.push_back({clock, number});
  }
  if (order == Order::seq_cst) raise_floor(location, ++sc_place_, number);
  location.stale_reads[thread] = age == 0 ? 0 : location.stale_reads[thread] + 1;
  const Store& store = location.stores[i];
  if (!store.publishes) return;
  if (acquires(order)) {
    memory.view.join(store.view);
  } else {
    memory.to_acquire.join(store.view);
    memory.has_relaxed = true;
  }
}

void MemoryModel::append(Location& location, ThreadId thread, ThreadMemory& memory, Order order, std::uint64_t value,
                         bool modifies) {
  Store store{.value = value, .thread = thread, .clock = memory.view.before.at[thread]};
  if (releases(order)) {
    store.publishes = true;
    store.view = memory.view;
  } else if (memory.has_fenced) {
    store.publishes = true;
    store.view = memory.at_release_fence;
  }
  // A read-modify-write goes on with the release sequence of what it read.
  if (modifies && location.stores.back().publishes) {
    store.view.join(location.stores.back().view);
    store.publishes = true;
  }
  if (location.stores.size() >= kept_stores) {
    location.stores.erase(location.stores.begin());
    ++location.first;
  }
  location.stores.push_back(store);
  location.stale_reads[thread] = 0;
  const std::uint32_t number = location.first + static_cast<std::uint32_t>(location.stores.size() - 1);
  location.reads[thread].push_back({memory.view.before.at[thread], number});
  if (order == Order::seq_cst) raise_floor(location, ++sc_place_, number);
  // What comes later is not covered by this store.
  ++memory.view.before.at[thread];
}

void MemoryModel::store(ThreadId thread, ThreadMemory& memory, std::uintptr_t address, int size, Order order,
                        std::uint64_t value, std::uint64_t now) {
  Location& location = at(address, size, now);
  append(location, thread, memory, order, value, location.mixed);
}

void MemoryModel::modify(ThreadId thread, ThreadMemory& memory, Order order, std::uint64_t value) {
  append(*last_, thread, memory, order, value, true);
}

void MemoryModel::overwrite(ThreadId thread, const ThreadMemory& memory, std::uintptr_t address, std::size_t size) {
  // Atomic objects are aligned to at least their size, so each begins at a byte of this range or at most 7 before it.
  for (std::uintptr_t at = address & ~std::uintptr_t{7}; at < address + size; ++at) {
    Location* const location = locations_.find(at);
    if (location == nullptr || at + static_cast<std::uintptr_t>(location->size) <= address) continue;
    location->overwritten = true;
    location->writer = thread;
    location->writer_clock = memory.view.before.at[thread];
  }
}

void MemoryModel::fence(ThreadId thread, ThreadMemory& memory, Order order) {
  if (acquires(order) && memory.has_relaxed) memory.view.join(memory.to_acquire);
  if (order == Order::seq_cst) {
    // Later fences, and seq_cst loads, know at least what this thread knows now: what it has read, too.
    const std::uint32_t place = ++sc_place_;
    locations_.each([&](std::uintptr_t, Location& location) {
      if (!location.overwritten) raise_floor(location, place, first_readable(thread, memory, location, order));
    });
    memory.view.fence = place;
  }
  if (releases(order)) {
    memory.at_release_fence = memory.view;
    memory.has_fenced = true;
  }
  ++memory.view.before.at[thread];
}

}  // namespace parcours::controlled
