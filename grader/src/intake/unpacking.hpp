#pragma once
// One archive, decoded by parcours-unpack in the sandbox.
#include "intake/receiver.hpp"
#include "util/files.hpp"

namespace parcours {

/// What the sandbox shows of an archive: a copy, since the archive itself may change, and lie where the command's user
/// may not go. So may parcours-unpack.
class Inbox {
 public:
  /// `unpack`: the program parcours-unpack. Errors: Fault::machine.
  [[nodiscard]] static Result<Inbox> create(const std::filesystem::path& unpack);

  /// Copies the archive in, in place of the last one, and tells the receiver what it holds. Errors: as Receiver::take,
  /// and where the archive takes more than its bounds or cannot be opened.
  [[nodiscard]] Result<void> unpack(Sandbox& sandbox, const std::filesystem::path& archive, const ArchiveBounds& bounds,
                                    Receiver& receiver) const;

 private:
  explicit Inbox(TempDir folder) : folder_(std::move(folder)) {}
  TempDir folder_;
};

}  // namespace parcours
