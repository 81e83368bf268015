#include "intake/handed_in.hpp"

#include <algorithm>

#include "intake/archive.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// "a, b, c and 4 more"
std::string list(const std::vector<std::string>& items) {
  constexpr std::size_t most = 4;
  const std::size_t count = items.size() == most + 1 ? most + 1 : std::min(items.size(), most);
  const auto first = items.begin();
  std::string text = fmt::format("{}", fmt::join(first, first + static_cast<std::ptrdiff_t>(count), ", "));
  if (items.size() > count) text += fmt::format(" and {} more", items.size() - count);
  return text;
}

/// The only file of that name. What was skipped counts too: nobody can tell whether it was the one that was meant.
Result<const ArchivedFile*> the_one(const Archive& archive, const std::string& header, const std::string& name) {
  const ArchivedFile* found = nullptr;
  std::vector<std::string> candidates;
  std::vector<std::string> others;
  std::vector<std::string> names;  // of the files among the others, which come first
  for (const ArchivedFile& file : archive.files) {
    if (name_of(file.path) != header) {
      others.push_back(shown(file.path));
      names.emplace_back(name_of(file.path));
      continue;
    }
    found = &file;
    candidates.push_back(shown(file.path));
  }
  for (const SkippedEntry& entry : archive.skipped) {
    if (entry.junk) continue;
    std::string line = fmt::format("{} ({})", shown(entry.path), entry.reason);
    (name_of(entry.path) == header ? candidates : others).push_back(std::move(line));
  }
  if (candidates.size() > 1)
    return input_error("{}: holds {} files {}: {}; hand in one", name, candidates.size(), header, list(candidates));
  if (found != nullptr) return found;
  if (!candidates.empty()) return input_error("{}: {} cannot be taken: hand in the file itself", name, candidates[0]);
  if (others.empty()) return input_error("{}: holds no files; expected {}", name, header);
  // A name that is nearly right must not be lost among many others.
  const std::string near = nearest(header, names);
  if (!near.empty())
    std::swap(others.front(), others[static_cast<std::size_t>(std::ranges::find(names, near) - names.begin())]);
  return input_error("{}: holds no {}, but {}", name, header, list(others));
}

}  // namespace

Result<Submission> read_handed_in(Sandbox& sandbox, const fs::path& unpack, const std::string& header,
                                  const fs::path& path) {
  if (!looks_like_archive(path)) return load_submission(header, path);
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  std::error_code ignored;
  fs::permissions(folder->path(), fs::perms::owner_all, ignored);
  const auto archive = read_archive(sandbox, unpack, path, folder->path());
  if (!archive) return tl::unexpected(archive.error());
  // The rest might have held another version of the header.
  if (!archive->damage.empty())
    return input_error("{}: {}; pack it again and check that all of it is uploaded", path.string(), archive->damage);
  const auto file = the_one(*archive, header, path.string());
  if (!file) return tl::unexpected(file.error());
  return load_archived(header, (*file)->file, path / (*file)->path);
}

}  // namespace parcours
