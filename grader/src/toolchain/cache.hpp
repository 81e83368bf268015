#pragma once
// Things built once and kept, keyed by the content they are made from.
#include <filesystem>
#include <functional>
#include <string>

#include "util/result.hpp"

namespace parcours {

/// Safe for several graders at once: an entry is used only once it is complete, and one grader at a time makes it.
class Cache {
 public:
  /// PARCOURS_CACHE, else /var/cache/parcours for root (a sandbox's user must reach it), else
  /// $XDG_CACHE_HOME/parcours or ~/.cache/parcours.
  [[nodiscard]] static Result<Cache> open();

  /// The folder of `key` (any text). When it is missing, `make` fills it, then it counts as
  /// complete; one that a killed grader left half made is made again.
  [[nodiscard]] Result<std::filesystem::path> get(
      const std::string& key, const std::function<Result<void>(const std::filesystem::path& folder)>& make) const;

  /// False: `get` will have to make it.
  [[nodiscard]] bool has(const std::string& key) const;

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  explicit Cache(std::filesystem::path root) : root_(std::move(root)) {}
  [[nodiscard]] std::filesystem::path folder_of(const std::string& key) const;
  std::filesystem::path root_;
};

}  // namespace parcours
