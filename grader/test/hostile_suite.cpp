// Grades the catalogue of hostile and broken submissions (grader/test/hostile) with the real program and looks at what
// is left afterwards. Usage: parcours_hostile_tests [--as-user] [--tier NAME] [GoogleTest's arguments]
//   --as-user    graded by a user without rights; exits with 77 where it is not root, who alone can change users
//   --tier NAME  graded in that tier of the sandbox: bubblewrap, landlock or limits-only
// A test is CLASS.NAME: the file grader/test/hostile/CLASS/NAME.hpp.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "hostile_arena.hpp"
#include "hostile_expectation.hpp"
#include "hostile_input.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path here = PARCOURS_SOURCE_DIR "/grader/test";
Arena* arena = nullptr;

std::string summary(const Json& result) {
  std::string text = fmt::format("{} points", result.value("score", -1));
  for (const Json& finding : result.value("findings", Json::array())) {
    const std::string test = finding.value("test", "");
    const std::string message = finding.value("message", "");
    text += fmt::format("\n    {} {}, line {}{}{}: {}", finding.value("kind", ""), finding.value("severity", ""),
                        finding.value("line", 0), test.empty() ? "" : ", ", test,
                        message.substr(0, std::min<std::size_t>(message.find('\n'), 150)));
  }
  return text;
}

void expect_undisturbed() {
  for (const std::string& line : arena->disturbances()) ADD_FAILURE() << line;
}

/// Grades and holds what must be so for every submission that is graded at all. A machine too busy to place a speed
/// is given two more chances.
Json graded(const fs::path& submission) {
  Ran ran;
  Json result;
  for (int tries = 0; tries < 3 && (tries == 0 || (ran.status == 3 && result.is_object())); ++tries) {
    ran = arena->grade(submission);
    result = Json::parse(ran.out, nullptr, false);
  }
  std::printf("  %.1f s, %s\n", ran.seconds, result.is_object() ? summary(result).c_str() : ran.err.c_str());
  expect_undisturbed();
  if (!result.is_object()) {
    ADD_FAILURE() << "exit status " << ran.status << " and no result: " << ran.err.substr(0, 2000);
    return {};
  }
  EXPECT_EQ(result.value("outcome", ""), "graded") << ran.err;
  EXPECT_EQ(ran.status, result.value("passed", false) ? 0 : 1) << ran.err;
  return result;
}

class Fixture : public testing::Test {
 public:
  explicit Fixture(fs::path file) : file_(std::move(file)) {}
  void SetUp() override { ASSERT_TRUE(arena->set_timed(file_.parent_path().filename() == "timing")); }
  void TestBody() override {
    const auto text = read_file(file_);
    ASSERT_TRUE(text) << text.error().message;
    const auto expectation = parse_expectation(*text, arena->tier());
    ASSERT_TRUE(expectation) << file_ << ": " << expectation.error().message;
    const fs::path submission = arena->inbox() / "parallel_sum.hpp";
    ASSERT_TRUE(write_file(submission, *text));
    const Json result = graded(submission);
    if (!result.is_object()) return;
    const std::string differs = expectation->differs(result);
    if (expectation->not_withstood.empty())
      EXPECT_EQ(differs, "") << expectation->tries << "\n" << summary(result);
    else
      EXPECT_NE(differs, "") << "It is withstood now: remove the line `// Not withstood: …`.\n" << summary(result);
  }

 private:
  fs::path file_;
};

/// The next student is not affected.
class GoodOne : public testing::Test {
 public:
  void TestBody() override {
    const auto text = read_file(here / "course/reference/01-trust/parallel-sum/parallel_sum.hpp");
    ASSERT_TRUE(text) << text.error().message;
    const fs::path submission = arena->inbox() / "parallel_sum.hpp";  // where any user may read it
    ASSERT_TRUE(write_file(submission, *text));
    const Json result = graded(submission);
    if (!result.is_object()) return;
    EXPECT_EQ(result["score"], result["max_score"]) << summary(result);
    for (const Json& finding : result["findings"]) EXPECT_NE(finding["severity"], "error") << summary(result);
  }
};

/// The largest archives may take so long. A sanitizer in the grader slows it down several times.
constexpr double most_seconds = PARCOURS_SANITIZED ? 80 : 20;

/// What is no header is refused: exit status 2, one line, and a report without a grade.
class Refused : public testing::Test {
 public:
  explicit Refused(const OddInput& input) : input_(input) {}
  void TestBody() override {
    const auto folder = TempDir::create();
    ASSERT_TRUE(folder);
    const fs::path submission = input_.make(folder->path());
    const Ran ran = arena->grade(submission);
    expect_undisturbed();
    EXPECT_EQ(ran.status, 2) << ran.out << ran.err;
    EXPECT_LT(ran.seconds, most_seconds);
    const Json result = Json::parse(ran.out, nullptr, false);
    ASSERT_TRUE(result.is_object()) << ran.out;
    EXPECT_EQ(result["outcome"], "rejected");
    EXPECT_EQ(result["max_score"], 0) << "it is no zero";
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_NE(ran.err.find(input_.says), std::string::npos) << ran.err;
  }

 private:
  const OddInput& input_;
};

template <class Test, class... Arguments>
void add(const std::string& suite, const std::string& name, Arguments... arguments) {
  testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        [=]() -> testing::Test* { return new Test(arguments...); });
}

void register_all() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(here / "hostile"))
    if (entry.path().extension() == ".hpp") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string suite = files[i].parent_path().filename();
    add<Fixture>(suite, files[i].stem().string(), files[i]);
    if (i + 1 == files.size() || files[i + 1].parent_path() != files[i].parent_path())
      add<GoodOne>(suite, "and_then_a_good_one");
  }
  for (const auto* inputs : {&odd_inputs(), &odd_archives()})
    for (const OddInput& input : *inputs) add<Refused, const OddInput&>("input", input.name, std::cref(input));
}

}  // namespace
}  // namespace parcours

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  testing::InitGoogleTest(&argc, argv);  // takes its own arguments away
  bool as_user = false;
  std::string tier;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--as-user")
      as_user = true;
    else if (argument == "--tier" && i + 1 < argc)
      tier = argv[++i];
    else
      return 2;
  }
  if (as_user && ::geteuid() != 0) return 77;
  auto arena = parcours::Arena::create(as_user, tier);
  if (!arena) {
    std::fprintf(stderr, "%s\n", arena.error().message.c_str());
    return 1;
  }
  parcours::arena = &*arena;
  parcours::register_all();
  return RUN_ALL_TESTS();
}
