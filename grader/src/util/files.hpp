#pragma once
// Whole files, temporary folders, hashes. None of it is for untrusted paths: submission/ checks those.
#include <filesystem>
#include <string>
#include <string_view>

#include "util/result.hpp"

namespace parcours {

[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text);

/// Lower-case hexadecimal SHA-256 of the bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// A fresh folder, readable and searchable by everyone, that goes with its owner.
class TempDir {
 public:
  [[nodiscard]] static Result<TempDir> create();
  TempDir(TempDir&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TempDir& operator=(TempDir&&) = delete;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Where the running program and its data lie.
struct Installation {
  std::filesystem::path init;     ///< parcours-init
  std::filesystem::path unpack;   ///< parcours-unpack
  std::filesystem::path runtime;  ///< what submissions are linked with
  std::filesystem::path course;   ///< holds exercises/, reference/, rubrics/
};

/// A build tree (the sources' own folders) or an installation (../libexec/parcours, ../share/parcours).
[[nodiscard]] Result<Installation> find_installation();

}  // namespace parcours
