// A folder or an archive a person, named by anything that tells who it is.
#include "intake/layout.hpp"

namespace parcours {
namespace {

bool fits_folders(const Listing& listing, const Wanted& /*wanted*/) { return !top_folders(listing).empty(); }

Result<Sorting> sort_folders(const Listing& listing, const Wanted& wanted) { return sort_by_top(listing, wanted); }

}  // namespace

const LayoutRules folders_rules{Layout::folders, fits_folders, sort_folders};

}  // namespace parcours
