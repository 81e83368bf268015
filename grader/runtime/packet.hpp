#pragma once
// A packet put together in a fixed buffer: no allocation and no library call, so that it serves inside the race
// detector and in signal handlers. What does not fit is cut off.
#include <cstddef>
#include <cstdint>

#include "channel.hpp"

namespace parcours {

class Packet {
 public:
  void word(const char* text) {
    while (*text != '\0') put(*text++);
    put(' ');
  }
  void number(std::uint64_t value, unsigned base = 10) {
    char digits[24];
    int count = 0;
    do {
      digits[count++] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
    while (count > 0) put(digits[--count]);
    put(' ');
  }
  /// Up to the first null pointer or `most`.
  void addresses(void* const* trace, unsigned long most) {
    for (unsigned long i = 0; i < most && trace[i] != nullptr; ++i)
      number(reinterpret_cast<std::uintptr_t>(trace[i]), 16);
    line();
  }
  void line() { put('\n'); }
  void send() const { channel::send({bytes_, size_}); }

 private:
  void put(char c) {
    if (size_ < sizeof bytes_) bytes_[size_++] = c;
  }
  char bytes_[16 * 1024];
  std::size_t size_ = 0;
};

}  // namespace parcours
