#include "hostile_input.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr const char* header = "parallel_sum.hpp";
constexpr const char* fine = "#pragma once\n";

std::function<fs::path(const fs::path&)> file_of(std::string bytes) {
  return [bytes = std::move(bytes)](const fs::path& folder) {
    (void)write_file(folder / header, bytes);
    return folder / header;
  };
}

std::function<fs::path(const fs::path&)> path_of(std::string path) {
  return [path = std::move(path)](const fs::path&) { return fs::path(path); };
}

std::function<fs::path(const fs::path&)> link_to(std::string target) {
  return [target = std::move(target)](const fs::path& folder) {
    ::symlink(target.c_str(), (folder / header).c_str());
    return folder / header;
  };
}

fs::path fifo(const fs::path& folder) {
  ::mkfifo((folder / header).c_str(), 0666);
  return folder / header;
}

fs::path socket_file(const fs::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder / header).string();
  std::memcpy(address.sun_path, path.c_str(), std::min(path.size(), sizeof address.sun_path - 1));
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(fd);
  return path;
}

/// Hundreds of gigabytes that take no room.
fs::path sparse(const fs::path& folder) {
  (void)write_file(folder / header, fine);
  ::truncate((folder / header).c_str(), 400'000'000'000);
  return folder / header;
}

fs::path folder_with_a_link(const fs::path& folder) {
  (void)write_file(folder / "elsewhere.hpp", fine);
  ::symlink("elsewhere.hpp", (folder / header).c_str());
  return folder;
}

fs::path folder_with_a_folder(const fs::path& folder) {
  fs::create_directory(folder / header);
  return folder;
}

fs::path linked_folder(const fs::path& folder) {
  fs::create_directory(folder / "real");
  ::symlink("real", (folder / "link").c_str());
  return folder / "link";
}

fs::path deep_links(const fs::path& folder) {
  ::symlink("b.hpp", (folder / "a.hpp").c_str());
  ::symlink("a.hpp", (folder / "b.hpp").c_str());
  return folder / "a.hpp";
}

std::string utf16(const std::string& text) {
  std::string bytes = "\xFF\xFE";
  for (const char c : text) bytes += std::string(1, c) + '\0';
  return bytes;
}

std::string utf32(const std::string& text) {
  std::string bytes = std::string("\0\0\xFE\xFF", 4);
  for (const char c : text) bytes += std::string(3, '\0') + c;
  return bytes;
}

}  // namespace

const std::vector<OddInput>& odd_inputs() {
  static const std::vector<OddInput> all = {
      {"symbolic_link_to_a_system_file", "symbolic link", link_to("/etc/passwd")},
      {"symbolic_link_to_nowhere", "symbolic link", link_to("/nowhere")},
      {"symbolic_link_to_a_device", "symbolic link", link_to("/dev/zero")},
      {"symbolic_links_in_a_circle", "symbolic link", deep_links},
      {"symbolic_link_in_a_folder", "symbolic link", folder_with_a_link},
      {"fifo_without_a_writer", "not a regular file", fifo},
      {"socket", "cannot be opened", socket_file},
      {"endless_device", "not a regular file", path_of("/dev/zero")},
      {"null_device", "not a regular file", path_of("/dev/null")},
      {"terminal", "cannot be opened", path_of("/dev/tty")},
      {"own_standard_input", "", path_of("/dev/stdin")},
      {"memory_of_the_grader", "", path_of("/proc/self/mem")},
      {"file_of_no_size", "empty", path_of("/proc/self/status")},
      {"absent", "no such file", path_of("/nowhere/parallel_sum.hpp")},
      {"folder_without_it", "parallel_sum.hpp", [](const fs::path& folder) { return folder; }},
      {"folder_in_its_place", "not a regular file", folder_with_a_folder},
      {"folder_behind_a_link", "symbolic link", linked_folder},
      {"name_too_long", "cannot be opened", path_of("/tmp/" + std::string(5000, 'a') + ".hpp")},
      {"name_with_a_line_end", "no such file", path_of("/tmp/no\nsuch.hpp")},
      {"sparse_giant", "large", sparse},
      {"more_than_may_be", "large", file_of(std::string(2 << 20, '\n'))},
      {"empty", "empty", file_of("")},
      {"blank", "empty", file_of(" \n\t\r\n")},
      {"utf_16", "UTF-16", file_of(utf16(fine))},
      {"utf_32", "binary", file_of(utf32(fine))},
      {"program", "binary",
       file_of(std::string("\x7F"
                           "ELF\2\1\1\0\0",
                           9))},
      {"archive", "cannot be read as an archive", file_of(std::string("PK\3\4\x14\0\0\0\x08\0../../x", 17))},
      {"zero_byte_in_the_text", "binary", file_of(std::string("int a;\0int b;\n", 14))},
  };
  return all;
}

}  // namespace parcours
