#pragma once
// Archives of submissions, read without trust.
//
// parcours-unpack decodes them inside the sandbox, where it can write nothing, and tells what is in them over its
// channel. The grader checks each packet, makes the files itself under names of its own ("0", "1", …), and counts. So a
// decoder that an archive has taken over can lie about that archive, and nothing else; each archive within an archive
// is decoded by a process of its own.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "intake/entry_path.hpp"
#include "sandbox/sandbox.hpp"
#include "util/result.hpp"

namespace parcours {

/// What one archive may take. To reach a bound is allowed.
struct ArchiveBounds {
  std::uint64_t archive_bytes = 64ULL << 20;  ///< as it lies on the disk
  std::uint64_t total_bytes = 256ULL << 20;   ///< unpacked, kept or not
  std::uint64_t file_bytes = 32ULL << 20;     ///< of a file; a larger one is skipped
  std::uint64_t entries = 20'000;             ///< of any kind
  std::chrono::milliseconds wall{60'000};
  std::chrono::milliseconds cpu{30'000};
  std::uint64_t memory_bytes = 512ULL << 20;
};

struct ArchiveLimits {
  ArchiveBounds whole;  ///< the archive with those inside it; cpu and memory_bytes: without them
  ArchiveBounds inner{.total_bytes = 64ULL << 20,
                      .entries = 5'000,
                      .wall = std::chrono::seconds(20),
                      .cpu = std::chrono::seconds(10)};  ///< each archive inside it
  PathBounds paths;                                      ///< within one archive
  int nesting = 1;                                       ///< how many levels of archives inside it are opened
};

struct ArchivedFile {
  std::string path;            ///< in the archive: "anna/queue.zip/src/queue.hpp" where queue.zip is one inside it
  std::string container;       ///< the archive inside it that holds it, "anna/queue.zip"; empty: none
  std::filesystem::path file;  ///< where its bytes are now
  std::uint64_t size = 0;
  std::int64_t changed = 0;  ///< seconds since 1970, as the archive says; 0: it does not say
};

struct SkippedEntry {
  std::string path;
  std::string reason;  ///< one line
  bool junk = false;   ///< nobody meant to hand it in
};

/// Each entry is in one of the lists, folders aside. Paths are unique among `files`: of two entries with the same one
/// the later counts, as for every unpacker. Paths that differ in case differ.
struct Archive {
  std::vector<ArchivedFile> files;
  std::vector<SkippedEntry> skipped;
  std::string damage;  ///< where it ends too early and why; what came before is here. Empty: it is complete
};

/// Whether it is a regular file that begins as an archive does, one that cannot be read (RAR) included.
[[nodiscard]] bool looks_like_archive(const std::filesystem::path& path);

/// The ending that a name has because it is an archive's, ".tar.gz", in any case; empty: it has none.
[[nodiscard]] std::string_view archive_ending(std::string_view name);

/// Unpacks zip, tar (also compressed by gzip, bzip2, xz or zstd) and 7z into `folder`, which exists, is empty and need
/// not be visible to others. An archive inside that goes past a bound is skipped as a whole. Memory does not grow with
/// the contents. `unpack`: the program parcours-unpack. Errors: Fault::input with the path, what is wrong and how to
/// mend it, Fault::machine; `folder` is then of no use.
[[nodiscard]] Result<Archive> read_archive(Sandbox& sandbox, const std::filesystem::path& unpack,
                                           const std::filesystem::path& path, const std::filesystem::path& folder,
                                           const ArchiveLimits& limits = {});

}  // namespace parcours
