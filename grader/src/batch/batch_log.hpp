#pragma once
// What a batch did and when: a line each, appended to a file.
#include <filesystem>
#include <fstream>
#include <string_view>

namespace parcours {

class BatchLog {
 public:
  explicit BatchLog(const std::filesystem::path& file) : out_(file, std::ios::app) {}
  /// With the time in front, at once. What cannot be written is lost: the store is what counts.
  void line(std::string_view text);

 private:
  std::ofstream out_;
};

}  // namespace parcours
