// parcours-unpack: tells what is in an archive, on descriptor 3, in the packets of intake/unpack_protocol.hpp. It
// writes no file and runs only in the sandbox: a bug of a decoder must be worth nothing. Usage: parcours-unpack ARCHIVE
// FILE_BYTES TOTAL_BYTES ENTRIES
//   FILE_BYTES  of one file; a larger one is dropped      TOTAL_BYTES, ENTRIES  of the archive, which ends it
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "intake/unpack_protocol.hpp"

using namespace parcours::unpack_protocol;

namespace {

constexpr int channel = 3;

void send(Tag tag, std::string_view text) {
  std::string packet(1, static_cast<char>(tag));
  packet += text;
  while (::send(channel, packet.data(), packet.size(), MSG_NOSIGNAL) < 0)
    if (errno != EINTR) ::_exit(1);
}

[[noreturn]] void finish() {
  send(Tag::end, "");
  ::_exit(0);  // what libarchive would free, the process takes along
}

struct Bounds {
  std::uint64_t file_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t entries = 0;
};

Kind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return Kind::hard_link;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return Kind::file;
    case AE_IFDIR:
      return Kind::folder;
    case AE_IFLNK:
      return Kind::symbolic_link;
    case AE_IFCHR:
    case AE_IFBLK:
      return Kind::device;
    case AE_IFIFO:
      return Kind::fifo;
    case AE_IFSOCK:
      return Kind::socket;
    default:
      return Kind::other;
  }
}

class Unpacking {
 public:
  explicit Unpacking(const Bounds& bounds) : bounds_(bounds), archive_(archive_read_new()) {}

  [[noreturn]] void run(const char* path) {
    // No other formats, and none of the programs that libarchive can start for a compression it does not know.
    archive_read_support_format_zip(archive_);
    archive_read_support_format_tar(archive_);
    archive_read_support_format_7zip(archive_);
    archive_read_support_filter_gzip(archive_);
    archive_read_support_filter_bzip2(archive_);
    archive_read_support_filter_xz(archive_);
    archive_read_support_filter_zstd(archive_);
    if (archive_read_open_filename(archive_, path, most_data) < ARCHIVE_WARN) stop(Tag::damage, why());
    for (;;) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(archive_, &entry);
      if (status == ARCHIVE_EOF) finish();
      // RETRY: a header is broken. What looks like the next one may lie inside a file.
      if (status == ARCHIVE_FATAL || status == ARCHIVE_RETRY) stop(Tag::damage, why());
      if (++entries_ > bounds_.entries) exceed(Bound::entries);
      const Kind kind = status == ARCHIVE_FAILED ? Kind::file : kind_of(entry);
      tell(entry, kind);
      if (status == ARCHIVE_FAILED)
        drop("it is damaged: " + why());
      else if (kind == Kind::file)
        tell_contents(entry);
    }
  }

 private:
  [[nodiscard]] std::string why() const {
    const char* text = archive_error_string(archive_);
    return text == nullptr ? "no reason is known" : text;
  }

  [[noreturn]] static void stop(Tag tag, std::string_view text) {
    send(tag, text);
    finish();
  }

  [[noreturn]] static void exceed(Bound bound) { stop(Tag::bound, std::string(1, static_cast<char>(bound))); }

  [[nodiscard]] bool is_zip() const {
    return (archive_format(archive_) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  }

  void tell(archive_entry* entry, Kind kind) {
    std::string text{static_cast<char>(kind), static_cast<char>(is_zip() ? Names::zip : Names::unknown)};
    text += std::to_string(static_cast<std::int64_t>(archive_entry_mtime(entry))) + ' ';
    const char* path = archive_entry_pathname(entry);
    if (path != nullptr) text += std::string_view(path).substr(0, most_path);
    send(Tag::entry, text);
  }

  void tell_contents(archive_entry* entry) {
    if (archive_entry_is_encrypted(entry) != 0) {
      drop("it is encrypted; pack it without a password");
    } else if (archive_entry_size_is_set(entry) != 0 &&
               static_cast<std::uint64_t>(archive_entry_size(entry)) > bounds_.file_bytes) {
      drop_as_large();
    } else {
      std::uint64_t size = 0;
      for (;;) {
        const auto more = read();
        if (!more) return;
        if (*more == 0) break;
        size += *more;
        if (size > bounds_.file_bytes) return drop_as_large();
        send(Tag::data, {buffer_, *more});
      }
      send(Tag::whole, "");
    }
  }

  /// How many bytes of the entry came into buffer_, 0 at its end; empty: it had to be dropped.
  std::optional<std::size_t> read() {
    const la_ssize_t size = archive_read_data(archive_, buffer_, sizeof buffer_);
    if (size < 0) {
      send(Tag::drop, "it is damaged: " + why());
      if (size == ARCHIVE_FATAL) stop(Tag::damage, why());
      return std::nullopt;
    }
    total_ += static_cast<std::uint64_t>(size);
    if (total_ > bounds_.total_bytes) exceed(Bound::bytes);
    return static_cast<std::size_t>(size);
  }

  void drop(const std::string& reason) {
    send(Tag::drop, reason);
    pass_over();
  }

  void drop_as_large() {
    send(Tag::large, "");
    pass_over();
  }

  /// A zip says where the next entry is. Elsewhere what is left of this one must be decoded, and that counts.
  void pass_over() {
    if (is_zip()) {
      if (archive_read_data_skip(archive_) == ARCHIVE_FATAL) stop(Tag::damage, why());
      return;
    }
    for (la_ssize_t size = 1; size > 0;) {
      size = archive_read_data(archive_, buffer_, sizeof buffer_);
      if (size == ARCHIVE_FATAL) stop(Tag::damage, why());
      if (size > 0) total_ += static_cast<std::uint64_t>(size);
      if (total_ > bounds_.total_bytes) exceed(Bound::bytes);
    }
  }

  Bounds bounds_;
  archive* archive_;
  std::uint64_t entries_ = 0;
  std::uint64_t total_ = 0;
  char buffer_[most_data];
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: parcours-unpack ARCHIVE FILE_BYTES TOTAL_BYTES ENTRIES\n", stderr);
    return 2;
  }
  ::setlocale(LC_ALL, "C.UTF-8");  // what libarchive turns names into whose encoding it knows
  const auto number = [argv](int i) { return std::strtoull(argv[i], nullptr, 10); };
  static Unpacking unpacking({.file_bytes = number(2), .total_bytes = number(3), .entries = number(4)});
  unpacking.run(argv[1]);
}
