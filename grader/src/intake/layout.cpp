#include "intake/layout.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "intake/archive.hpp"
#include "intake/entry_path.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

struct LayoutName {
  Layout layout;
  const char* name;
};
constexpr LayoutName layout_names[] = {
    {Layout::headers, "headers"}, {Layout::folders, "folders"}, {Layout::repositories, "repositories"},
    {Layout::moodle, "moodle"},   {Layout::canvas, "canvas"},   {Layout::gradescope, "gradescope"}};

/// The order in which they are tried: those whose names nobody chooses by chance first.
const std::array all_rules{&gradescope_rules,   &moodle_rules,  &canvas_rules,
                           &repositories_rules, &headers_rules, &folders_rules};

/// The ending of a header's name; empty: it has none.
std::string_view header_ending(std::string_view name) {
  const std::string small = lower_case(name);
  for (const char* text : {"", ".txt"})
    for (const char* ending : {".hpp", ".h", ".hh", ".hxx"})
      if (const std::string whole = std::string(ending) + text; small.ends_with(whole))
        return name.substr(name.size() - whole.size());
  return {};
}

/// Without the only folder that holds everything; nothing where there is no such folder.
std::optional<Listing> inside(const Listing& listing) {
  const std::vector<std::string> tops = top_names(listing);
  if (tops.size() != 1) return std::nullopt;
  const std::string prefix = tops[0] + "/";
  Listing inner{listing.root + prefix, {}, {}};
  for (const FoundFile& file : listing.files) {
    if (!file.path.starts_with(prefix)) return std::nullopt;
    inner.files.push_back({file.path.substr(prefix.size()), file.file, file.refusal});
  }
  for (const FoundFolder& folder : listing.folders)
    if (folder.path.starts_with(prefix))
      inner.folders.push_back({folder.path.substr(prefix.size()), folder.repository});
  return inner;
}

/// Whether the folders are people's, not those of the only person: two hold the header.
bool holds_people(const Listing& listing, const Wanted& wanted) {
  std::set<std::string, std::less<>> tops;
  for (const FoundFile& file : listing.files) {
    if (file.path.find('/') == std::string::npos) return false;
    if (name_of(file.path) == wanted.header) tops.emplace(top_of(file.path));
  }
  return tops.size() >= 2;
}

/// Whether what lies in the only folder is people's. It may as well be all that the only person handed in, so layouts
/// in which any name will do must show that it is not.
bool fits_inside(const LayoutRules& rules, const Listing& inner, const Wanted& wanted) {
  if (rules.layout == Layout::folders) return holds_people(inner, wanted);
  if (!rules.fits(inner, wanted)) return false;
  const std::vector<std::string> tops = top_names(inner);
  return rules.layout != Layout::headers ||
         (tops.size() > 1 && std::none_of(tops.begin(), tops.end(), [&](const std::string& name) {
            return is_header_name(name) && person_part(name, wanted).empty();
          }));
}

const LayoutRules& rules_of(Layout layout) {
  return **std::find_if(all_rules.begin(), all_rules.end(), [&](const auto* rules) { return rules->layout == layout; });
}

}  // namespace

std::string_view to_string(Layout layout) {
  for (const LayoutName& entry : layout_names)
    if (entry.layout == layout) return entry.name;
  return {};
}

Result<Layout> parse_layout(std::string_view name) {
  std::vector<std::string> known;
  for (const LayoutName& entry : layout_names) {
    if (entry.name == name) return entry.layout;
    known.emplace_back(entry.name);
  }
  const std::string offer = did_you_mean(name, known);
  return input_error("unknown layout `{}`{}", name,
                     offer.empty() ? fmt::format("; there are {}", fmt::join(known, ", ")) : offer);
}

Wanted wanted_of(const std::string& header) {
  std::string exercise(header.substr(0, header.size() - header_ending(header).size()));
  std::replace(exercise.begin(), exercise.end(), '_', '-');
  return {header, lower_case(exercise)};
}

