#pragma once
// A test with a folder of its own.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "util/files.hpp"

namespace parcours {

class InTempFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_->path(); }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder() / name; }

 private:
  std::optional<TempDir> folder_;
};

}  // namespace parcours
