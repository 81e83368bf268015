#include "archive_maker.hpp"
#include "intake/handed_in.hpp"
#include "sandbox_fixture.hpp"

namespace parcours {
namespace {

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class HandedIn : public SandboxTest {
 protected:
  Result<Submission> read(const std::string& bytes) {
    const auto installation = find_installation();
    if (!installation) return tl::unexpected(installation.error());
    const fs::path file = path() / "given.zip";
    std::ofstream(file, std::ios::binary) << bytes;
    return read_handed_in(*sandbox_, installation->unpack, "queue.hpp", file);
  }

  std::string refusal(const std::string& bytes) {
    const auto submission = read(bytes);
    if (!submission) {
      EXPECT_EQ(submission.error().fault, Fault::input) << submission.error().message;
      EXPECT_TRUE(submission.error().message.starts_with((path() / "given.zip").string()))
          << submission.error().message;
      return submission.error().message;
    }
    ADD_FAILURE() << "it was accepted";
    return "";
  }
};

INSTANTIATE_TEST_SUITE_P(Tiers, HandedIn, ::testing::Values("bubblewrap"), tier_name);

TEST_P(HandedIn, MayBeTheHeaderItself) {
  const auto submission = read("int a;\n");
  ASSERT_TRUE(submission) << submission.error().message;
  EXPECT_EQ(submission->path, path() / "given.zip");
}

TEST_P(HandedIn, MayBeAnArchiveThatHoldsItAnywhere) {
  const std::string inner = packed("7z", {{"src/queue.hpp", "int a;\r\n"}});
  for (const std::string& bytes :
       {inner, packed("zip", {{"__MACOSX/queue.hpp", "junk"}, {"readme.txt", "x"}, {"a/inner.7z", inner}})}) {
    const auto submission = read(bytes);
    ASSERT_TRUE(submission) << submission.error().message;
    EXPECT_EQ(submission->text, "int a;\n");
    EXPECT_EQ(submission->sha256, sha256("int a;\r\n"));
    EXPECT_TRUE(submission->path.string().ends_with("src/queue.hpp"));
    EXPECT_TRUE(submission->path.string().starts_with((path() / "given.zip/").string()));
  }
}

TEST_P(HandedIn, IsRefusedWithoutIt) {
  EXPECT_HAS(refusal(packed("zip", {})), "holds no files");
  EXPECT_HAS(refusal(packed("zip", {{"a.hpp", ""}, {"b.hpp", ""}})), "holds no queue.hpp, but a.hpp, b.hpp");
  EXPECT_HAS(refusal(packed("tar", {{"queue.hpp", "", AE_IFLNK, "a"}})), "queue.hpp (it is a symbolic link)");
}

TEST_P(HandedIn, ShowsFirstWhatIsNearlyIt) {
  std::vector<Item> items;
  for (char c = 'a'; c <= 'z'; ++c) items.push_back({std::string(5, c), ""});
  items.push_back({"src/Queue.hpp", ""});
  EXPECT_HAS(refusal(packed("zip", items)), "but src/Queue.hpp, bbbbb, ccccc, ddddd and 23 more");
}

TEST_P(HandedIn, IsRefusedWithSeveral) {
  EXPECT_HAS(refusal(packed("zip", {{"a/queue.hpp", "int a;"}, {"b/queue.hpp", "int b;"}})),
             "holds 2 files queue.hpp: a/queue.hpp, b/queue.hpp; hand in one");
  EXPECT_HAS(refusal(packed("tar", {{"queue.hpp", "int a;"}, {"queue.hpp", "int b;"}})), "holds 2 files queue.hpp");
  EXPECT_HAS(refusal(packed("tar", {{"a/queue.hpp", "int a;"}, {"queue.hpp", "", AE_IFREG, "a/queue.hpp"}})),
             "queue.hpp (it is a hard link)");
}

TEST_P(HandedIn, IsRefusedWhereTheArchiveIsDamaged) {
  const std::string bytes = packed("tar", {{"queue.hpp", "int a;"}, {"b", std::string(3000, 'b')}});
  EXPECT_HAS(refusal(bytes.substr(0, 3000)), "is damaged after b: ");
}

TEST_P(HandedIn, IsCheckedAsAHeaderUnderItsNameInTheArchive) {
  EXPECT_HAS(refusal(packed("zip", {{"a/queue.hpp", " \n"}})), "given.zip/a/queue.hpp: is empty");
  EXPECT_HAS(refusal(packed("zip", {{"queue.hpp", std::string(2 << 20, 'a')}})), "queue.hpp: is 2048 KiB large");
}

}  // namespace
}  // namespace parcours
