// Packets as a decoder sends them that an archive has taken over.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "intake/receiver.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class ReceiverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    destination_.folder = folder_->path();
    destination_.fd = UniqueFd(::open(folder_->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  /// Takes all packets; the message of the first that is refused.
  std::string take(const std::vector<std::string>& packets) {
    receiver_.emplace(destination_, "", bounds_, PathBounds{});
    for (const std::string& packet : packets)
      if (auto taken = receiver_->take(packet); !taken) {
        EXPECT_EQ(taken.error().fault, Fault::input);
        return taken.error().message;
      }
    return "";
  }

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_->path()), fs::directory_iterator());
  }

  ArchiveBounds bounds_{.total_bytes = 10, .file_bytes = 6, .entries = 3};
  std::optional<TempDir> folder_;
  Destination destination_;
  std::optional<Receiver> receiver_;
};

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(ReceiverTest, MakesAFileUnderANumber) {
  EXPECT_EQ(take({"Ef-12 ../x", "Dabc", "W", "Efz-34 /a\\b", "Dab", "Dc", "W", "Z"}), "");
  EXPECT_TRUE(receiver_->ended());
  const Archive& archive = receiver_->archive();
  ASSERT_EQ(archive.files.size(), 1U);
  EXPECT_EQ(archive.files[0].path, "a/b");
  EXPECT_EQ(archive.files[0].file, folder_->path() / "0");
  EXPECT_EQ(archive.files[0].size, 3U);
  EXPECT_EQ(archive.files[0].changed, -34);
  EXPECT_EQ(read_file(folder_->path() / "0").value(), "abc");
  ASSERT_EQ(archive.skipped.size(), 1U);
  EXPECT_HAS(archive.skipped[0].reason, "..");
  EXPECT_EQ(files(), 1);
}

TEST_F(ReceiverTest, TakesNoPacketOutOfPlace) {
  const std::vector<std::vector<std::string>> sequences = {
      {""},
      {"?"},
      {"Dabc"},
      {"W"},
      {"Swhy"},
      {"L"},
      {"Ef-0 a", "Ef-0 b"},
      {"Ef-0 a", "Z"},
      {"Ef-0 a", "Xwhy"},
      {"Ef-0 a", "W", "D"},
      {"Ef-0 a", "W", "W"},
      {"El-0 a", "Dabc"},
      {"Ed-0 a", "Dabc"},
      {"Ef-0 a", "W", "Xwhy", "Ef-0 b"},
      {"Ef-0 a", "W", "Xwhy", "Xwhy"},
      {"Z", "Z"},
      {"Z", "Ef-0 a"},
  };
  for (const auto& packets : sequences) EXPECT_HAS(take(packets), "misbehave") << packets.front();
}

TEST_F(ReceiverTest, TakesNoBrokenEntry) {
  for (const char* packet : {"E", "Ef", "Ef-", "Ef-0", "Ef-a b", "Ef- 0", "Ef-99999999999999999999 a", "Ex-0 a"})
    EXPECT_HAS(take({packet}), "misbehave") << packet;
}

TEST_F(ReceiverTest, CountsForItself) {
  EXPECT_EQ(take({"Ef-0 a", "D123456", "W", "Ef-0 b", "D1234", "W", "Z"}), "");
  EXPECT_HAS(take({"Ef-0 a", "D123456", "W", "Ef-0 b", "D12345"}), "more than 10 bytes");
  EXPECT_HAS(take({"Ef-0 a", "D1234567"}), "misbehave");
  EXPECT_EQ(take({"Ed-0 a", "Ef-0 b", "W", "El-0 c", "Z"}), "");
  EXPECT_HAS(take({"Ed-0 a", "Ed-0 b", "Ed-0 c", "Ed-0 d"}), "more than 3 entries");
}

TEST_F(ReceiverTest, CountsWhatIsNotKept) {
  EXPECT_HAS(take({"Ef-0 ../a", "D123456", "W", "Ef-0 .git/b", "D12345"}), "more than 10 bytes");
  EXPECT_EQ(files(), 0);
}

TEST_F(ReceiverTest, DropsWhatIsNotComplete) {
  EXPECT_EQ(take({"Ef-0 a", "D123", "Sit is \x1b[31mred", "Ef-0 b", "L", "Z"}), "");
  const Archive& archive = receiver_->archive();
  ASSERT_EQ(archive.skipped.size(), 2U);
  EXPECT_EQ(archive.skipped[0].reason, "it is %1B[31mred");
  EXPECT_HAS(archive.skipped[1].reason, "6 bytes");
  EXPECT_EQ(files(), 0);
}

TEST_F(ReceiverTest, UndoesAll) {
  EXPECT_EQ(take({"Ef-0 a", "D123", "W", "Ef-0 b", "D123"}), "");
  EXPECT_EQ(files(), 2);
  receiver_->undo();
  EXPECT_EQ(files(), 0);
}

}  // namespace
}  // namespace parcours
