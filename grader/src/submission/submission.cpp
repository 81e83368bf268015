#include "submission/submission.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "util/fd.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Opened first and looked at afterwards, so that what was checked is what is read.
Result<std::string> read_regular(const fs::path& path, const std::string& name, const std::string& header) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd) {
    if (errno == ELOOP) return input_error("{}: is a symbolic link; hand in the file itself", name);
    if (errno == ENOENT) return input_error("{}: no such file; expected {} or a folder that holds it", name, header);
    return input_error("{}: cannot be opened: {}", name, std::strerror(errno));
  }
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return input_error("{}: cannot be looked at: {}", name, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return input_error("{}: is not a regular file; hand in the header itself", name);
  if (static_cast<std::uintmax_t>(status.st_size) > largest_submission)
    return input_error("{}: is {} KiB large; a submission may have at most {} KiB", name, status.st_size >> 10,
                       largest_submission >> 10);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t size = ::read(fd.get(), bytes.data() + have, bytes.size() - have);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    have += static_cast<std::size_t>(size);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace

Result<Submission> load_submission(const std::string& header, const fs::path& given) {
  std::error_code ignored;
  fs::path path = given;
  if (fs::is_directory(fs::symlink_status(given, ignored))) {
    path = given / header;
    if (!fs::exists(fs::symlink_status(path, ignored))) return input_error("{}: holds no {}", given.string(), header);
  }
  return load_archived(header, path, path);
}

Result<Submission> load_archived(const std::string& header, const fs::path& file, const fs::path& path) {
  auto bytes = read_regular(file, path.string(), header);
  if (!bytes) return tl::unexpected(bytes.error());
  Submission submission{path, sha256(*bytes), std::move(*bytes)};
  std::string& text = submission.text;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return input_error("{}: is UTF-16; save it as UTF-8", path.string());
  if (text.find('\0') != std::string::npos)
    return input_error("{}: is a binary file; hand in the source {}", path.string(), header);
  if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == ' ' || (c >= 9 && c <= 13); }))
    return input_error("{}: is empty; did you save it?", path.string());
  std::string unix_lines;
  unix_lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] == '\n')) {
      if (i + 1 == text.size()) unix_lines += '\n';
      continue;
    }
    unix_lines += text[i] == '\r' ? '\n' : text[i];
  }
  text = std::move(unix_lines);
  if (text.back() != '\n') text += '\n';
  return submission;
}

}  // namespace parcours
