#pragma once
// The grader's side of one archive under way: checks what parcours-unpack tells and makes the files.
#include <optional>
#include <string_view>

#include "intake/archive.hpp"
#include "intake/unpack_protocol.hpp"
#include "util/fd.hpp"

namespace parcours {

/// Where the files of an archive go, however many archives are inside it.
struct Destination {
  std::filesystem::path folder;
  UniqueFd fd;
  std::uint64_t next = 0;  ///< name of the next file
};

class Receiver {
 public:
  /// `prefix`: before each path, empty or ending in '/'.
  Receiver(Destination& destination, std::string prefix, const ArchiveBounds& bounds, const PathBounds& paths)
      : destination_(destination), prefix_(std::move(prefix)), bounds_(bounds), paths_(paths) {}

  /// Errors: Fault::input where the archive goes past a bound or the packet cannot come from parcours-unpack, without
  /// the archive's path; Fault::machine where a file cannot be made.
  [[nodiscard]] Result<void> take(std::string_view packet);

  /// All has been told.
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t entries() const { return entries_; }
  /// What came so far; two files may have the same path.
  [[nodiscard]] Archive& archive() { return archive_; }

  /// Removes all files made.
  void undo();

 private:
  struct Open {
    ArchivedFile file;
    UniqueFd fd;          ///< empty: it is not kept
    std::string refusal;  ///< why it is not kept
    bool junk = false;
  };

  [[nodiscard]] Result<void> begin(std::string_view text);
  [[nodiscard]] Result<void> write(std::string_view data);
  void keep();
  void skip(std::string reason);
  [[nodiscard]] tl::unexpected<Error> exceeded(unpack_protocol::Bound bound) const;
  [[nodiscard]] Result<void> stop(std::string_view why);

  Destination& destination_;
  std::string prefix_;
  ArchiveBounds bounds_;
  PathBounds paths_;
  Archive archive_;
  std::optional<Open> open_;
  std::string last_;  ///< path of the last entry
  std::uint64_t bytes_ = 0;
  std::uint64_t entries_ = 0;
  bool stopped_ = false;  ///< by damage
  bool ended_ = false;
};

}  // namespace parcours
