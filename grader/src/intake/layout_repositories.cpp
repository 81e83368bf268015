// A clone a person, "<assignment>-<login>", as `gh classroom clone student-repos` and Classroom 50's tools make them.
// When it was handed in stands in the history alone, and git does not run in a repository of unknown origin.
#include <algorithm>

#include "intake/layout.hpp"

namespace parcours {
namespace {

/// The archives that GitHub makes of a repository's branch have its name behind.
std::string without_branch(const std::string& name) {
  for (const std::string& branch : {std::string("-main"), std::string("-master")})
    if (name.size() > branch.size() && name.ends_with(branch)) return name.substr(0, name.size() - branch.size());
  return name;
}

/// Of the folders that hold `.git`; where none does, of all.
std::vector<std::string> repository_names(const Listing& listing) {
  const std::vector<const FoundFolder*> folders = top_folders(listing);
  const bool marked =
      std::any_of(folders.begin(), folders.end(), [](const auto* folder) { return folder->repository; });
  std::vector<std::string> names;
  for (const FoundFolder* folder : folders)
    if (folder->repository || !marked) names.push_back(without_branch(folder->path));
  return names;
}

/// What all names begin with, up to the last hyphen in it: "bounded-queue-". Empty: nothing, or there is one name.
std::string assignment_prefix(const std::vector<std::string>& names) {
  if (names.size() < 2) return {};
  std::string prefix = names[0];
  for (const std::string& name : names)
    prefix.erase(std::mismatch(prefix.begin(), prefix.end(), name.begin(), name.end()).first, prefix.end());
  const std::size_t hyphen = prefix.rfind('-');
  return hyphen == std::string::npos || hyphen == 0 ? std::string() : prefix.substr(0, hyphen + 1);
}

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

/// The logins may begin alike, so each place behind a hyphen of the common beginning may be where they do.
Claim claim_by(const std::string& prefix, const std::string& top, const Wanted& wanted) {
  const std::string name = without_branch(top);
  Claim claim{.any = name};
  if (name.starts_with(wanted.exercise + "-")) claim.logins.push_back(name.substr(wanted.exercise.size() + 1));
  if (!name.starts_with(prefix)) return claim;
  for (std::size_t at = prefix.size(); at > 1; at = prefix.rfind('-', at - 2) + 1)
    if (at < name.size()) claim.logins.push_back(name.substr(at));
  return claim;
}

/// At least half of the folders hold `.git`; or there are several, all begin with one name and a hyphen, and what
/// follows is not a mere number, as in "group-1".
bool fits_repositories(const Listing& listing, const Wanted& /*wanted*/) {
  const std::vector<const FoundFolder*> folders = top_folders(listing);
  if (folders.empty()) return false;
  const auto marked =
      std::count_if(folders.begin(), folders.end(), [](const auto* folder) { return folder->repository; });
  if (marked * 2 >= static_cast<std::ptrdiff_t>(folders.size())) return true;
  const std::vector<std::string> names = repository_names(listing);
  const std::string prefix = assignment_prefix(names);
  return !prefix.empty() && std::none_of(names.begin(), names.end(), [&](const std::string& name) {
    return name.size() <= prefix.size() || is_number(std::string_view(name).substr(prefix.size()));
  });
}

Result<Sorting> sort_repositories(const Listing& listing, const Wanted& wanted) {
  Sorting sorting = sort_by_top(listing, wanted);
  const std::string prefix = assignment_prefix(repository_names(listing));
  for (Delivery& delivery : sorting.deliveries) delivery.who = {claim_by(prefix, delivery.label, wanted)};
  return sorting;
}

}  // namespace

const LayoutRules repositories_rules{Layout::repositories, fits_repositories, sort_repositories};

}  // namespace parcours
