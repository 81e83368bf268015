// A module includes only modules of lower rank and itself: the order in which the grader can be read and tested.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <istream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

const std::map<std::string, int>& ranks() {
  static const std::map<std::string, int> table{
      {"util", 0},     {"verdict", 1}, {"course", 2}, {"submission", 2}, {"sandbox", 2}, {"toolchain", 3},
      {"intake", 3},   {"inspect", 4}, {"check", 4},  {"measure", 4},    {"score", 4},   {"similarity", 1},
      {"language", 3}, {"explore", 5}, {"report", 5}, {"pipeline", 6},   {"batch", 7},   {"cli", 8},
  };
  return table;
}

// score must stay pure, so rank alone does not do: it would let the sandbox in.
bool may_include(const std::string& from, const std::string& to) {
  if (from == to) return true;
  if (from == "score") return to == "course" || to == "verdict" || to == "util";
  return ranks().at(to) < ranks().at(from);
}

// One line "file:line: what" for each include in `text` that breaks the rule. `module` must have a rank.
std::vector<std::string> violations(const std::string& module, const std::string& file, std::istream& text) {
  static const std::regex include(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::vector<std::string> found;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) continue;
    const std::string path = match[2];
    const std::string target = path.substr(0, path.find('/'));
    const bool ranked = path.find('/') != std::string::npos && ranks().contains(target);
    const std::string place = file + ":" + std::to_string(number) + ": ";
    if (ranked && !may_include(module, target)) {
      found.push_back(place + module + " may not include \"" + path + "\"");
    } else if (!ranked && match[1] == "\"") {
      found.push_back(place + "\"" + path + "\" does not start with a module; write \"module/file.hpp\"");
    }
  }
  return found;
}

std::vector<std::string> violations_in(const std::string& module, const std::string& text) {
  std::istringstream stream(text);
  return violations(module, "sample.cpp", stream);
}

TEST(Layering, EveryIncludeOfTheGraderGoesDownwards) {
  const std::filesystem::path root = std::filesystem::path(PARCOURS_SOURCE_DIR) / "grader" / "src";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp")) continue;
    ++files;
    const std::filesystem::path relative = entry.path().lexically_relative(root);
    const std::string name = "grader/src/" + relative.generic_string();
    const std::string module = relative.begin()->string();
    if (!ranks().contains(module)) {
      ADD_FAILURE() << name << ":1: the module " << module << " has no rank; give it one in layering_test.cpp";
      continue;
    }
    std::ifstream text(entry.path());
    for (const std::string& violation : violations(module, name, text)) ADD_FAILURE() << violation;
  }
  EXPECT_GT(files, 0) << "no sources below " << root;
}

TEST(Layering, IncludesOfTheModuleItselfAndOfLowerOnesPass) {
  EXPECT_TRUE(violations_in("toolchain",
                            "#include \"toolchain/build.hpp\"\n"
                            "#include \"sandbox/run.hpp\"\n"
                            "#include <string>\n"
                            "// #include \"cli/main.hpp\"\n")
                  .empty());
}

TEST(Layering, AnIncludeUpwardsIsReportedWithFileAndLine) {
  const std::vector<std::string> found = violations_in("util", "#pragma once\n#include \"score/grade.hpp\"\n");
  EXPECT_EQ(found, std::vector<std::string>{"sample.cpp:2: util may not include \"score/grade.hpp\""});
}

TEST(Layering, AnIncludeOfASiblingIsReported) {
  EXPECT_EQ(violations_in("check", "#include \"measure/pairs.hpp\"\n").size(), 1U);
}

TEST(Layering, AngleBracketsDoNotHideAnInclude) {
  EXPECT_EQ(violations_in("course", "# include <sandbox/run.hpp>\n").size(), 1U);
}

TEST(Layering, APathWithoutAModuleIsReported) {
  EXPECT_EQ(violations_in("course", "#include \"../cli/main.hpp\"\n").size(), 1U);
  EXPECT_EQ(violations_in("course", "#include \"rubric.hpp\"\n").size(), 1U);
}

TEST(Layering, ScoreIncludesNothingThatTouchesFilesOrProcesses) {
  EXPECT_TRUE(violations_in("score", "#include \"course/rubric.hpp\"\n#include \"verdict/evidence.hpp\"\n").empty());
  EXPECT_EQ(violations_in("score", "#include \"sandbox/run.hpp\"\n#include \"submission/read.hpp\"\n").size(), 2U);
}

}  // namespace
