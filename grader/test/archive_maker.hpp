#pragma once
// Archives for tests: proper ones, and ones that no ordinary program writes.
#include <archive_entry.h>

#include <cstdint>
#include <string>
#include <vector>

namespace parcours {

struct Item {
  std::string path;
  std::string bytes = {};
  unsigned type = AE_IFREG;
  std::string link = {};    ///< where a symbolic link points, or, with AE_IFREG, a hard link
  std::uint64_t zeros = 0;  ///< that many bytes of zero after `bytes`
};

/// `kind`: "zip", "7z", "tar", "tar.gz", "tar.bz2", "tar.xz" or "tar.zst". Aborts where libarchive cannot write it.
[[nodiscard]] std::string packed(const std::string& kind, const std::vector<Item>& items);

/// An entry of a zip that is written byte by byte, without compression.
struct ZipItem {
  std::string name;
  std::string bytes = {};
  std::uint16_t flags = 0;  ///< 1: encrypted, 0x800: the name is UTF-8
  bool wrong_checksum = false;
  int copies = 1;  ///< how often the directory lists these bytes
};

[[nodiscard]] std::string hand_made_zip(const std::vector<ZipItem>& items);

}  // namespace parcours
