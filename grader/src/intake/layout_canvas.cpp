// What Canvas gives as "Download Submissions": "sortablename[_LATE]_userid_fileid_name", the name in small letters
// without blanks and commas, or "anon_code" in place of name and user; of a group, one member's user ID and the group's
// name. Of text entered in the browser: "sortablename_userid_text.html". A file that was handed in before has "-1",
// "-2" before its ending. The times in it are those of the download (lib/content_zipper.rb of Canvas).
#include <algorithm>
#include <map>
#include <regex>

#include "intake/entry_path.hpp"
#include "intake/layout.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

struct CanvasName {
  std::string name;
  std::string id;
  bool late = false;
  std::string file;
};

/// std::regex recurses on each character: no name is longer on any disk.
constexpr std::size_t longest = 300;

std::optional<CanvasName> canvas_name(const std::string& top) {
  static const std::regex person(R"(([^_/]+(?:_[^_/]+)*?)(_LATE)?_(\d+)_(\d+_)?([^/]+))");
  static const std::regex anonymous(R"((LATE_)?anon_([0-9A-Za-z]+)_(\d+_)?([^/]+))");
  std::smatch match;
  if (top.size() > longest) return std::nullopt;
  if (std::regex_match(top, match, anonymous))
    return CanvasName{"anon_" + match[2].str(), "", match[1].matched, match[4].str()};
  if (!std::regex_match(top, match, person)) return std::nullopt;
  const std::string file = match[5].str();
  if (!match[4].matched && file != "text.html" && file != "link.html") return std::nullopt;
  return CanvasName{match[1].str(), match[3].str(), match[2].matched, file};
}

/// Takes "-2" from before the ending: the file was handed in again.
int take_number(std::string& name) {
  static const std::regex numbered(R"((.+?)-(\d{1,4})(\.[^./]*)?)");
  std::smatch match;
  if (name.size() > longest || !std::regex_match(name, match, numbered)) return 0;
  const int number = number_or_zero(match[2].str());
  name = match[1].str() + match[3].str();
  return number;
}

/// At least half of the names have the form.
bool fits_canvas(const Listing& listing, const Wanted& /*wanted*/) {
  const std::vector<std::string> tops = top_names(listing);
  const auto named = std::count_if(tops.begin(), tops.end(), [](const auto& name) { return canvas_name(name); });
  return named > 0 && named * 2 >= static_cast<std::ptrdiff_t>(tops.size());
}

Result<Sorting> sort_canvas(const Listing& listing, const Wanted& /*wanted*/) {
  Sorting sorting;
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < listing.files.size(); ++i) {
    const std::string& path = listing.files[i].path;
    auto parts = canvas_name(std::string(top_of(path)));
    if (!parts) {
      sorting.strays.push_back({i, "its name is not one that Canvas gives"});
      continue;
    }
    const std::string& key = parts->id.empty() ? parts->name : parts->id;
    const auto [place, fresh] = places.emplace(key, sorting.deliveries.size());
    if (fresh)
      sorting.deliveries.push_back(
          {std::string(top_of(path)), {{.id = parts->id, .names = {parts->name}, .any = parts->name}}, {}, {}, false});
    Delivery& delivery = sorting.deliveries[place->second];
    delivery.late = delivery.late || parts->late;
    HandedFile file{i, std::move(parts->file), 0};
    file.number = take_number(file.path);
    if (const std::string_view below = below_top(path); !below.empty()) file.path += "/" + std::string(below);
    delivery.files.push_back(std::move(file));
  }
  return sorting;
}

}  // namespace

const LayoutRules canvas_rules{Layout::canvas, fits_canvas, sort_canvas};

}  // namespace parcours
