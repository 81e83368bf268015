#include "archive_maker.hpp"
#include "intake/archive.hpp"
#include "sandbox_fixture.hpp"

namespace parcours {
namespace {

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class AnyArchive : public SandboxTest {
 protected:
  void SetUp() override {
    SandboxTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto installation = find_installation();
    ASSERT_TRUE(installation) << installation.error().message;
    unpack_ = installation->unpack;
    fs::permissions(path(), fs::perms::owner_all);  // the sandbox need not see the files
  }

  /// Of the bytes in a file, unpacked into a fresh folder.
  Result<Archive> read(const std::string& bytes) {
    const fs::path file = path() / "given";
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_TRUE(looks_like_archive(file));
    into_ = path() / std::to_string(++reads_);
    fs::create_directory(into_);
    auto archive = read_archive(*sandbox_, unpack_, file, into_, limits_);
    if (!archive && archive.error().fault == Fault::input) {
      EXPECT_TRUE(archive.error().message.starts_with(file.string() + ": ")) << archive.error().message;
      EXPECT_EQ(archive.error().message.find('\n'), std::string::npos) << archive.error().message;
    }
    return archive;
  }

  Archive archive_of(const std::string& bytes) {
    auto archive = read(bytes);
    if (archive) {
      // As many files as are told, under numbers, and nothing else.
      EXPECT_EQ(std::distance(fs::directory_iterator(into_), fs::directory_iterator()),
                static_cast<std::ptrdiff_t>(archive->files.size()));
      for (const ArchivedFile& file : archive->files) {
        EXPECT_EQ(file.file.parent_path(), into_);
        EXPECT_EQ(file.file.filename().string().find_first_not_of("0123456789"), std::string::npos);
        EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(file.file)));
        EXPECT_EQ(fs::file_size(file.file), file.size);
      }
      return std::move(*archive);
    }
    ADD_FAILURE() << archive.error().message;
    return {};
  }

  std::string refusal(const std::string& bytes) {
    const auto archive = read(bytes);
    if (!archive) {
      EXPECT_EQ(archive.error().fault, Fault::input) << archive.error().message;
      return archive.error().message;
    }
    ADD_FAILURE() << "it was accepted";
    return "";
  }

  /// What is told of each entry, in order: "path: contents", "path! reason".
  static std::vector<std::string> told(const Archive& archive) {
    std::vector<std::string> lines;
    for (const ArchivedFile& file : archive.files) lines.push_back(file.path + ": " + contents(file.file));
    for (const SkippedEntry& entry : archive.skipped) lines.push_back(entry.path + "! " + entry.reason);
    return lines;
  }

  /// A program in the place of parcours-unpack, as one that an archive has taken over.
  void taken_over(const std::string& script) {
    unpack_ = path() / "unpack";
    std::ofstream(unpack_) << "#!/bin/sh\n" << script << "\n";
  }

  ArchiveLimits limits_;
  fs::path unpack_;
  fs::path into_;
  int reads_ = 0;
};

using Told = std::vector<std::string>;

INSTANTIATE_TEST_SUITE_P(Tiers, AnyArchive, ::testing::Values("bubblewrap", "landlock", "limits-only"), tier_name);

