#pragma once
// Paths as archives hold them, made fit to be shown and compared. No file is ever made under one.
#include <string>
#include <string_view>

namespace parcours {

struct PathBounds {
  std::size_t bytes = 1024;  ///< as it is in the archive
  std::size_t depth = 32;    ///< parts between slashes
};

struct EntryPath {
  std::string text;     ///< valid UTF-8, relative, its parts joined by '/'; a refused one only to be shown
  std::string refusal;  ///< why no entry may have it; empty: it may
};

/// What the bytes mean: UTF-8; else, where `zip`, code page 437. A byte that is neither, a control character or a mark
/// that hides or reorders text becomes "%E9", so it shows. A drive letter, slashes in front and "." go, backslashes are
/// slashes; ".." is refused.
[[nodiscard]] EntryPath read_entry_path(std::string_view bytes, bool zip, const PathBounds& bounds);

/// Valid UTF-8 in which everything can be seen, as in EntryPath, at most about `most` bytes.
[[nodiscard]] std::string shown(std::string_view bytes, std::size_t most = 200);

/// What systems and version control put into archives beside a person's files: "__MACOSX/…", ".git/…", "Thumbs.db".
[[nodiscard]] bool is_junk(std::string_view path);

/// The part after the last slash.
[[nodiscard]] std::string_view name_of(std::string_view path);

}  // namespace parcours
