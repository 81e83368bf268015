#include "submission/submission.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

class SubmissionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_->path() / name; }

  /// A file of these bytes.
  [[nodiscard]] fs::path file(const std::string& name, const std::string& bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
    return at(name);
  }

  [[nodiscard]] std::string text_of(const std::string& bytes) const {
    const auto loaded = load_submission(header_, file("bounded_queue.hpp", bytes));
    if (loaded) return loaded->text;
    ADD_FAILURE() << loaded.error().message;
    return {};
  }

  /// The message of the refusal, which must be one line that starts with the path.
  [[nodiscard]] std::string refusal(const fs::path& path) const {
    const auto loaded = load_submission(header_, path);
    if (loaded) {
      ADD_FAILURE() << path << " was accepted";
      return {};
    }
    EXPECT_EQ(loaded.error().fault, Fault::input);
    EXPECT_TRUE(loaded.error().message.starts_with(path.string())) << loaded.error().message;
    EXPECT_EQ(loaded.error().message.find('\n'), std::string::npos) << loaded.error().message;
    return loaded.error().message;
  }

  const std::string header_ = "bounded_queue.hpp";
  std::optional<TempDir> folder_;
};

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(SubmissionTest, ReadsAHeader) {
  const auto loaded = load_submission(header_, file("bounded_queue.hpp", "#pragma once\nint x;\n"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->text, "#pragma once\nint x;\n");
  EXPECT_EQ(loaded->path, at("bounded_queue.hpp"));
}

TEST_F(SubmissionTest, ReadsAHeaderOfAnyName) {
  for (const std::string name : {"my solution (2) final.hpp", "größe.h", "-flag", "no_extension", "a'b\"c$d.hpp"}) {
    const auto loaded = load_submission(header_, file(name, "int x;\n"));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->path, at(name));
    EXPECT_EQ(loaded->text, "int x;\n");
  }
}

TEST_F(SubmissionTest, FindsTheHeaderInAFolder) {
  (void)file("another.hpp", "int wrong;\n");
  (void)file("bounded_queue.hpp", "int right;\n");
  const auto loaded = load_submission(header_, folder_->path());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->text, "int right;\n");
  EXPECT_EQ(loaded->path, at("bounded_queue.hpp"));
}

TEST_F(SubmissionTest, RefusesAFolderWithoutTheHeader) {
  (void)file("another.hpp", "int x;\n");
  EXPECT_HAS(refusal(folder_->path()), "bounded_queue.hpp");
}

TEST_F(SubmissionTest, RefusesAFolderInPlaceOfTheHeader) {
  fs::create_directory(at("bounded_queue.hpp"));
  const auto loaded = load_submission(header_, folder_->path());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().fault, Fault::input);
}

TEST_F(SubmissionTest, RefusesAMissingFile) { EXPECT_HAS(refusal(at("absent.hpp")), "no such file"); }

TEST_F(SubmissionTest, RefusesAFileBelowAFile) {
  EXPECT_FALSE(refusal(file("bounded_queue.hpp", "int x;\n") / "inner.hpp").empty());
}

TEST_F(SubmissionTest, RefusesAnEmptyFile) {
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "")), "empty");
  EXPECT_HAS(refusal(file("bounded_queue.hpp", " \t\r\n\n \v\f")), "empty");
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "\xEF\xBB\xBF")), "empty");
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "\xEF\xBB\xBF\r\n")), "empty");
}

TEST_F(SubmissionTest, RefusesABinaryFile) {
  EXPECT_HAS(refusal(file("bounded_queue.hpp",
                          "\x7F"
                          "ELF\x02\x01\x01\0\0\0"s)),
             "binary");
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "int x;\n\0"s)), "binary");
}

TEST_F(SubmissionTest, RefusesUtf16AndNamesIt) {
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "\xFF\xFEi\0n\0t\0"s)), "UTF-16");
  EXPECT_HAS(refusal(file("bounded_queue.hpp", "\xFE\xFF\0i\0n\0t"s)), "UTF-16");
}

TEST_F(SubmissionTest, RefusesAFileThatIsTooLarge) {
  const std::string comment = "//" + std::string(largest_submission - 3, 'x') + "\n";
  ASSERT_EQ(comment.size(), largest_submission);
  EXPECT_EQ(text_of(comment), comment);
  EXPECT_HAS(refusal(file("bounded_queue.hpp", comment + "\n")), "1024 KiB");
}

TEST_F(SubmissionTest, RefusesASymbolicLink) {
  fs::create_symlink(file("real.hpp", "int x;\n"), at("link.hpp"));
  EXPECT_HAS(refusal(at("link.hpp")), "symbolic link");
  fs::create_symlink(at("absent"), at("dangling.hpp"));
  EXPECT_HAS(refusal(at("dangling.hpp")), "symbolic link");
}

TEST_F(SubmissionTest, RefusesASymbolicLinkInAFolder) {
  fs::create_symlink(file("real.hpp", "int x;\n"), at("bounded_queue.hpp"));
  const auto loaded = load_submission(header_, folder_->path());
  ASSERT_FALSE(loaded);
  EXPECT_HAS(loaded.error().message, "symbolic link");
}

TEST_F(SubmissionTest, RefusesAFifoWithoutWaitingForAWriter) {
  ASSERT_EQ(::mkfifo(at("bounded_queue.hpp").c_str(), 0666), 0);
  EXPECT_HAS(refusal(at("bounded_queue.hpp")), "not a regular file");
}

TEST_F(SubmissionTest, RefusesADevice) { EXPECT_HAS(refusal("/dev/zero"), "not a regular file"); }

TEST_F(SubmissionTest, TakesEveryKindOfLineEnd) {
  EXPECT_EQ(text_of("a\r\nb\r\n"), "a\nb\n");
  EXPECT_EQ(text_of("a\rb\r"), "a\nb\n");
  EXPECT_EQ(text_of("a\nb\n"), "a\nb\n");
  EXPECT_EQ(text_of("a\r\n\r\nb\n\nc\r\rd\n"), "a\n\nb\n\nc\n\nd\n");
}

TEST_F(SubmissionTest, EndsTheLastLine) {
  EXPECT_EQ(text_of("a\nb"), "a\nb\n");
  EXPECT_EQ(text_of("a\r\nb"), "a\nb\n");
}

TEST_F(SubmissionTest, TakesAByteOrderMarkAway) {
  EXPECT_EQ(text_of("\xEF\xBB\xBF#pragma once\n"), "#pragma once\n");
  EXPECT_EQ(text_of("\xEF\xBB\xBF#pragma once\r\n"), "#pragma once\n");
}

TEST_F(SubmissionTest, LeavesTextOfOtherLanguagesAlone) {
  EXPECT_EQ(text_of("// 線程 größe \xF0\x9F\x94\x92\n"), "// 線程 größe \xF0\x9F\x94\x92\n");
}

TEST_F(SubmissionTest, HashesTheBytesAsTheyCame) {
  const std::string bytes = "\xEF\xBB\xBF#pragma once\r\nint x;";
  const auto loaded = load_submission(header_, file("bounded_queue.hpp", bytes));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->sha256, sha256(bytes));
  EXPECT_NE(loaded->sha256, sha256(loaded->text));
}

TEST(Sha256, IsThePublishedHash) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace parcours
