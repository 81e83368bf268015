#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "archive_maker.hpp"
#include "intake/listing.hpp"
#include "sandbox_fixture.hpp"
#include "util/fd.hpp"

namespace parcours {
namespace {

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

using Told = std::vector<std::string>;

class Listed : public SandboxTest {
 protected:
  void SetUp() override {
    SandboxTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto installation = find_installation();
    ASSERT_TRUE(installation) << installation.error().message;
    unpack_ = installation->unpack;
    fs::create_directory(input());
  }

  [[nodiscard]] fs::path input() const { return path() / "input"; }

  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((input() / name).parent_path());
    std::ofstream(input() / name, std::ios::binary) << bytes;
  }

  [[nodiscard]] Result<Listing> list(const fs::path& what) {
    const fs::path scratch = path() / ("scratch" + std::to_string(++lists_));
    fs::create_directory(scratch);
    return list_input({*sandbox_, unpack_, scratch, limits_}, what);
  }

  /// "path: bytes", "path! reason", "folder/" and "folder/ git".
  Told told(const fs::path& what) {
    const auto listing = list(what);
    if (!listing) return {listing.error().message};
    Told lines;
    for (const FoundFile& file : listing->files)
      lines.push_back(file.path + (file.refusal.empty() ? ": " + contents(file.file) : "! " + file.refusal));
    for (const FoundFolder& folder : listing->folders)
      lines.push_back(folder.path + "/" + (folder.repository ? " git" : ""));
    return lines;
  }

  std::string refusal(const fs::path& what) {
    const auto listing = list(what);
    if (listing) {
      ADD_FAILURE() << "it was accepted";
      return "";
    }
    EXPECT_EQ(listing.error().fault, Fault::input);
    EXPECT_TRUE(listing.error().message.starts_with(what.string() + ": ")) << listing.error().message;
    return listing.error().message;
  }

  ArchiveLimits limits_ = course_limits();
  fs::path unpack_;
  int lists_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Tiers, Listed, ::testing::Values("bubblewrap"), tier_name);

TEST_P(Listed, TellsFilesAndFoldersOfAFolder) {
  write("anna/src/deep/a.hpp", "a");
  write("anna/b.hpp", "b");
  write("c.hpp", "c");
  fs::create_directories(input() / "ben/empty");
  EXPECT_EQ(told(input()),
            (Told{"anna/b.hpp: b", "anna/src/deep/a.hpp: a", "c.hpp: c", "anna/", "anna/src/", "ben/", "ben/empty/"}));
}

TEST_P(Listed, FollowsNoLinkAndOpensNothingButRegularFiles) {
  write("secret", "not in the folder");
  fs::rename(input() / "secret", path() / "secret");
  fs::create_directory(path() / "outside");
  std::ofstream(path() / "outside/a.hpp") << "a";
  fs::create_symlink(path() / "secret", input() / "anna.hpp");
  fs::create_symlink(path() / "outside", input() / "ben");
  fs::create_symlink("nowhere", input() / "broken.zip");
  ASSERT_EQ(::mkfifo((input() / "carl.hpp").c_str(), 0600), 0);
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (input() / "s").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(told(input()), (Told{"anna.hpp! it is a symbolic link", "ben! it is a symbolic link",
                                 "broken.zip! it is a symbolic link", "carl.hpp! it is a FIFO", "s! it is a socket"}));
}

TEST_P(Listed, ShowsNamesThatHideSomething) {
  write("a\nb\x1B[31m.hpp", "1");
  write("x\xE2\x80\xAEpph.exe", "2");
  write("caf\xE9.hpp", "3");
  write("Anna.hpp", "4");
  write("anna.hpp", "5");
  EXPECT_EQ(told(input()),
            (Told{"Anna.hpp: 4", "a%0Ab%1B[31m.hpp: 1", "anna.hpp: 5", "caf%E9.hpp: 3", "x%E2%80%AEpph.exe: 2"}));
}

TEST_P(Listed, LeavesJunkOutAndTellsRepositories) {
  write("anna/.git/HEAD", "x");
  write("anna/a.hpp", "a");
  write("anna/.DS_Store", "x");
  write("ben/.git/HEAD", "x");
  write("carl/src/.git/HEAD", "x");
  write("dora/.gitignore", "x");
  write(".git/HEAD", "x");
  EXPECT_EQ(told(input()),
            (Told{"anna/a.hpp: a", "dora/.gitignore: x", "anna/ git", "ben/ git", "carl/", "carl/src/ git", "dora/"}));
}

TEST_P(Listed, OpensArchivesInAFolder) {
  write("anna.zip", packed("zip", {{"src/a.hpp", "a"}, {"link", "", AE_IFLNK, "/etc/passwd"}, {".git/HEAD", "x"}}));
  write("ben/work.TGZ", packed("tar.gz", {{"b.hpp", "b"}, {"inner.zip", packed("zip", {{"c.hpp", "c"}})}}));
  write("carl.zip", "no archive");
  write("dora.zip", packed("zip", {}));
  write("eve.zip", "PK\3\4");
  EXPECT_EQ(
      told(input()),
      (Told{"anna.zip/link! it is a symbolic link", "anna.zip/src/a.hpp: a", "ben/work.TGZ/b.hpp: b",
            "ben/work.TGZ/inner.zip! it is an archive inside an archive, too deep to be opened; hand in its files",
            "carl.zip: no archive", "dora.zip! it is an empty archive", told(input())[6], "anna.zip/ git",
            "anna.zip/src/", "ben/", "ben/work.TGZ/", "dora.zip/", "eve.zip/"}));
  EXPECT_HAS(told(input())[6], "eve.zip! it cannot be read as an archive");
}

TEST_P(Listed, KeepsOneArchiveFromTheOthers) {
  limits_.inner.total_bytes = 1000;
  limits_.inner.entries = 3;
  write("bomb.zip", packed("zip", {{"a", "", AE_IFREG, "", 1001}}));
  write("good.zip", packed("zip", {{"a.hpp", "a"}}));
  write("many.zip", packed("zip", {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}}));
  const Told lines = told(input());
  EXPECT_HAS(lines[0], "bomb.zip! it unpacks to more than 1000 bytes");
  EXPECT_EQ(lines[1], "good.zip/a.hpp: a");
  EXPECT_HAS(lines[2], "many.zip! it holds more than 3 entries");
}

