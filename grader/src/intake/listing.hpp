#pragma once
// What lies in a folder or an archive, told without trust and without following a link.
#include "intake/archive.hpp"
#include "intake/layout.hpp"

namespace parcours {

/// A course's archive may be large; each person's inside it, or beside others in a folder, may take what one alone may.
[[nodiscard]] ArchiveLimits course_limits();

struct ListingTools {
  Sandbox& sandbox;
  std::filesystem::path unpack;   ///< the program parcours-unpack
  std::filesystem::path scratch;  ///< an empty folder for what is in archives
  ArchiveLimits limits = course_limits();
};

/// Each regular file of a folder, or of an archive, with what is in archives among them in place of these; what cannot
/// be taken, with the reason. Of a folder nothing is opened but archives, by their names and beginnings, and no link
/// below `input` is followed. `limits.whole` bounds the entries, `limits.paths` the depth. Errors: input, with its
/// path: neither of the two, past a bound, or an archive that is not complete, since what is missing could be
/// anybody's; machine.
[[nodiscard]] Result<Listing> list_input(const ListingTools& tools, const std::filesystem::path& input);

}  // namespace parcours
