#include "intake/archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "intake/unpacking.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t tar_block = 512;

/// The first bytes of a regular file; empty where it is none.
std::string beginning(const fs::path& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string bytes(tar_block, '\0');
  const ssize_t size = ::read(fd.get(), bytes.data(), bytes.size());
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return bytes;
}

/// Old tars have no mark, but a checksum in octal: the sum of the block's bytes, those of the checksum as blanks.
bool is_tar_header(const std::string& block) {
  if (block.size() < tar_block) return false;
  if (block.compare(257, 5, "ustar") == 0) return true;
  unsigned said = 0;
  unsigned sum = 0;
  for (std::size_t i = 0; i < tar_block; ++i) {
    const bool in_checksum = i >= 148 && i < 156;
    sum += in_checksum ? ' ' : static_cast<unsigned char>(block[i]);
    if (in_checksum && block[i] >= '0' && block[i] <= '7') said = said * 8 + static_cast<unsigned>(block[i] - '0');
  }
  return block[0] != '\0' && said == sum;
}

bool is_archive(const std::string& bytes) {
  static const std::string marks[] = {"PK\3\4",
                                      "PK\5\6",
                                      "PK\7\x8",
                                      "Rar!\x1A\x07",
                                      "7z\xBC\xAF\x27\x1C",
                                      "\x1F\x8B",
                                      "BZh",
                                      {"\xFD"
                                       "7zXZ\0",
                                       6},
                                      "\x28\xB5\x2F\xFD"};
  return is_tar_header(bytes) || std::any_of(std::begin(marks), std::end(marks),
                                             [&](const std::string& mark) { return bytes.starts_with(mark); });
}

/// By both name and contents: a .docx is a zip as well, and nobody hands in headers in it.
bool is_inner_archive(const ArchivedFile& file) {
  return !archive_ending(file.path).empty() && looks_like_archive(file.file);
}

class Reading {
 public:
  Reading(Sandbox& sandbox, const Inbox& inbox, Destination& destination, const ArchiveLimits& limits)
      : sandbox_(sandbox), inbox_(inbox), destination_(destination), limits_(limits) {}

  Result<Archive> run(const fs::path& path) {
    auto damage = unpack(path, "", limits_.whole, 0);
    if (!damage) return tl::unexpected(damage.error());
    result_.damage = std::move(*damage);
    keep_last_of_each_path();
    return std::move(result_);
  }

 private:
  /// Gives its damage. Errors: Fault::input without the path of the archive.
  Result<std::string> unpack(const fs::path& path, const std::string& prefix, const ArchiveBounds& bounds, int level) {
    Receiver receiver(destination_, prefix, bounds, limits_.paths);
    if (auto unpacked = inbox_.unpack(sandbox_, path, bounds, receiver); !unpacked) {
      receiver.undo();
      return tl::unexpected(unpacked.error());
    }
    bytes_ += receiver.bytes();
    entries_ += receiver.entries();
    Archive& archive = receiver.archive();
    std::move(archive.skipped.begin(), archive.skipped.end(), std::back_inserter(result_.skipped));
    for (ArchivedFile& file : archive.files) {
      if (!is_inner_archive(file))
        result_.files.push_back(std::move(file));
      else if (auto opened = open_inner(file, level + 1); !opened)
        return tl::unexpected(opened.error());
    }
    return std::move(archive.damage);
  }

  /// One that cannot be read is skipped; the others are not its concern.
  Result<void> open_inner(const ArchivedFile& file, int level) {
    std::string reason;
    if (level > limits_.nesting) {
      reason = "is an archive inside an archive, too deep to be opened; hand in its files";
    } else if (time_left() <= std::chrono::milliseconds(0)) {
      reason = "was not opened: the time for the whole archive is used up";
    } else if (auto damage = unpack(file.file, file.path + "/", what_is_left(), level)) {
      reason = std::move(*damage);
    } else if (damage.error().fault == Fault::machine) {
      return tl::unexpected(damage.error());
    } else {
      reason = std::move(damage.error().message);
    }
    if (!reason.empty()) result_.skipped.push_back({file.path, "it " + reason});
    ::unlink(file.file.c_str());
    return {};
  }

  /// The bounds of an archive inside, as far as the whole one leaves room.
  [[nodiscard]] ArchiveBounds what_is_left() const {
    const ArchiveBounds& whole = limits_.whole;
    ArchiveBounds bounds = limits_.inner;
    bounds.total_bytes = std::min(bounds.total_bytes, whole.total_bytes - std::min(whole.total_bytes, bytes_));
    bounds.entries = std::min(bounds.entries, whole.entries - std::min(whole.entries, entries_));
    bounds.wall = std::min(bounds.wall, time_left());
    return bounds;
  }

  [[nodiscard]] std::chrono::milliseconds time_left() const {
    return limits_.whole.wall - std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
  }

  void keep_last_of_each_path() {
    std::unordered_map<std::string, std::size_t> last;
    for (std::size_t i = 0; i < result_.files.size(); ++i) last[result_.files[i].path] = i;
    std::vector<ArchivedFile> kept;
    for (std::size_t i = 0; i < result_.files.size(); ++i) {
      ArchivedFile& file = result_.files[i];
      if (last[file.path] == i) {
        kept.push_back(std::move(file));
        continue;
      }
      ::unlink(file.file.c_str());
      result_.skipped.push_back({std::move(file.path), "a later entry has the same path and counts in its place"});
    }
    result_.files = std::move(kept);
  }

  Sandbox& sandbox_;
  const Inbox& inbox_;
  Destination& destination_;
  const ArchiveLimits& limits_;
  const Clock::time_point started_ = Clock::now();
  Archive result_;
  std::uint64_t bytes_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace

std::string_view archive_ending(std::string_view name) {
  const std::string lower = lower_case(name);
  for (const std::string_view ending : {".zip", ".tar", ".tgz", ".tar.gz", ".txz", ".tar.xz", ".tbz", ".tbz2",
                                        ".tar.bz2", ".tzst", ".tar.zst", ".7z", ".rar"})
    if (lower.ends_with(ending)) return name.substr(name.size() - ending.size());
  return {};
}

bool looks_like_archive(const fs::path& path) { return is_archive(beginning(path)); }

Result<Archive> read_archive(Sandbox& sandbox, const fs::path& unpack, const fs::path& path, const fs::path& folder,
                             const ArchiveLimits& limits) {
  Destination destination{folder, UniqueFd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)), 0};
  if (!destination.fd) return machine_error("{}: cannot be opened: {}", folder.string(), std::strerror(errno));
  const auto inbox = Inbox::create(unpack);
  if (!inbox) return tl::unexpected(inbox.error());
  auto archive = Reading(sandbox, *inbox, destination, limits).run(path);
  if (!archive && archive.error().fault == Fault::input)
    archive.error().message = fmt::format("{}: {}", path.string(), archive.error().message);
  return archive;
}

}  // namespace parcours