TEST_P(AnyArchive, ReadsEveryKind) {
  for (const char* kind : {"zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z"}) {
    const Archive archive =
        archive_of(packed(kind, {{"src", "", AE_IFDIR}, {"src/queue.hpp", "int a;\n"}, {"größe.txt", ""}}));
    EXPECT_EQ(told(archive), (Told{"src/queue.hpp: int a;\n", "größe.txt: "})) << kind;
    EXPECT_EQ(archive.damage, "") << kind;
    ASSERT_FALSE(archive.files.empty());
    EXPECT_EQ(archive.files[0].changed, 1'700'000'000) << kind;
  }
}

TEST_P(AnyArchive, ReadsAnEmptyOne) {
  for (const char* kind : {"zip", "tar.gz", "7z"}) EXPECT_EQ(told(archive_of(packed(kind, {}))), Told{}) << kind;
}

TEST_P(AnyArchive, KeepsNothingButRegularFilesAndTellsTheOthers) {
  const Archive archive = archive_of(packed("tar", {{"a", "a"},
                                                    {"link", "", AE_IFLNK, "/etc/passwd"},
                                                    {"link/through", "b"},
                                                    {"hard", "", AE_IFREG, "/etc/passwd"},
                                                    {"null", "", AE_IFCHR},
                                                    {"disk", "", AE_IFBLK},
                                                    {"pipe", "", AE_IFIFO}}));
  EXPECT_EQ(told(archive), (Told{"a: a", "link/through: b", "link! it is a symbolic link", "hard! it is a hard link",
                                 "null! it is a device", "disk! it is a device", "pipe! it is a FIFO"}));
  EXPECT_EQ(told(archive_of(packed("zip", {{"link", "", AE_IFLNK, "/etc/passwd"}}))),
            Told{"link! it is a symbolic link"});
}

TEST_P(AnyArchive, NormalisesPathsAndRefusesThoseThatLeadOut) {
  const std::string reason = "its path has .. in it, which leads out of its folder";
  for (const char* kind : {"zip", "tar"}) {
    const std::string root = path().string();
    EXPECT_EQ(told(archive_of(packed(kind, {{root + "/evil", "a"}, {"../evil", "b"}, {"a/../../evil", "c"}}))),
              (Told{root.substr(1) + "/evil: a", "../evil! " + reason, "a/../../evil! " + reason}))
        << kind;
  }
  EXPECT_FALSE(fs::exists(path() / "evil"));
  EXPECT_EQ(told(archive_of(hand_made_zip({{"C:\\Users\\a.hpp", "a"}, {"..\\b.hpp", "b"}, {"c\n.hpp", "c"}}))),
            (Told{"Users/a.hpp: a", "c%0A.hpp: c", "../b.hpp! " + reason}));
}

TEST_P(AnyArchive, ReadsNamesInTheirEncoding) {
  const Archive archive = archive_of(
      hand_made_zip({{"\x94.hpp", "a"}, {"ö.txt", "b", 0x800}, {"ü.txt", "c"}, {"\xFF\x80.md", "d", 0x800}}));
  EXPECT_EQ(told(archive), (Told{"ö.hpp: a", "ö.txt: b", "ü.txt: c", "! it has no name that can be read"}));
}

TEST_P(AnyArchive, CountsTheLaterOfTwoEntriesWithOnePath) {
  const Archive archive = archive_of(packed("tar", {{"a", "1"}, {"A", "2"}, {"./a", "3"}}));
  EXPECT_EQ(told(archive), (Told{"A: 2", "a: 3", "a! a later entry has the same path and counts in its place"}));
}

TEST_P(AnyArchive, LeavesOutWhatNobodyMeantToHandIn) {
  const Archive archive = archive_of(packed("zip", {{"__MACOSX/._a.hpp", "a"}, {".git/HEAD", "b"}, {"a.hpp", "c"}}));
  EXPECT_EQ(told(archive), (Told{"a.hpp: c", "__MACOSX/._a.hpp! it is not a submission's file",
                                 ".git/HEAD! it is not a submission's file"}));
  EXPECT_TRUE(archive.skipped[0].junk);
}

TEST_P(AnyArchive, OpensArchivesInsideToADepthOfOne) {
  const std::string inner = packed("tar.gz", {{"a.hpp", "a"}});
  const std::string deeper = packed("zip", {{"b.hpp", "b"}, {"inner.tgz", inner}});
  const Archive archive = archive_of(packed("zip", {{"anna/one.tgz", inner}, {"two.zip", deeper}, {"c.docx", deeper}}));
  EXPECT_EQ(told(archive),
            (Told{"anna/one.tgz/a.hpp: a", "two.zip/b.hpp: b", "c.docx: " + deeper,
                  "two.zip/inner.tgz! it is an archive inside an archive, too deep to be opened; hand in its files"}));
  EXPECT_EQ(archive.files[0].container, "anna/one.tgz");
  EXPECT_EQ(archive.files[2].container, "");
}

TEST_P(AnyArchive, KeepsABadArchiveInsideFromTheOthers) {
  limits_.inner.total_bytes = 1000;
  limits_.inner.entries = 2;
  const std::string good = packed("zip", {{"a.hpp", std::string(1000, 'a')}, {"b", ""}});
  const Archive archive = archive_of(
      packed("tar", {{"bomb.zip", packed("zip", {{"a", "first"}, {"z", "", AE_IFREG, "", 996}})},
                     {"many.zip", packed("zip", {{"a", ""}, {"b", ""}, {"c", ""}})},
                     {"no.zip", "PK\3\4"},
                     {"cut.tgz", packed("tar", {{"a.hpp", "a"}, {"b.hpp", std::string(2000, 'b')}}).substr(0, 3000)},
                     {"good.zip", good}}));
  ASSERT_EQ(archive.files.size(), 2U + 1U);
  EXPECT_EQ(archive.files[0].path, "cut.tgz/a.hpp");
  EXPECT_EQ(archive.files[1].path, "good.zip/a.hpp");
  ASSERT_EQ(archive.skipped.size(), 5U);
  EXPECT_HAS(told(archive)[3], "bomb.zip! it unpacks to more than 1000 bytes");
  EXPECT_HAS(told(archive)[4], "many.zip! it holds more than 2 entries");
  EXPECT_HAS(told(archive)[5], "no.zip! it cannot be read as an archive");
  EXPECT_HAS(told(archive)[6], "cut.tgz/b.hpp! it is damaged");
  EXPECT_HAS(told(archive)[7], "cut.tgz! it is damaged after b.hpp");
  EXPECT_EQ(archive.damage, "");
}

TEST_P(AnyArchive, HoldsEveryBoundExactly) {
  for (const char* kind : {"zip", "tar.gz", "7z"}) {
    limits_ = {};
    const std::string bytes =
        packed(kind, {{"a", std::string(700, 'a')}, {"b", std::string(300, 'b')}, {"c", "", AE_IFDIR}});
    limits_.whole.archive_bytes = bytes.size();
    limits_.whole.total_bytes = 1000;
    limits_.whole.file_bytes = 700;
    limits_.whole.entries = 3;
    EXPECT_EQ(archive_of(bytes).files.size(), 2U) << kind;
    limits_.whole.file_bytes = 699;
    EXPECT_EQ(told(archive_of(bytes)).back(), "a! it is larger than the 699 bytes that a file may have") << kind;
    limits_.whole.file_bytes = 700;
    limits_.whole.total_bytes = 999;
    EXPECT_HAS(refusal(bytes), "more than 999 bytes") << kind;
    limits_.whole.total_bytes = 1000;
    limits_.whole.entries = 2;
    EXPECT_HAS(refusal(bytes), "more than 2 entries") << kind;
    limits_.whole.entries = 3;
    limits_.whole.archive_bytes = bytes.size() - 1;
    EXPECT_HAS(refusal(bytes), "large; an archive may have at most") << kind;
  }
}

TEST_P(AnyArchive, CountsWhatMustBeDecodedToBePassedOver) {
  limits_.whole.total_bytes = 1 << 20;
  limits_.whole.file_bytes = 1000;
  EXPECT_HAS(refusal(packed("tar.gz", {{"z", "", AE_IFREG, "", (1 << 20) + 1}, {"a", "a"}})), "more than 1 MiB");
  EXPECT_EQ(archive_of(packed("tar.gz", {{"z", "", AE_IFREG, "", (1 << 20) - 1}, {"a", "a"}})).files.size(), 1U);
  EXPECT_EQ(archive_of(packed("zip", {{"z", "", AE_IFREG, "", 8 << 20}, {"a", "a"}})).files.size(), 1U);
}

TEST_P(AnyArchive, TellsEncryptedEntries) {
  const Archive archive = archive_of(hand_made_zip({{"a.hpp", std::string(40, 'x'), 1}, {"b.hpp", "b"}}));
  EXPECT_EQ(told(archive), (Told{"b.hpp: b", "a.hpp! it is encrypted; pack it without a password"}));
}

TEST_P(AnyArchive, DropsAFileWithAWrongChecksum) {
  ZipItem wrong{"a.hpp", "a"};
  wrong.wrong_checksum = true;
  const Archive archive = archive_of(hand_made_zip({wrong, {"b.hpp", "b"}}));
  ASSERT_EQ(archive.skipped.size(), 1U);
  EXPECT_HAS(archive.skipped[0].reason, "it is damaged: ZIP bad CRC");
  EXPECT_EQ(archive.files.size(), 1U);
}

TEST_P(AnyArchive, KeepsWhatCameBeforeTheDamage) {
  std::string noise;  // that cannot be compressed
  for (unsigned i = 0, x = 1; i < 60'000; ++i, x = x * 1664525 + 1013904223) noise += static_cast<char>(x >> 24U);
  for (const char* kind : {"zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"}) {
    const std::string bytes = packed(kind, {{"a.hpp", "a"}, {"b.hpp", noise}, {"c.hpp", "c"}});
    const auto archive = read(bytes.substr(0, bytes.size() / 2));
    // bzip2 and xz give nothing out of a block that is not complete.
    if (!archive) {
      EXPECT_HAS(archive.error().message, "cannot be read as an archive") << kind;
      continue;
    }
    EXPECT_HAS(archive->damage, "is damaged after b.hpp: ") << kind;
    ASSERT_EQ(archive->files.size(), 1U) << kind;
    EXPECT_EQ(archive->files[0].path, "a.hpp") << kind;
  }
}

TEST_P(AnyArchive, SurvivesEveryBrokenByte) {
  const std::string bytes = packed("zip", {{"a.hpp", "aaaa"}, {"b.hpp", "bbbb"}});
  for (std::size_t i = 4; i < bytes.size(); i += 9) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(~broken[i]);
    const auto archive = read(broken);
    if (!archive) {
      EXPECT_EQ(archive.error().fault, Fault::input) << i << archive.error().message;
    }
  }
}

TEST_P(AnyArchive, RefusesWhatOnlyBeginsLikeOne) {
  for (const std::string& bytes : {std::string("PK\3\4"), std::string("7z\xBC\xAF\x27\x1C") + std::string(100, '\xFF'),
                                   std::string("\x1F\x8B"), std::string("Rar!\x1A\x07\1", 7), std::string("BZh9abc")})
    EXPECT_HAS(refusal(bytes), "cannot be read as an archive");
}

TEST_P(AnyArchive, RefusesLinksAndFolders) {
  fs::create_symlink("/usr/share", path() / "link");
  for (const char* name : {"link", "."}) {
    EXPECT_FALSE(looks_like_archive(path() / name));
    EXPECT_FALSE(read_archive(*sandbox_, unpack_, path() / name, path(), limits_)) << name;
  }
}

TEST_P(AnyArchive, EndsADecoderThatGoesOnForEver) {
  limits_.whole.cpu = milliseconds(1000);
  taken_over("while :; do :; done");
  EXPECT_HAS(refusal("PK\3\4"), "takes longer than 1 s");
  limits_ = {};
  limits_.whole.wall = milliseconds(1000);
  taken_over("exec sleep 1000");
  EXPECT_HAS(refusal("PK\3\4"), "takes longer than 1 s");
}

TEST_P(AnyArchive, BelievesNothingOfADecoderThatWasTakenOver) {
  taken_over("kill -SEGV $$");
  EXPECT_HAS(refusal("PK\3\4"), "crash");
  taken_over("exit 0");
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  taken_over("printf 'Ef-0 a' >&3; printf 'Dabc' >&3");
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  taken_over("printf Z >&3; exit 3");
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  taken_over("printf 'Ef-0 a' >&3; cat /dev/zero >&3");
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  taken_over("yes >&2");
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  limits_.whole.memory_bytes = 32 << 20;
  taken_over("exec tail /dev/zero");
  EXPECT_HAS(refusal("PK\3\4"), "32 MiB of memory");
}

TEST_P(AnyArchive, SaysThatTheMachineIsAtFaultWhereTheDecoderCannotStart) {
  taken_over("exit 127");
  const auto archive = read("PK\3\4");
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().fault, Fault::machine);
}

