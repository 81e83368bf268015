#pragma once
// Submissions that are no headers: links, devices, pipes, folders, encodings. Made by the test, so that none of them
// lies in the repository.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace parcours {

struct OddInput {
  std::string name;
  std::string says;  ///< in the one line by which it is refused
  std::function<std::filesystem::path(const std::filesystem::path& folder)> make;  ///< the path to hand in
};

[[nodiscard]] const std::vector<OddInput>& odd_inputs();
[[nodiscard]] const std::vector<OddInput>& odd_archives();

}  // namespace parcours
