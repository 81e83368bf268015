#pragma once
// Listings for tests of layouts, and what came of them, as text.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "intake/layout.hpp"

namespace parcours {

/// "a/b" is a file, "a/b! reason" one that cannot be taken, "a/" a folder, "a/.git" makes "a" a repository.
inline Listing listed(std::vector<std::string> lines) {
  Listing listing;
  std::set<std::string> folders;
  std::set<std::string> repositories;
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) {
    const std::size_t mark = line.find("! ");
    const std::string path = line.substr(0, mark);
    std::size_t slash = path.find('/');
    for (int depth = 0; depth < 2 && slash != std::string::npos && mark == std::string::npos;
         ++depth, slash = path.find('/', slash + 1))
      folders.insert(path.substr(0, slash));
    if (path.ends_with("/.git"))
      repositories.insert(path.substr(0, path.size() - 5));
    else if (!path.ends_with('/') && mark == std::string::npos)
      listing.files.push_back({path, "/bytes/of/" + path, ""});
    else if (!path.ends_with('/'))
      listing.files.push_back({path, {}, line.substr(mark + 2)});
  }
  for (const std::string& folder : folders) listing.folders.push_back({folder, repositories.contains(folder)});
  return listing;
}

/// "layout root" of what is recognised, or the complaint.
inline std::string recognised_as(std::vector<std::string> lines, std::optional<Layout> forced = {}) {
  const auto recognised = recognise(listed(std::move(lines)), wanted_of("bounded_queue.hpp"), forced);
  if (!recognised) return recognised.error().message;
  const std::string root = recognised->listing.root;
  return std::string(to_string(recognised->rules->layout)) + (root.empty() ? "" : " " + root);
}

inline std::string text_of(const Claim& claim) {
  std::string text;
  if (!claim.id.empty()) text += " id=" + claim.id;
  if (!claim.email.empty()) text += " email=" + claim.email;
  for (const std::string& login : claim.logins) text += " login=" + login;
  for (const std::string& name : claim.names) text += " name=" + name;
  if (!claim.any.empty()) text += " any=" + claim.any;
  return text.empty() ? "nobody" : text.substr(1);
}

/// A line a delivery, "who: path, path (2)", and a line a stray, "path! reason".
inline std::vector<std::string> told(const Listing& listing, const Sorting& sorting) {
  std::vector<std::string> lines;
  std::set<std::size_t> seen;
  for (const Delivery& delivery : sorting.deliveries) {
    std::string line;
    for (const Claim& claim : delivery.who) line += (line.empty() ? "" : " & ") + text_of(claim);
    line += delivery.late ? " LATE:" : ":";
    for (const HandedFile& file : delivery.files) {
      EXPECT_TRUE(seen.insert(file.index).second) << listing.files[file.index].path;
      line += " " + file.path + (file.number == 0 ? "" : "#" + std::to_string(file.number));
    }
    lines.push_back(std::move(line));
  }
  for (const Stray& stray : sorting.strays) {
    EXPECT_TRUE(seen.insert(stray.index).second) << listing.files[stray.index].path;
    lines.push_back(listing.files[stray.index].path + "! " + stray.reason);
  }
  return lines;
}

inline std::vector<std::string> sorted(const LayoutRules& rules, std::vector<std::string> lines) {
  const Listing listing = listed(std::move(lines));
  const auto sorting = rules.sort(listing, wanted_of("bounded_queue.hpp"));
  if (!sorting) return {sorting.error().message};
  return told(listing, *sorting);
}

using Told = std::vector<std::string>;

}  // namespace parcours
