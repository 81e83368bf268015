#include <gtest/gtest.h>

#include "intake/entry_path.hpp"

namespace parcours {
namespace {

EntryPath tar_path(std::string_view bytes) { return read_entry_path(bytes, false, {}); }
EntryPath zip_path(std::string_view bytes) { return read_entry_path(bytes, true, {}); }

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(EntryPath, LeavesAnOrdinaryPathAlone) {
  EXPECT_EQ(tar_path("src/queue.hpp").text, "src/queue.hpp");
  EXPECT_EQ(tar_path("größe/線.hpp").text, "größe/線.hpp");
  EXPECT_EQ(tar_path("a..b/...").text, "a..b/...");
  EXPECT_EQ(tar_path("src/queue.hpp").refusal, "");
}

TEST(EntryPath, MakesEveryPathRelative) {
  for (const char* path : {"/etc/passwd", "//etc//passwd", "./etc/./passwd/", "C:\\etc\\passwd", "c:/etc/passwd",
                           "C:etc\\passwd", "\\\\etc\\passwd"}) {
    EXPECT_EQ(zip_path(path).text, "etc/passwd") << path;
    EXPECT_EQ(zip_path(path).refusal, "") << path;
  }
}

TEST(EntryPath, RefusesToLeaveItsFolder) {
  for (const char* path : {"..", "../a", "a/../../b", "a/..", "..\\a", "a\\..\\b", "/../a", "C:..\\a"})
    EXPECT_HAS(tar_path(path).refusal, "..") << path;
}

TEST(EntryPath, RefusesNoName) {
  for (const char* path : {"", "/", ".", "./", "C:", "\\"}) EXPECT_HAS(tar_path(path).refusal, "no name") << path;
}

TEST(EntryPath, ReadsCodePage437WhereAZipIsNotUtf8) {
  EXPECT_EQ(zip_path("gr\x94\xE1"
                     "e.hpp")
                .text,
            "größe.hpp");
  EXPECT_EQ(zip_path("größe.hpp").text, "größe.hpp");
  EXPECT_EQ(zip_path("\x80\xFF").text, "Ç\u00A0");
}

TEST(EntryPath, ShowsBytesThatAreNoText) {
  EXPECT_EQ(tar_path("gr\xF6\xDF"
                     "e.hpp")
                .text,
            "gr%F6%DFe.hpp");
  EXPECT_EQ(tar_path("a\nb\x1b[2J").text, "a%0Ab%1B[2J");
  EXPECT_EQ(tar_path("queue\u202Epph.cpp").text, "queue%E2%80%AEpph.cpp");
  EXPECT_EQ(tar_path("\xC0\xAE\xC0\xAE/a").text, "%C0%AE%C0%AE/a");  // an overlong ".."
}

TEST(EntryPath, HoldsLengthAndDepth) {
  const PathBounds bounds{.bytes = 10, .depth = 3};
  EXPECT_EQ(read_entry_path("a/b/123456", false, bounds).refusal, "");
  EXPECT_HAS(read_entry_path("a/b/1234567", false, bounds).refusal, "10 bytes");
  EXPECT_HAS(read_entry_path("a/b/c/d", false, bounds).refusal, "2 folders");
  EXPECT_LT(tar_path(std::string(100'000, 'a')).text.size(), 300U);
}

TEST(EntryPath, KnowsWhatNobodyMeantToHandIn) {
  for (const char* path : {"__MACOSX/src/._queue.hpp", "a/.git/config", "a/.DS_Store", "Thumbs.db", "a/._queue.hpp"})
    EXPECT_TRUE(is_junk(path)) << path;
  for (const char* path : {"git/config", ".gitignore", "a/queue.hpp", "DS_Store", "thumbs.db/a"})
    EXPECT_FALSE(is_junk(path)) << path;
}

}  // namespace
}  // namespace parcours
