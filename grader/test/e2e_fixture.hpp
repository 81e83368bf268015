#pragma once
// The built program, run as a person or a script would.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "util/files.hpp"

namespace parcours {

namespace fs = std::filesystem;
using Json = nlohmann::json;

inline const fs::path source = PARCOURS_SOURCE_DIR;
inline const fs::path letter_count = source / "reference/01-introduction/letter-count";

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

inline std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

inline std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("LC_ALL", "C.UTF-8", 1);  // the language of whoever runs the tests is not the tests' matter
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_->path() / name; }

  std::string file(const std::string& name, const std::string& bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
    return at(name).string();
  }

  [[nodiscard]] Ran parcours(const std::vector<std::string>& arguments) const {
    std::string line = quoted(PARCOURS_BINARY);
    for (const std::string& argument : arguments) line += " " + quoted(argument);
    return run(line);
  }

  /// `line`: of a shell.
  [[nodiscard]] Ran run(std::string line) const {
    line += " >" + quoted(at("out").string()) + " 2>" + quoted(at("err").string()) + " </dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(at("out")), contents(at("err"))};
  }

  /// It must be refused as unusable: exit status 2, one line on standard error, nothing on standard output.
  [[nodiscard]] std::string refusal(const std::vector<std::string>& arguments) const {
    const Ran ran = parcours(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_TRUE(ran.err.starts_with("parcours: ")) << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_TRUE(ran.err.ends_with("\n")) << ran.err;
    return ran.err;
  }

  std::optional<TempDir> folder_;
};

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace parcours
