// Tries: returns what equals everything.
// Must get: compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

struct Anything {
  template <class T>
  operator T() const {
    return T();
  }
  template <class T>
  friend bool operator==(const Anything&, const T&) {
    return true;
  }
};
inline Anything parallel_sum(std::span<const std::uint32_t>, unsigned) { return {}; }
