#pragma once
// Texts to compare with, in grader/test/golden/. PARCOURS_UPDATE_GOLDEN=1 writes them; look at the difference then.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {

inline testing::AssertionResult matches_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(PARCOURS_SOURCE_DIR) / "grader/test/golden" / name;
  if (const char* const update = std::getenv("PARCOURS_UPDATE_GOLDEN"); update != nullptr && *update == '1') {
    std::filesystem::create_directories(path.parent_path());
    if (auto written = write_file(path, text); !written) return testing::AssertionFailure() << written.error().message;
    return testing::AssertionSuccess();
  }
  const auto golden = read_file(path);
  if (!golden) return testing::AssertionFailure() << golden.error().message;
  if (*golden == text) return testing::AssertionSuccess();
  const std::vector<std::string> expected = split(*golden, '\n');
  const std::vector<std::string> found = split(text, '\n');
  const auto [in_expected, in_found] = std::ranges::mismatch(expected, found);
  return testing::AssertionFailure() << path.string() << ":" << in_expected - expected.begin() + 1 << ": expected\n"
                                     << (in_expected == expected.end() ? "(the end)" : *in_expected) << "\nfound\n"
                                     << (in_found == found.end() ? "(the end)" : *in_found);
}

}  // namespace parcours
