// A folder of headers, one a person: "anna.hpp", "ben_bounded_queue.hpp".
#include <algorithm>

#include "intake/layout.hpp"

namespace parcours {
namespace {

/// At least half of what lies in the folder are headers, and one is not named after the exercise alone.
bool fits_headers(const Listing& listing, const Wanted& wanted) {
  const std::vector<std::string> tops = top_names(listing);
  const auto headers = std::count_if(tops.begin(), tops.end(), [](const auto& name) { return is_header_name(name); });
  const bool named = std::any_of(tops.begin(), tops.end(), [&](const std::string& name) {
    return is_header_name(name) && !person_part(name, wanted).empty();
  });
  return named && headers * 2 >= static_cast<std::ptrdiff_t>(tops.size());
}

Result<Sorting> sort_headers(const Listing& listing, const Wanted& wanted) { return sort_by_top(listing, wanted); }

}  // namespace

const LayoutRules headers_rules{Layout::headers, fits_headers, sort_headers};

}  // namespace parcours
