#include "util/files.hpp"

#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

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

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

Result<TempDir> TempDir::create() {
  std::string name = (fs::temp_directory_path() / "parcours-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return machine_error("{}: cannot make a temporary folder: {}", name, std::strerror(errno));
  std::error_code ignored;
  fs::permissions(name, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec, ignored);
  return TempDir(name);
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
    return Installation{programs / "parcours-init", programs / "parcours-unpack", data / "runtime", data};
  const fs::path source = PARCOURS_SOURCE_DIR;
  for (fs::path folder = self.parent_path(); folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / "parcours-init"))
      return Installation{folder / "parcours-init", folder / "parcours-unpack", source / "grader/runtime", source};
  return input_error("{}: parcours-init is not beside it: build or install the whole of Parcours", self.string());
}

}  // namespace parcours
