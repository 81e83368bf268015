#include "intake/listing.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <tuple>

#include "intake/entry_path.hpp"
#include "util/fd.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// Why a file of this kind is not taken; empty: it is a regular one.
std::string refusal_of(mode_t mode) {
  if (S_ISREG(mode)) return "";
  if (S_ISLNK(mode)) return "it is a symbolic link";
  if (S_ISFIFO(mode)) return "it is a FIFO";
  if (S_ISSOCK(mode)) return "it is a socket";
  return "it is a device";
}

class Lister {
 public:
  explicit Lister(const ListingTools& tools) : tools_(tools) {}

  Result<Listing> archive(const fs::path& input) {
    auto folder = make_scratch();
    if (!folder) return tl::unexpected(folder.error());
    auto archive = read_archive(tools_.sandbox, tools_.unpack, input, *folder, tools_.limits);
    if (!archive) return tl::unexpected(archive.error());
    if (!archive->damage.empty())
      return input_error("{}: {}; people's work may be missing, so download it again", input.string(), archive->damage);
    add("", *archive);
    return finish();
  }

  Result<Listing> folder(const fs::path& input) {
    const int fd = ::open(input.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return input_error("{}: cannot be opened: {}", input.string(), std::strerror(errno));
    if (auto walked = walk(UniqueFd(fd), input, "", 0); !walked)
      return tl::unexpected(Error{walked.error().fault, fmt::format("{}: {}", input.string(), walked.error().message)});
    for (const auto& [path, file] : archives_)
      if (auto opened = open_archive(path, file); !opened) return tl::unexpected(opened.error());
    return finish();
  }

 private:
  /// Errors: input, without the path of the input.
  Result<void> walk(UniqueFd fd, const fs::path& place, const std::string& prefix, std::size_t depth) {
    const int number = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, CloseFolder> folder(number < 0 ? nullptr : ::fdopendir(number));
    if (!folder) return machine_error("cannot be listed: {}", std::strerror(errno));
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (++entries_ > tools_.limits.whole.entries)
        return input_error("holds more than {} files and folders", tools_.limits.whole.entries);
      if (auto taken = take(fd.get(), place / name, name, prefix, depth); !taken) return taken;
    }
    return {};
  }

