#include "util/files.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

namespace parcours {
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || fs::is_directory(path)) return input_error("{}: cannot be read: {}", path.string(), std::strerror(errno));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) return machine_error("{}: cannot be written: {}", path.string(), std::strerror(errno));
  return {};
}

Result<void> replace_file(const fs::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  fs::path fresh = path;
  fresh += ".new";
  auto done = write_file(fresh, text);
  if (!done) return done;
  fs::rename(fresh, path, error);
  if (error) return machine_error("{}: cannot be written: {}", path.string(), error.message());
  return {};
}

std::string sha256_bytes(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return {digest.begin(), digest.begin() + size};
}

std::string sha256(std::string_view bytes) {
  std::string text;
  for (const char byte : sha256_bytes(bytes)) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

namespace {

constexpr const char* temporary = "parcours-";

/// Empty: it is not there, or somebody holds it.
UniqueFd hold(const fs::path& folder) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) fd.reset();
  return fd;
}

}  // namespace

Result<TempDir> TempDir::create() {
  std::string name = (fs::temp_directory_path() / temporary).string() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    return machine_error("{}: cannot make a temporary folder: {}", name, std::strerror(errno));
  UniqueFd held = hold(name);
  std::error_code ignored;
  fs::permissions(name, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec, ignored);
  return TempDir(name, std::move(held));
}

void TempDir::remove_abandoned() {
  std::error_code ignored;
  std::vector<fs::path> abandoned;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), ignored)) {
    if (!entry.path().filename().string().starts_with(temporary)) continue;
    // One that has just been made is not held yet.
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    if (std::time(nullptr) - status.st_mtime >= 60 && hold(entry.path())) abandoned.push_back(entry.path());
  }
  for (const fs::path& folder : abandoned) fs::remove_all(folder, ignored);
}

TempDir::~TempDir() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<Installation> find_installation() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return machine_error("/proc/self/exe: cannot be read: is /proc mounted?");
  const fs::path prefix = self.parent_path().parent_path();
  const fs::path data = prefix / "share/parcours";
  const fs::path programs = prefix / "libexec/parcours";
  if (fs::exists(data / "runtime"))
    return Installation{programs / "parcours-init", programs / "parcours-unpack", data / "runtime", data,
                        data / "student_template"};
  const fs::path source = PARCOURS_SOURCE_DIR;
  for (fs::path folder = self.parent_path(); folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / "parcours-init"))
      return Installation{folder / "parcours-init", folder / "parcours-unpack", source / "grader/runtime", source,
                          source / "student_template"};
  return input_error("{}: parcours-init is not beside it: build or install the whole of Parcours", self.string());
}

}  // namespace parcours
