#pragma once
// What parcours-unpack tells the grader over its channel. It has decoded hostile bytes, so the grader takes each packet
// for a forged one until it is checked.
#include <cstddef>

namespace parcours::unpack_protocol {

/// The first byte of a packet; the rest depends on it.
enum class Tag : char {
  entry = 'E',   ///< Kind, Names, the time of its last change in decimal, a blank, the path as it is in the archive
  data = 'D',    ///< the next bytes of the file that the last entry is
  whole = 'W',   ///< that file is complete
  large = 'L',   ///< that file is larger than a file may be, and is not told any further
  drop = 'S',    ///< that file cannot be had: why
  bound = 'B',   ///< the archive holds more than the bound on: Bound
  damage = 'X',  ///< the archive cannot be read any further: why
  end = 'Z',     ///< all has been told; nothing follows
};

enum class Kind : char {
  file = 'f',  ///< the only one that data may follow
  folder = 'd',
  symbolic_link = 'l',
  hard_link = 'h',
  device = 'c',
  fifo = 'p',
  socket = 's',
  other = '?',
};

/// How the bytes of a path that are no UTF-8 are meant.
enum class Names : char { zip = 'z', unknown = '-' };

enum class Bound : char { bytes = 'b', entries = 'e' };

constexpr std::size_t most_data = 64 * 1024;  ///< bytes in a data packet
constexpr std::size_t most_path = 4096;       ///< bytes of a path that are sent

}  // namespace parcours::unpack_protocol
