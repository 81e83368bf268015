#pragma once
// Your file. The task is in README.md beside it. Keep Tally as it is, and the names and the parameters of the public
// members of SharedCounter; everything else is yours to change, and you may include whatever you need from the standard
// library and from POSIX.
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

// What is counted. It lies in shared memory, so there is no pointer in it.
struct Tally {
  static constexpr std::size_t kSlots = 1024;

  std::uint64_t additions = 0;                   // how many additions there were
  std::uint64_t total = 0;                       // the sum of their amounts
  std::array<std::uint64_t, kSlots> per_slot{};  // how many of them went to each slot

  bool operator==(const Tally&) const = default;
};

class SharedCounter {
 public:
  // Opens the counter of that name, or creates it if there is none: then everything is zero. If somebody else is just
  // creating it, this waits until it is ready. Throws std::system_error if the name cannot be opened.
  explicit SharedCounter(const std::string& name) { (void)name; }

  // Unmaps and closes what this object has. The counter stays, under its name.
  ~SharedCounter() = default;

  // Threads share one object by reference; nobody copies it.
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  // One addition: a step that is done entirely or not at all. Throws std::out_of_range if there is no such slot.
  void add(std::size_t slot, std::uint64_t amount) {
    (void)slot;  // TODO
    (void)amount;
  }

  // Calls `change` once, with what the counter holds; what `change` makes of it is what the counter holds afterwards.
  // All of it or nothing: if the process dies in between, or `change` throws, nothing has changed. While it runs,
  // nobody else changes the counter. `change` does not use this counter in any other way.
  void update(const std::function<void(Tally&)>& change) {
    (void)change;  // TODO
  }

  // What the counter holds at one moment. Never half of a change.
  Tally snapshot() const {
    return {};  // TODO
  }

  // Takes the name away; false if there was none. Whoever has the counter open keeps it until the end.
  static bool remove(const std::string& name) {
    (void)name;
    return false;  // TODO
  }
};