TEST_P(Listed, CountsAllArchivesAgainstTheWhole) {
  limits_.whole.total_bytes = 1500;
  write("a.zip", packed("zip", {{"a", std::string(1000, 'a')}}));
  write("b.zip", packed("zip", {{"b", std::string(1000, 'b')}}));
  const auto listing = list(input());
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(std::count_if(listing->files.begin(), listing->files.end(),
                          [](const FoundFile& file) { return has(file.refusal, "more than 500 bytes"); }),
            1);
}

TEST_P(Listed, TellsAnArchiveAsTheFolderThatItHolds) {
  std::ofstream(path() / "all.zip", std::ios::binary)
      << packed("zip", {{"anna/a.hpp", "a"},
                        {"anna/.git/HEAD", "x"},
                        {"ben_1_2_work.zip", packed("zip", {{"b.hpp", "b"}})},
                        {"../evil.hpp", "c"},
                        {"Anna/a.hpp", "d"}});
  EXPECT_EQ(told(path() / "all.zip"),
            (Told{"../evil.hpp! its path has .. in it, which leads out of its folder", "Anna/a.hpp: d", "anna/a.hpp: a",
                  "ben_1_2_work.zip/b.hpp: b", "Anna/", "anna/ git", "ben_1_2_work.zip/"}));
}

TEST_P(Listed, RefusesAnArchiveThatIsNotComplete) {
  const std::string bytes = packed("tar", {{"anna/a.hpp", "a"}, {"ben/b.hpp", std::string(3000, 'b')}});
  std::ofstream(path() / "all.tar", std::ios::binary) << bytes.substr(0, 3000);
  EXPECT_HAS(refusal(path() / "all.tar"), "people's work may be missing, so download it again");
}

TEST_P(Listed, RefusesWhatIsNeitherFolderNorArchive) {
  write("a.hpp", "a");
  EXPECT_HAS(refusal(input() / "a.hpp"), "is neither a folder nor an archive (zip, tar or 7z)");
  EXPECT_HAS(refusal(input() / "none"), "no such file or folder");
  EXPECT_HAS(refusal("/dev/null"), "is neither a folder nor an archive");
}

TEST_P(Listed, BoundsEntriesAndDepth) {
  limits_.whole.entries = 5;
  limits_.paths.depth = 3;
  write("a/b/c/d.hpp", "d");
  write("a/b/e.hpp", "e");
  EXPECT_EQ(told(input()), (Told{"a/b/c! it is a folder more than 2 folders deep", "a/b/e.hpp: e", "a/", "a/b/"}));
  write("1", "");
  EXPECT_EQ(list(input())->files.size(), 3U);
  write("2", "");
  EXPECT_HAS(refusal(input()), "holds more than 5 files and folders");
}

TEST_P(Listed, GoesDownADeepFolderOnlySoFar) {
  fs::path deep = input();
  for (int i = 0; i < 500; ++i) deep /= "d";
  fs::create_directories(deep);
  std::ofstream(deep / "a.hpp") << "a";
  const auto listing = list(input());
  ASSERT_TRUE(listing) << listing.error().message;
  ASSERT_EQ(listing->files.size(), 1U);
  EXPECT_EQ(listing->files[0].refusal, "it is a folder more than 31 folders deep");
}

TEST_P(Listed, SaysThatTheMachineIsAtFaultWhereNothingCanBeUnpacked) {
  write("a.zip", packed("zip", {{"a", "a"}}));
  unpack_ = path() / "unpack";
  std::ofstream(unpack_) << "#!/bin/sh\nexit 127\n";
  const auto listing = list(input());
  ASSERT_FALSE(listing);
  EXPECT_EQ(listing.error().fault, Fault::machine);
}

}  // namespace
}  // namespace parcours