TEST_P(AnyArchive, LeavesNeitherProcessesNorFolders) {
  const fs::path temporary = path() / "tmp";
  fs::create_directory(temporary);
  fs::permissions(path(), fs::perms::all);
  fs::permissions(temporary, fs::perms::all);
  const char* before = std::getenv("TMPDIR");
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("TMPDIR", temporary.c_str(), 1);
  const std::string long_time = std::to_string(900'000'000 + ::getpid());  // a word that no other test has
  taken_over("setsid sleep " + long_time + " & sleep " + long_time +
             " & printf 'Ef-0 a' >&3; printf Q >&3; exec sleep " + long_time);
  EXPECT_HAS(refusal("PK\3\4"), "misbehave");
  if (before == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", saved.c_str(), 1);
  EXPECT_FALSE(runs_somewhere(long_time));
  EXPECT_TRUE(fs::is_empty(temporary));
  EXPECT_TRUE(fs::is_empty(into_));
}

TEST(LooksLikeArchive, IsNotFooledByText) {
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder);
  for (const std::string& text : {std::string(), std::string("#pragma once\n"), std::string("PK"),
                                  std::string(1000, ' '), std::string(1000, '\0'), std::string(1000, 'a')}) {
    std::ofstream(folder->path() / "file", std::ios::binary) << text;
    EXPECT_FALSE(looks_like_archive(folder->path() / "file")) << text.substr(0, 10);
  }
  EXPECT_FALSE(looks_like_archive("/dev/zero"));
  EXPECT_FALSE(looks_like_archive("/nowhere"));
}

TEST(ArchiveEnding, IsKnownInAnyCase) {
  EXPECT_EQ(archive_ending("anna/work.ZIP"), ".ZIP");
  EXPECT_EQ(archive_ending("work.tar.gz"), ".tar.gz");
  EXPECT_EQ(archive_ending("work.gz"), "");
  EXPECT_EQ(archive_ending("zip"), "");
}

}  // namespace
}  // namespace parcours
