// Archives that try to write outside, to fill the disk or the memory, to stall, or to be taken for something else.
#include <fcntl.h>
#include <unistd.h>

#include "archive_maker.hpp"
#include "hostile_input.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr const char* header = "parallel_sum.hpp";
constexpr const char* fine = "#pragma once\n";
constexpr std::uint64_t mebi = 1 << 20;

/// `make`: called when the input is needed, not before.
template <class Make>
std::function<fs::path(const fs::path&)> archive_of(Make make) {
  return [make](const fs::path& folder) {
    (void)write_file(folder / "handed_in.zip", make());
    return folder / "handed_in.zip";
  };
}

std::function<fs::path(const fs::path&)> packed_as(const std::string& kind, const std::vector<Item>& items) {
  return archive_of([=] { return packed(kind, items); });
}

/// A zip in a zip in a zip …: the kernel of the archives that contain themselves.
std::string nested(int levels) {
  std::string bytes = fine;
  std::string name = header;
  for (int i = 0; i < levels; ++i) {
    bytes = packed("zip", {{name, bytes}});
    name = "r.zip";
  }
  return bytes;
}

/// Each archive inside may unpack to just what it may.
std::string nest_of_bombs() {
  const std::string bomb = packed("zip", {{"a", "", AE_IFREG, "", 32 * mebi}, {"b", "", AE_IFREG, "", 32 * mebi}});
  std::vector<Item> items;
  for (int i = 0; i < 100; ++i) items.push_back({std::to_string(i) + ".zip", bomb});
  return packed("zip", items);
}

std::string many_zeros(const std::string& kind) {
  std::vector<Item> items;
  for (int i = 0; i < 10; ++i) items.push_back({std::to_string(i), "", AE_IFREG, "", 30 * mebi});
  return packed(kind, items);
}

std::string million_entries() { return packed("tar.gz", std::vector<Item>(1'000'000, {"a", ""})); }

std::string files_on_top_of_each_other() {
  ZipItem item{header, std::string(30 * mebi, 'x')};
  item.copies = 200;
  return hand_made_zip({item});
}

/// The sum of the second header is wrong.
std::string broken_header() {
  std::string bytes = packed("tar", {{"first.hpp", fine}, {header, fine}, {"third.hpp", fine}});
  bytes[1024] = '?';
  return bytes;
}

std::string wrong_checksum() {
  ZipItem item{header, fine};
  item.wrong_checksum = true;
  return hand_made_zip({item});
}

