#include "archive_maker.hpp"

#include <archive.h>
#include <locale.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace parcours {
namespace {

void must(int status, archive* writing) {
  if (status == ARCHIVE_OK) return;
  std::fprintf(stderr, "libarchive cannot write: %s\n", archive_error_string(writing));
  std::abort();
}

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void write_item(archive* writing, const Item& item) {
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, item.path.c_str());
  archive_entry_set_filetype(entry, item.type);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_mtime(entry, 1'700'000'000, 0);
  if (item.type == AE_IFLNK)
    archive_entry_set_symlink(entry, item.link.c_str());
  else if (!item.link.empty())
    archive_entry_set_hardlink(entry, item.link.c_str());
  archive_entry_set_size(entry, static_cast<la_int64_t>(item.bytes.size() + item.zeros));
  must(archive_write_header(writing, entry), writing);
  archive_entry_free(entry);
  if (!item.bytes.empty()) archive_write_data(writing, item.bytes.data(), item.bytes.size());
  static const std::string nothing(1 << 20, '\0');
  for (std::uint64_t left = item.zeros; left > 0;)
    left -= static_cast<std::uint64_t>(archive_write_data(writing, nothing.data(), std::min(left, nothing.size())));
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

}  // namespace

std::string packed(const std::string& kind, const std::vector<Item>& items) {
  ::setlocale(LC_CTYPE, "C.UTF-8");  // the encoding of the paths
  std::string bytes;
  archive* writing = archive_write_new();
  if (kind == "zip")
    must(archive_write_set_format_zip(writing), writing);
  else if (kind == "7z")
    must(archive_write_set_format_7zip(writing), writing);
  else
    must(archive_write_set_format_pax_restricted(writing), writing);
  if (kind == "tar.gz") must(archive_write_add_filter_gzip(writing), writing);
  if (kind == "tar.bz2") must(archive_write_add_filter_bzip2(writing), writing);
  if (kind == "tar.xz") must(archive_write_add_filter_xz(writing), writing);
  if (kind == "tar.zst") must(archive_write_add_filter_zstd(writing), writing);
  if (kind == "zip" || kind == "7z" || kind == "tar.gz")
    must(archive_write_set_options(writing, "compression-level=1"), writing);  // bombs take long enough
  archive_write_set_bytes_in_last_block(writing, 1);                           // no padding
  must(archive_write_open(writing, &bytes, nullptr, append, nullptr), writing);
  for (const Item& item : items) write_item(writing, item);
  must(archive_write_close(writing), writing);
  archive_write_free(writing);
  return bytes;
}

std::string hand_made_zip(const std::vector<ZipItem>& items) {
  std::string bytes;
  std::string directory;
  std::uint32_t count = 0;
  for (const ZipItem& item : items) {
    const std::uint32_t crc = crc32(item.bytes) ^ (item.wrong_checksum ? 1U : 0U);
    const auto size = static_cast<std::uint32_t>(item.bytes.size());
    const std::string common = number(10, 2) + number(item.flags, 2) + number(0, 2) + number(0, 2) +
                               number(0x21 | (40U << 9U), 2) + number(crc, 4) + number(size, 4) + number(size, 4) +
                               number(static_cast<std::uint32_t>(item.name.size()), 2) + number(0, 2);
    const auto offset = static_cast<std::uint32_t>(bytes.size());
    bytes += "PK\3\4" + common + item.name + item.bytes;
    for (int i = 0; i < item.copies; ++i, ++count)
      directory += "PK\1\2" + number(10, 2) + common + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
                   number(offset, 4) + item.name;
  }
  return bytes + directory + "PK\5\6" + number(0, 4) + number(count, 2) + number(count, 2) +
         number(static_cast<std::uint32_t>(directory.size()), 4) + number(static_cast<std::uint32_t>(bytes.size()), 4) +
         number(0, 2);
}

}  // namespace parcours
