// The examples of every chapter: they build without a warning, run to their end, and print what they, and the chapter's
// text, say they print. An example says it in a comment that begins with a line "// Prints:", one line "//   TEXT" for
// each line of its output; "…" stands for any text, and in a line of its own for any number of lines. The text of the
// chapter repeats it in a block that begins with "```text examples/NAME.cpp". One that is run by MPI ranks says so in a
// line "// Ranks: N", and one that includes a library says "// Needs: HEADER" (below /usr/include); where that is
// missing it is skipped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <span>

#include "toolchain/compiler.hpp"
#include "toolchain/open_mpi.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

constexpr int seconds = 30;  ///< for one run, also on a busy machine

std::vector<fs::path> examples() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(PARCOURS_SOURCE_DIR) / "exercises"))
    if (entry.path().extension() == ".cpp" && entry.path().parent_path().filename() == "examples")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& file) {
  const auto text = read_file(file);
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

/// The lines from after `first` on, as far as `line_of` makes something of them.
template <class LineOf>
std::vector<std::string> block_after(const std::string& text, const std::string& first, LineOf line_of) {
  std::vector<std::string> block;
  bool inside = false;
  for (const std::string& line : split(text, '\n')) {
    const std::optional<std::string> taken = inside ? line_of(line) : std::nullopt;
    if (inside && !taken) break;
    if (inside) block.push_back(*taken);
    inside |= line == first;
  }
  return block;
}

std::vector<std::string> promised(const std::string& source) {
  return block_after(source, "// Prints:", [](const std::string& line) -> std::optional<std::string> {
    constexpr std::string_view start = "//   ";
    if (!line.starts_with(start)) return std::nullopt;
    return line.substr(start.size());
  });
}

std::vector<std::string> told(const std::string& chapter, const std::string& name) {
  return block_after(chapter, "```text examples/" + name, [](const std::string& line) -> std::optional<std::string> {
    if (line.starts_with("```")) return std::nullopt;
    return line;
  });
}

/// Whether the line is what was promised, any text in the place of each "…".
bool fits(std::string_view line, std::string_view promise) {
  constexpr std::string_view any = "…";
  const std::size_t gap = promise.find(any);
  if (gap == std::string_view::npos) return line == promise;
  if (!line.starts_with(promise.substr(0, gap))) return false;
  line.remove_prefix(gap);
  promise.remove_prefix(gap + any.size());
  for (std::size_t skipped = 0; skipped <= line.size(); ++skipped)
    if (fits(line.substr(skipped), promise)) return true;
  return false;
}

/// A promised line that is "…" alone stands for any number of lines.
bool all_fit(std::span<const std::string> lines, std::span<const std::string> promises) {
  if (promises.empty()) return lines.empty();
  if (promises.front() != "…")
    return !lines.empty() && fits(lines.front(), promises.front()) && all_fit(lines.subspan(1), promises.subspan(1));
  for (std::size_t skipped = 0; skipped <= lines.size(); ++skipped)
    if (all_fit(lines.subspan(skipped), promises.subspan(1))) return true;
  return false;
}

/// What the command prints; it must succeed.
std::string output_of(const std::string& command, const fs::path& folder) {
  const fs::path output = folder / "output";
  const int status = std::system((command + " >" + output.string() + " 2>&1 </dev/null").c_str());
  const std::string text = text_of(output);
  EXPECT_EQ(status, 0) << command << "\n" << text;
  return text;
}

/// What a line of it says after `start`; empty: there is no such line.
std::string said_after(const std::string& start, const std::string& source) {
  for (const std::string& line : split(source, '\n'))
    if (line.starts_with(start)) return line.substr(start.size());
  return "";
}

class Example : public testing::TestWithParam<fs::path> {};

TEST_P(Example, BuildsAndPrintsWhatItSays) {
  const fs::path file = GetParam();
  const std::string source = text_of(file);
  const std::string needed = said_after("// Needs: ", source);
  if (!needed.empty() && !fs::exists("/usr/include/" + needed)) GTEST_SKIP() << needed << " is missing";
  const int ranks = number_or_zero(said_after("// Ranks: ", source));
  if (ranks > 0 && !find_open_mpi()) GTEST_SKIP() << find_open_mpi().error().message;
  const auto compiler = find_compiler();
  ASSERT_TRUE(compiler) << compiler.error().message;
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder) << folder.error().message;
  const std::string program = (folder->path() / "example").string();
  const std::string mpi = ranks == 0 ? ""
                                     : fmt::format("{} {}", fmt::join(find_open_mpi()->compile, " "),
                                                   fmt::join(find_open_mpi()->link, " "));
  output_of(fmt::format("{} -std=c++20 -O1 -Wall -Wextra -Werror -pthread '{}' -o {} {}", compiler->clang.string(),
                        file.string(), program, mpi),
            folder->path());
  const std::vector<std::string> promises = promised(source);
  ASSERT_FALSE(promises.empty()) << file << ": no comment `// Prints:`";
  const std::string starter = ranks == 0 ? ""
                                         : fmt::format(
                                               "env OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
                                               "mpirun --oversubscribe -np {} ",
                                               ranks);
  std::vector<std::string> lines =
      split(output_of(fmt::format("cd {} && timeout {} {}./example", folder->path().string(), seconds, starter),
                      folder->path()),
            '\n');
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  EXPECT_TRUE(all_fit(lines, promises)) << file << " printed\n"
                                        << fmt::format("{}\n  and promises\n{}", fmt::join(lines, "\n"),
                                                       fmt::join(promises, "\n"));
  const std::string chapter = text_of(file.parent_path().parent_path() / "README.md");
  EXPECT_EQ(told(chapter, file.filename().string()), promises) << "in the text of the chapter";
}

INSTANTIATE_TEST_SUITE_P(Course, Example, testing::ValuesIn(examples()), [](const auto& info) {
  std::string name = info.param.parent_path().parent_path().filename().string() + "_" + info.param.stem().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace parcours