std::string cut(const std::string& kind) {
  std::string noise;
  for (unsigned i = 0, x = 1; i < 200'000; ++i, x = x * 1664525 + 1013904223) noise += static_cast<char>(x >> 24U);
  const std::string bytes = packed(kind, {{header, fine}, {"data", noise}});
  return bytes.substr(0, bytes.size() / 2);
}

/// Says that it holds a file of 8 GiB less a byte, and ends.
std::string lying_size() {
  std::string bytes = packed("tar", {{header, fine}});
  bytes.replace(124, 11, "77777777777");
  unsigned sum = 0;
  for (int i = 0; i < 512; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(bytes[i]);
  bytes.replace(148, 6, fmt::format("{:06o}", sum));
  return bytes;
}

fs::path sparse_archive(const fs::path& folder) {
  (void)write_file(folder / "handed_in.zip", packed("zip", {{header, fine}}));
  ::truncate((folder / "handed_in.zip").c_str(), 400'000'000'000);
  return folder / "handed_in.zip";
}

fs::path linked_archive(const fs::path& folder) {
  (void)write_file(folder / "real.zip", packed("zip", {{header, fine}}));
  ::symlink("real.zip", (folder / "link.zip").c_str());
  return folder / "link.zip";
}

std::string deep_path() {
  std::string path;
  for (int i = 0; i < 100; ++i) path += "a/";
  return path + header;
}

}  // namespace

const std::vector<OddInput>& odd_archives() {
  static const std::vector<OddInput> all = {
      {"archive_that_climbs_out", "leads out", packed_as("zip", {{"../../../../tmp/parallel_sum.hpp", fine}})},
      {"archive_that_climbs_out_by_backslashes", "leads out",
       archive_of([] { return hand_made_zip({{"..\\..\\parallel_sum.hpp", fine}}); })},
      {"archive_of_absolute_paths", "holds no parallel_sum.hpp",
       packed_as("tar", {{"/etc/cron.d/evil", fine}, {"//tmp/evil", fine}})},
      {"archive_of_drive_letters", "holds no parallel_sum.hpp",
       archive_of([] { return hand_made_zip({{"C:\\Windows\\System32\\evil", fine}}); })},
      {"archive_with_a_symbolic_link", "symbolic link", packed_as("tar", {{header, "", AE_IFLNK, "/etc/passwd"}})},
      {"zip_with_a_symbolic_link", "symbolic link", packed_as("zip", {{header, "", AE_IFLNK, "/etc/passwd"}})},
      {"archive_that_writes_through_its_link", "symbolic link",
       packed_as("tar", {{"out", "", AE_IFLNK, "/tmp"}, {"out/evil", fine}})},
      {"archive_with_a_hard_link", "hard link", packed_as("tar", {{header, "", AE_IFREG, "/etc/passwd"}})},
      {"archive_with_a_device", "device", packed_as("tar", {{header, "", AE_IFBLK}})},
      {"archive_with_a_fifo", "FIFO", packed_as("tar", {{header, "", AE_IFIFO}})},
      {"archive_with_a_folder_in_its_place", "holds no parallel_sum.hpp",
       packed_as("tar", {{header, "", AE_IFDIR}, {"parallel_sum.hpp/a.hpp", fine}})},
      {"archive_with_control_characters", "holds no parallel_sum.hpp",
       archive_of([] { return hand_made_zip({{"\x1b[2J\nparcours: passed\r.hpp", fine}}); })},
      {"archive_with_a_reversed_name", "%E2%80%AE",
       archive_of([] { return hand_made_zip({{"\u202Epph.mus_lellarap", fine, 0x800}}); })},
      {"archive_with_a_long_path", "1024 bytes",
       packed_as("tar", {{std::string(3000, 'a') + "/parallel_sum.hpp", fine}})},
      {"archive_with_a_deep_path", "31 folders deep", packed_as("tar", {{deep_path(), fine}})},
      {"archive_with_it_twice", "2 files", packed_as("tar", {{header, fine}, {"./parallel_sum.hpp", fine}})},
      {"archive_with_two_versions", "2 files", packed_as("zip", {{"a/parallel_sum.hpp", fine}, {header, fine}})},
      {"archive_with_another_case", "Parallel_Sum.HPP", packed_as("zip", {{"Parallel_Sum.HPP", fine}})},
      {"archive_of_junk", "holds no files", packed_as("zip", {{"__MACOSX/parallel_sum.hpp", fine}})},
      {"archive_without_entries", "holds no files", packed_as("zip", {})},
      {"archive_with_an_encrypted_file", "encrypted",
       archive_of([] { return hand_made_zip({{header, std::string(40, 'x'), 1}}); })},
      {"archive_with_a_wrong_checksum", "bad CRC", archive_of(wrong_checksum)},
      {"archive_with_a_broken_header", "is damaged after first.hpp", archive_of(broken_header)},
      {"archive_with_a_lying_size", "is damaged after parallel_sum.hpp", archive_of(lying_size)},
      {"archive_with_a_binary_header", "binary", packed_as("zip", {{header, std::string("a\0b", 3)}})},
      {"zip_cut_off", "is damaged", archive_of([] { return cut("zip"); })},
      {"tar_cut_off", "is damaged", archive_of([] { return cut("tar"); })},
      {"tar_gz_cut_off", "is damaged", archive_of([] { return cut("tar.gz"); })},
      {"seven_zip_cut_off", "cannot be read", archive_of([] { return cut("7z"); })},
      {"compressed_header", "cannot be read as an archive", archive_of([] { return std::string("\x1F\x8B\x08"); })},
      {"rar", "cannot be read as an archive", archive_of([] { return std::string("Rar!\x1A\x07\1\0abc", 11); })},
      {"zip_bomb", "more than 256 MiB", archive_of([] { return many_zeros("zip"); })},
      {"seven_zip_bomb", "more than 256 MiB", archive_of([] { return many_zeros("7z"); })},
      {"tar_gz_bomb", "more than 256 MiB", packed_as("tar.gz", {{header, "", AE_IFREG, "", 512 * mebi}})},
      {"zip_bomb_of_one_file", "larger than", packed_as("zip", {{header, "", AE_IFREG, "", 512 * mebi}})},
      {"zip_bomb_of_files_on_top_of_each_other", "", archive_of(files_on_top_of_each_other)},
      {"nest_of_bombs", "holds no parallel_sum.hpp", archive_of(nest_of_bombs)},
      {"archive_of_a_million_entries", "more than 20000 entries", archive_of(million_entries)},
      {"archive_in_archives", "too deep", archive_of([] { return nested(30); })},
      {"sparse_giant_archive", "large", sparse_archive},
      {"archive_behind_a_link", "symbolic link", linked_archive},
  };
  return all;
}

}  // namespace parcours
