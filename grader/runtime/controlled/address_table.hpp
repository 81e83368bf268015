#pragma once
// A hash table from addresses to records that is emptied in no time and whose records keep their memory.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace parcours::controlled {

/// `Record` must be default-constructible. References stay good until reset().
template <class Record>
class AddressTable {
 public:
  AddressTable() : slots_(1024) {}

  void reset() {
    ++generation_;
    used_ = 0;
  }

  [[nodiscard]] Record* find(std::uintptr_t address) {
    for (std::size_t i = home(address);; i = (i + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[i];
      if (slot.generation != generation_) return nullptr;
      if (slot.address == address) return records_[slot.record].get();
    }
  }

  /// `fresh` tells whether the record is new; then it holds what an earlier one left in it.
  Record& get(std::uintptr_t address, bool& fresh) {
    if (2 * (used_ + 1) > slots_.size()) grow();
    std::size_t i = home(address);
    for (; slots_[i].generation == generation_; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].address != address) continue;
      fresh = false;
      return *records_[slots_[i].record];
    }
    if (used_ == records_.size()) records_.push_back(std::make_unique<Record>());
    slots_[i] = {address, generation_, static_cast<std::uint32_t>(used_)};
    fresh = true;
    return *records_[used_++];
  }

  /// Calls `visit(address, record)` for every one, in the order in which they came.
  template <class Visit>
  void each(Visit visit) {
    std::vector<std::uintptr_t> addresses(used_);
    for (const Slot& slot : slots_)
      if (slot.generation == generation_) addresses[slot.record] = slot.address;
    for (std::size_t i = 0; i < used_; ++i) visit(addresses[i], *records_[i]);
  }

 private:
  struct Slot {
    std::uintptr_t address = 0;
    std::uint32_t generation = 0;
    std::uint32_t record = 0;
  };

  [[nodiscard]] std::size_t home(std::uintptr_t address) const {
    return (address * 0x9E3779B97F4A7C15ULL >> 20) & (slots_.size() - 1);
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.generation != generation_) continue;
      std::size_t i = home(slot.address);
      while (slots_[i].generation == generation_) i = (i + 1) & (slots_.size() - 1);
      slots_[i] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<Record>> records_;
  std::size_t used_ = 0;
  std::uint32_t generation_ = 1;
};

}  // namespace parcours::controlled
