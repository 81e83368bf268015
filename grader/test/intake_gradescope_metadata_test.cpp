#include <gtest/gtest.h>

#include <fstream>

#include "intake/gradescope_metadata.hpp"
#include "util/files.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace {

using Submissions = std::map<std::string, GradescopeSubmission>;

Result<Submissions> read(const std::string& text) {
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  const auto file = folder->path() / "metadata";
  if (auto written = write_file(file, text); !written) return tl::unexpected(written.error());
  return read_gradescope_metadata(file, "x/submission_metadata.yml");
}

Submissions submissions_in(const std::string& text) {
  auto submissions = read(text);
  if (submissions) return std::move(*submissions);
  ADD_FAILURE() << submissions.error().message;
  return {};
}

std::string complaint(const std::string& text) {
  const auto submissions = read(text);
  if (submissions) {
    ADD_FAILURE() << "it was accepted";
    return "";
  }
  EXPECT_EQ(submissions.error().fault, Fault::input);
  EXPECT_EQ(submissions.error().message.find_first_of("\n\x1B"), std::string::npos);
  return submissions.error().message;
}

TEST(GradescopeMetadata, TellsSubmittersAndTimes) {
  const Submissions all = submissions_in(
      "---\nsubmission_1:\n  :submitters:\n  - :name: Ada  Byron\n    :sid: '0012'\n    :email: ada@x.org\n"
      "  - :name: \"Ben\\u202E\\e[31m\"\n    :sid: \n  :created_at: 2026-11-26 04:03:36.123456000 Z\n"
      "  :score: 7.0\n  :status: processed\n  :results:\n    tests:\n    - name: t\n      score: 1\n"
      "  :history:\n  - :id: 5\n    :created_at: 2026-01-01 00:00:00 Z\n    :submitters:\n    - :name: Wrong\n"
      "submission_2:\n  submitters:\n  - name: Carl\n    sid: 13\n  created_at: 2026-11-26T04:03:36-08:00\n");
  ASSERT_EQ(all.size(), 2U);
  const GradescopeSubmission& first = all.at("submission_1");
  ASSERT_EQ(first.submitters.size(), 2U);
  EXPECT_EQ(first.submitters[0].name, "Ada Byron");
  EXPECT_EQ(first.submitters[0].sid, "0012");
  EXPECT_EQ(first.submitters[0].email, "ada@x.org");
  EXPECT_EQ(first.submitters[1].name, "Ben[31m");
  EXPECT_EQ(first.submitters[1].sid, "");
  EXPECT_EQ(timestamp_text(first.created_at.value()), "2026-11-26T04:03:36Z");
  const GradescopeSubmission& second = all.at("submission_2");
  ASSERT_EQ(second.submitters.size(), 1U);
  EXPECT_EQ(second.submitters[0].name, "Carl");
  EXPECT_EQ(second.submitters[0].sid, "13");
  EXPECT_EQ(timestamp_text(second.created_at.value()), "2026-11-26T12:03:36Z");
}

TEST(GradescopeMetadata, MayLackEverything) {
  EXPECT_TRUE(submissions_in("").empty());
  EXPECT_TRUE(submissions_in("{}").empty());
  const Submissions all = submissions_in("submission_1:\nsubmission_2: {}\nsubmission_3:\n  :submitters: []\n");
  EXPECT_EQ(all.size(), 3U);
  EXPECT_TRUE(all.at("submission_3").submitters.empty());
  EXPECT_FALSE(all.at("submission_3").created_at);
}

TEST(GradescopeMetadata, IsNoBomb) {
  std::string bomb = "a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += (i == 0 ? "*" : ",*") + std::string(1, static_cast<char>(c - 1));
    bomb += "]\n";
  }
  EXPECT_EQ(complaint(bomb), "x/submission_metadata.yml:2: refers to another part of the file, as Gradescope does not");
  EXPECT_EQ(complaint("a: " + std::string(100, '[') + std::string(100, ']')),
            "x/submission_metadata.yml:1: is nested too deeply");
  EXPECT_EQ(complaint("a: " + std::string(100'000, '[')).find("x/submission_metadata.yml:1: "), 0U);
  EXPECT_EQ(complaint("a: " + std::string(100'000, '{')).find("x/submission_metadata.yml:1: "), 0U);
  EXPECT_EQ(complaint(std::string(100'000, '-')).find("x/submission_metadata.yml:1: "), 0U);
}

TEST(GradescopeMetadata, IsBounded) {
  std::string many;
  for (int i = 0; i <= 50'000; ++i) many += "s" + std::to_string(i) + ":\n";
  EXPECT_EQ(complaint(many), "x/submission_metadata.yml:50001: names more than 50000 submissions");
  std::string team = "s:\n  :submitters:\n";
  for (int i = 0; i <= 100; ++i) team += "  - :name: n\n";
  EXPECT_EQ(complaint(team), "x/submission_metadata.yml:103: names more than 100 submitters");
  const Submissions all = submissions_in("s:\n  :submitters:\n  - :name: " + std::string(1 << 20, 'a') + "\n");
  EXPECT_LE(all.at("s").submitters[0].name.size(), 1024U);
}

TEST(GradescopeMetadata, IsNotReadWhereItIsTooLarge) {
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder);
  std::ofstream(folder->path() / "large") << "a:";
  std::filesystem::resize_file(folder->path() / "large", (64ULL << 20) + 1);
  EXPECT_EQ(read_gradescope_metadata(folder->path() / "large", "m.yml").error().message,
            "m.yml: is larger than 64 MiB");
  EXPECT_TRUE(read_gradescope_metadata(folder->path() / "none", "m.yml")
                  .error()
                  .message.starts_with("m.yml: cannot be read: "));
}

TEST(GradescopeMetadata, SaysWhatIsWrong) {
  EXPECT_EQ(complaint("- a\n"),
            "x/submission_metadata.yml:1: does not map the folders of submissions to what is known of them");
  EXPECT_EQ(complaint("text"),
            "x/submission_metadata.yml:1: does not map the folders of submissions to what is known of them");
  EXPECT_EQ(complaint("a: 1\n---\nb: 2\n"), "x/submission_metadata.yml:2: holds a second document");
  EXPECT_EQ(complaint("? [a]\n: b\n"), "x/submission_metadata.yml:1: has a key that is no text");
  EXPECT_EQ(complaint("a:\n  :created_at: soon\n").find("x/submission_metadata.yml:2: `soon` is not a time"), 0U);
  EXPECT_EQ(complaint("a: [\n").find("is not valid YAML: ") == std::string::npos, false);
}

}  // namespace
}  // namespace parcours
