// What Moodle gives as "Download all submissions": "Full Name_ID_assignsubmission_file/path", older versions with "_"
// behind "file"; without folders "Full Name_ID_assignsubmission_file_queue.hpp". Of a team: "Group A_ID_…", in older
// versions "Group A-Full Name_ID_…". The ID is the participant's or group's in this course. The times in it are those
// of the download (mod/assign/classes/downloader.php and files/classes/local/archive_writer/zip_writer.php of Moodle).
#include <algorithm>
#include <map>

#include "intake/layout.hpp"

namespace parcours {
namespace {

constexpr std::string_view mark = "_assignsubmission_";

struct MoodleName {
  std::string_view name;
  std::string_view id;    ///< empty: the team of those without a group
  std::string_view rest;  ///< the file's name where there are no folders
};

std::optional<MoodleName> moodle_name(std::string_view top) {
  const std::size_t at = top.find(mark);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  MoodleName parts{top.substr(0, at), {}, top.substr(at + mark.size())};
  // "file" or "onlinetext", whatever kind of submission it is, goes; so does the "_" behind it.
  const std::size_t end = parts.rest.find('_');
  parts.rest.remove_prefix(end == std::string_view::npos ? parts.rest.size() : end + 1);
  const std::size_t last = parts.name.rfind('_');
  if (last != std::string_view::npos && last + 1 < parts.name.size() &&
      parts.name.find_first_not_of("0123456789", last + 1) == std::string_view::npos) {
    parts.id = parts.name.substr(last + 1);
    parts.name = parts.name.substr(0, last);
  }
  return parts;
}

/// A team's name may stand before the person's, and either may have hyphens in it.
Claim claim_of(const MoodleName& parts) {
  Claim claim{.id = std::string(parts.id), .names = {std::string(parts.name)}, .any = std::string(parts.name)};
  for (std::size_t at = parts.name.find('-'); at != std::string_view::npos; at = parts.name.find('-', at + 1))
    claim.names.emplace_back(parts.name.substr(at + 1));
  return claim;
}

/// At least half of the names have the mark.
bool fits_moodle(const Listing& listing, const Wanted& /*wanted*/) {
  const std::vector<std::string> tops = top_names(listing);
  const auto marked = std::count_if(tops.begin(), tops.end(), [](const auto& name) { return moodle_name(name); });
  return marked > 0 && marked * 2 >= static_cast<std::ptrdiff_t>(tops.size());
}

Result<Sorting> sort_moodle(const Listing& listing, const Wanted& /*wanted*/) {
  Sorting sorting;
  std::map<std::string, std::size_t, std::less<>> places;
  const auto delivery_of = [&](std::string_view top, const MoodleName& parts) -> Delivery& {
    const auto [place, fresh] =
        places.emplace(std::string(parts.name) + '_' + std::string(parts.id), sorting.deliveries.size());
    if (fresh) sorting.deliveries.push_back({std::string(top), {claim_of(parts)}, {}, {}, false});
    return sorting.deliveries[place->second];
  };
  for (const FoundFolder* folder : top_folders(listing))
    if (const auto parts = moodle_name(folder->path)) delivery_of(folder->path, *parts);
  for (std::size_t i = 0; i < listing.files.size(); ++i) {
    const std::string_view path = listing.files[i].path;
    const auto parts = moodle_name(top_of(path));
    if (!parts) {
      sorting.strays.push_back({i, "its name is not one that Moodle gives"});
      continue;
    }
    const std::string_view below = below_top(path);
    std::string name(parts->rest);
    if (!name.empty() && !below.empty()) name += '/';
    name += below;
    delivery_of(top_of(path), *parts).files.push_back({i, name.empty() ? std::string(path) : std::move(name), 0});
  }
  return sorting;
}

}  // namespace

const LayoutRules moodle_rules{Layout::moodle, fits_moodle, sort_moodle};

}  // namespace parcours
