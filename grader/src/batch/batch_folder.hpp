#pragma once
// The folder that a batch leaves its results in, held by one process at a time.
#include <filesystem>

#include "util/fd.hpp"
#include "util/result.hpp"

namespace parcours {

class BatchFolder {
 public:
  /// Makes it where it is not there. Errors: input, where it is no folder, holds other things, or a batch of another
  /// process is at work in it; machine. A process that ends, however it does, holds it no more.
  [[nodiscard]] static Result<BatchFolder> open(const std::filesystem::path& path);
  BatchFolder(BatchFolder&&) noexcept = default;
  BatchFolder& operator=(BatchFolder&&) = delete;
  ~BatchFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path store() const { return path_ / "parcours.sqlite"; }
  [[nodiscard]] std::filesystem::path log() const { return path_ / "batch.log"; }
  /// Empty at the beginning, gone at the end, and seen by nobody else: for what comes out of archives.
  [[nodiscard]] std::filesystem::path scratch() const { return path_ / ".scratch"; }
  /// Where workers on other machines find their tasks. Not made.
  [[nodiscard]] std::filesystem::path spool() const { return path_ / ".spool"; }

 private:
  BatchFolder(std::filesystem::path path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  UniqueFd lock_;
};

}  // namespace parcours