Result<Recognised> recognise(Listing listing, const Wanted& wanted, std::optional<Layout> forced) {
  std::optional<Listing> inner = inside(listing);
  if (forced) {
    const LayoutRules& rules = rules_of(*forced);
    const bool any_folder_fits = forced == Layout::folders;
    const bool in_folder =
        inner && (any_folder_fits || !rules.fits(listing, wanted)) && fits_inside(rules, *inner, wanted);
    return Recognised{&rules, in_folder ? std::move(*inner) : std::move(listing)};
  }
  for (const LayoutRules* rules : all_rules) {
    // The only folder fits the layout of folders as well, so that one looks inside first.
    const bool inside_first = rules->layout == Layout::folders;
    if (inner && inside_first && fits_inside(*rules, *inner, wanted)) return Recognised{rules, std::move(*inner)};
    if (rules->fits(listing, wanted)) return Recognised{rules, std::move(listing)};
    if (inner && fits_inside(*rules, *inner, wanted)) return Recognised{rules, std::move(*inner)};
  }
  std::vector<std::string> known;
  for (const LayoutName& entry : layout_names) known.emplace_back(entry.name);
  return input_error("its layout is not known: no folder or file in it is a person's; there are {}",
                     fmt::join(known, ", "));
}

std::vector<const FoundFolder*> top_folders(const Listing& listing) {
  std::vector<const FoundFolder*> folders;
  for (const FoundFolder& folder : listing.folders)
    if (folder.path.find('/') == std::string::npos) folders.push_back(&folder);
  return folders;
}

std::vector<std::string> top_names(const Listing& listing) {
  std::set<std::string, std::less<>> names;
  for (const FoundFolder* folder : top_folders(listing)) names.insert(folder->path);
  for (const FoundFile& file : listing.files)
    if (const std::string_view top = top_of(file.path); !names.contains(top)) names.emplace(top);
  return {names.begin(), names.end()};
}

std::string_view top_of(std::string_view path) { return path.substr(0, path.find('/')); }

std::string_view below_top(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

bool is_header_name(std::string_view name) { return !header_ending(name).empty(); }

std::string person_part(std::string_view name, const Wanted& wanted) {
  name.remove_suffix(std::max(header_ending(name).size(), archive_ending(name).size()));
  std::string same = lower_case(name);
  std::replace_if(same.begin(), same.end(), [](char c) { return c == '_' || c == ' '; }, '-');
  if (same == wanted.exercise) return {};
  if (same.starts_with(wanted.exercise + "-"))
    name.remove_prefix(wanted.exercise.size() + 1);
  else if (same.ends_with("-" + wanted.exercise))
    name.remove_suffix(wanted.exercise.size() + 1);
  return std::string(trim(name));
}

Sorting sort_by_top(const Listing& listing, const Wanted& wanted) {
  Sorting sorting;
  std::map<std::string, std::size_t, std::less<>> places;
  const auto delivery_of = [&](const std::string& top) -> Delivery& {
    const auto [place, fresh] = places.emplace(top, sorting.deliveries.size());
    if (fresh) {
      Claim claim{.any = person_part(top, wanted)};
      if (claim.any.empty()) claim.any = top;
      sorting.deliveries.push_back({top, {std::move(claim)}, {}, {}, false});
    }
    return sorting.deliveries[place->second];
  };
  for (const FoundFolder* folder : top_folders(listing)) delivery_of(folder->path);
  for (std::size_t i = 0; i < listing.files.size(); ++i) {
    const FoundFile& file = listing.files[i];
    const std::string top(top_of(file.path));
    const std::string_view below = below_top(file.path);
    const bool may_be = is_header_name(top) || !archive_ending(top).empty() || !file.refusal.empty();
    // A refused path may begin with "..", which is nobody's name.
    if (top != ".." && (!below.empty() || (may_be && !person_part(top, wanted).empty())))
      delivery_of(top).files.push_back({i, std::string(below.empty() ? top : below), 0});
    else
      sorting.strays.push_back({i, "it lies beside the people's files and is not named after anybody"});
  }
  return sorting;
}

}  // namespace parcours
