#pragma once
// Whole files, temporary folders, hashes. None of it is for untrusted paths: submission/ checks those.
#include <filesystem>
#include <string>
#include <string_view>

#include "util/fd.hpp"
#include "util/result.hpp"

namespace parcours {

[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text);

/// Writes the file so that it is the old one or the whole new one at any moment. Folders above it are made.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view text);

/// Lower-case hexadecimal SHA-256 of the bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// The same as 32 bytes.
[[nodiscard]] std::string sha256_bytes(std::string_view bytes);

/// A fresh folder, readable and searchable by everyone, that goes with its owner, or with the next call of
/// remove_abandoned where its owner is killed.
class TempDir {
 public:
  [[nodiscard]] static Result<TempDir> create();
  /// Removes those of programs that were killed, at least a minute old.
  static void remove_abandoned();

  TempDir(TempDir&& other) noexcept : path_(std::move(other.path_)), held_(std::move(other.held_)) {
    other.path_.clear();
  }
  TempDir& operator=(TempDir&&) = delete;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  TempDir(std::filesystem::path path, UniqueFd held) : path_(std::move(path)), held_(std::move(held)) {}
  std::filesystem::path path_;
  UniqueFd held_;  ///< locked as long as somebody uses the folder
};

/// Where the running program and its data lie.
struct Installation {
  std::filesystem::path init;              ///< parcours-init
  std::filesystem::path unpack;            ///< parcours-unpack
  std::filesystem::path runtime;           ///< what submissions are linked with
  std::filesystem::path course;            ///< holds exercises/, reference/, rubrics/
  std::filesystem::path student_template;  ///< what a student's repository begins with
};

/// A build tree (the sources' own folders) or an installation (../libexec/parcours, ../share/parcours).
[[nodiscard]] Result<Installation> find_installation();

}  // namespace parcours
