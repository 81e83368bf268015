#include "controlled/memory_model.hpp"

namespace parcours::controlled {
namespace {

/// Older stores than this many are forgotten.
constexpr std::size_t kept_stores = 24;
/// A value that was replaced is read at most this often in a row: stores become visible in finite time.
constexpr int most_stale_reads = 3;

}  // namespace

void MemoryModel::reset() {
  locations_.reset();
  sc_place_ = 0;
  sc_fences_ = {};
  last_ = nullptr;
}

MemoryModel::Location& MemoryModel::at(std::uintptr_t address, std::uint64_t now) {
  bool fresh = false;
  Location& location = locations_.get(address, fresh);
  if (fresh) {
    location.overwritten = true;
    location.writer_clock = 0;
  }
  // A write that the instrumentation does not see, such as one of the C library, counts as there from the start.
  if (!location.overwritten && location.stores.back().value != now) {
    location.overwritten = true;
    location.writer_clock = 0;
  }
  if (location.overwritten) {
    location.stores.clear();
    location.stores.push_back({.value = now, .thread = location.writer, .clock = location.writer_clock});
    location.first = 0;
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
  for (std::size_t i = location.stores.size(); i-- > 0;) {
    const std::uint32_t number = location.first + static_cast<std::uint32_t>(i);
    if (number <= least) break;
    const Store& store = location.stores[i];
    const bool known = store.thread == thread || view.before.covers(store.thread, store.clock) ||
                       view.seen.covers(store.thread, store.clock) || (store.place != 0 && store.place <= view.fence) ||
                       (order == Order::seq_cst && (store.place != 0 || sc_fences_.covers(store.thread, store.clock)));
    if (known) return number;
  }
  return least;
}

const std::vector<std::uint64_t>& MemoryModel::readable(ThreadId thread, const ThreadMemory& memory,
                                                        std::uintptr_t address, Order order, std::uint64_t now) {
  Location& location = at(address, now);
  last_ = &location;
  readable_.clear();
  readable_.push_back(now);
  if (location.stale_reads[thread] >= most_stale_reads) return readable_;
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
  if (order == Order::seq_cst) store.place = ++sc_place_;
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
  // What comes later is not covered by this store.
  ++memory.view.before.at[thread];
}

void MemoryModel::store(ThreadId thread, ThreadMemory& memory, std::uintptr_t address, Order order, std::uint64_t value,
                        std::uint64_t now) {
  append(at(address, now), thread, memory, order, value, false);
}

void MemoryModel::modify(ThreadId thread, ThreadMemory& memory, Order order, std::uint64_t value) {
  append(*last_, thread, memory, order, value, true);
}

void MemoryModel::overwrite(ThreadId thread, const ThreadMemory& memory, std::uintptr_t address, std::size_t size) {
  // Atomic objects are aligned to at least their size, so each begins at a byte of this range or at most 7 before it.
  for (std::uintptr_t at = address & ~std::uintptr_t{7}; at < address + size; ++at) {
    Location* const location = locations_.find(at);
    if (location == nullptr) continue;
    location->overwritten = true;
    location->writer = thread;
    location->writer_clock = memory.view.before.at[thread];
  }
}

void MemoryModel::fence(ThreadId thread, ThreadMemory& memory, Order order) {
  if (acquires(order) && memory.has_relaxed) memory.view.join(memory.to_acquire);
  if (order == Order::seq_cst) {
    memory.view.seen.join(sc_fences_);
    memory.view.fence = ++sc_place_;
    sc_fences_.join(memory.view.before);
    sc_fences_.join(memory.view.seen);
  }
  if (releases(order)) {
    memory.at_release_fence = memory.view;
    memory.has_fenced = true;
  }
  ++memory.view.before.at[thread];
}

}  // namespace parcours::controlled