  Result<void> take(int parent, const fs::path& place, const std::string& name, const std::string& prefix,
                    std::size_t depth) {
    const std::string path = prefix + shown(name, std::string::npos);
    struct stat status{};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      refuse(path, fmt::format("it cannot be looked at: {}", std::strerror(errno)));
      return {};
    }
    if (is_junk(name)) {
      if (S_ISDIR(status.st_mode) && !prefix.empty()) note_junk(path);
      return {};
    }
    if (!S_ISDIR(status.st_mode)) {
      if (std::string refusal = refusal_of(status.st_mode); !refusal.empty())
        refuse(path, std::move(refusal));
      else if (!archive_ending(name).empty() && looks_like_archive(place))
        archives_.emplace_back(path, place);
      else
        listing_.files.push_back({path, place, ""});
      return {};
    }
    note_folders(path + "/");
    if (depth + 1 == tools_.limits.paths.depth) {
      refuse(path, fmt::format("it is a folder more than {} folders deep", depth));
      return {};
    }
    UniqueFd fd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) {
      refuse(path, fmt::format("it cannot be opened: {}", std::strerror(errno)));
      return {};
    }
    return walk(std::move(fd), place, path + "/", depth + 1);
  }

  /// One that cannot be read is no concern of the others.
  Result<void> open_archive(const std::string& path, const fs::path& file) {
    note_folders(path + "/");
    ArchiveLimits limits{
        .whole = what_is_left(), .inner = tools_.limits.inner, .paths = tools_.limits.paths, .nesting = 0};
    if (limits.whole.wall <= std::chrono::milliseconds(0)) {
      refuse(path, "it was not opened: the time for all archives is used up");
      return {};
    }
    auto folder = make_scratch();
    if (!folder) return tl::unexpected(folder.error());
    auto archive = read_archive(tools_.sandbox, tools_.unpack, file, *folder, limits);
    if (!archive) {
      if (archive.error().fault == Fault::machine) return tl::unexpected(archive.error());
      const std::string_view message = archive.error().message;
      refuse(path, "it " + std::string(message.substr(file.string().size() + 2)));
      return {};
    }
    if (!archive->damage.empty()) refuse(path, "it " + archive->damage);
    if (archive->files.empty() && archive->skipped.empty()) refuse(path, "it is an empty archive");
    add(path + "/", *archive);
    return {};
  }

  void add(const std::string& prefix, Archive& archive) {
    entries_ += archive.files.size() + archive.skipped.size();
    for (ArchivedFile& file : archive.files) {
      bytes_ += file.size;
      note_folders(prefix + file.path);
      listing_.files.push_back({prefix + file.path, std::move(file.file), ""});
    }
    for (SkippedEntry& entry : archive.skipped) {
      if (entry.junk)
        note_junk(prefix + entry.path);
      else
        refuse(prefix + entry.path, std::move(entry.reason));
    }
  }

  void refuse(const std::string& path, std::string reason) { listing_.files.push_back({path, {}, std::move(reason)}); }

  /// The first two folders of a path; what is behind the last slash is none.
  void note_folders(const std::string& path) {
    std::size_t slash = path.find('/');
    for (int depth = 0; depth < 2 && slash != std::string::npos; ++depth, slash = path.find('/', slash + 1))
      folders_.try_emplace(path.substr(0, slash), false);
  }

  /// "anna/.git" and "anna/.git/HEAD" say that "anna" is a repository.
  void note_junk(const std::string& path) {
    const std::size_t git = path.find("/.git");
    if (git == std::string::npos || (git + 5 < path.size() && path[git + 5] != '/')) return;
    const std::string folder = path.substr(0, git);
    note_folders(folder + "/");
    if (const auto found = folders_.find(folder); found != folders_.end()) found->second = true;
  }

  [[nodiscard]] ArchiveBounds what_is_left() const {
    const ArchiveBounds& whole = tools_.limits.whole;
    ArchiveBounds bounds = tools_.limits.inner;
    bounds.total_bytes = std::min(bounds.total_bytes, whole.total_bytes - std::min(whole.total_bytes, bytes_));
    bounds.entries = std::min(bounds.entries, whole.entries - std::min(whole.entries, entries_));
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    bounds.wall = std::min(bounds.wall, whole.wall - spent);
    return bounds;
  }

  Result<fs::path> make_scratch() {
    fs::path folder = tools_.scratch / std::to_string(scratches_++);
    std::error_code error;
    if (!fs::create_directory(folder, error))
      return machine_error("{}: cannot be made: {}", folder.string(), error ? error.message() : "it exists");
    fs::permissions(folder, fs::perms::owner_all, error);
    return folder;
  }

  Listing finish() {
    std::sort(listing_.files.begin(), listing_.files.end(), [](const FoundFile& a, const FoundFile& b) {
      return std::tie(a.path, a.file) < std::tie(b.path, b.file);
    });
    for (const auto& [path, repository] : folders_) listing_.folders.push_back({path, repository});
    return std::move(listing_);
  }

  const ListingTools& tools_;
  Listing listing_;
  std::map<std::string, bool> folders_;  ///< each with whether it is a repository
  std::vector<std::pair<std::string, fs::path>> archives_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  int scratches_ = 0;
  const Clock::time_point started_ = Clock::now();
};

}  // namespace

ArchiveLimits course_limits() {
  return {.whole = {.archive_bytes = 2ULL << 30,
                    .total_bytes = 4ULL << 30,
                    .entries = 200'000,
                    .wall = std::chrono::minutes(10),
                    .cpu = std::chrono::minutes(5)}};
}

Result<Listing> list_input(const ListingTools& tools, const fs::path& input) {
  std::error_code error;
  if (fs::is_directory(input, error)) return Lister(tools).folder(input);
  if (looks_like_archive(input)) return Lister(tools).archive(input);
  if (!fs::exists(input, error)) return input_error("{}: no such file or folder", input.string());
  return input_error("{}: is neither a folder nor an archive (zip, tar or 7z)", input.string());
}

}  // namespace parcours
