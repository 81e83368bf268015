#include "intake/unpacking.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr const char* program_name = "parcours-unpack";
constexpr const char* copy_name = "archive";

/// Opened first and looked at afterwards, so that what was checked is what is copied.
Result<void> copy_archive(const fs::path& from, const fs::path& to, std::uint64_t most) {
  const UniqueFd in(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!in) return input_error("cannot be opened: {}", std::strerror(errno));
  struct stat status{};
  if (::fstat(in.get(), &status) != 0 || !S_ISREG(status.st_mode)) return input_error("is not a regular file");
  if (static_cast<std::uint64_t>(status.st_size) > most)
    return input_error("is {} MiB large; an archive may have at most {}", status.st_size >> 20, size_text(most));
  ::unlink(to.c_str());
  const UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!out) return machine_error("{}: cannot be made: {}", to.string(), std::strerror(errno));
  for (std::uint64_t left = static_cast<std::uint64_t>(status.st_size); left > 0;) {
    const ssize_t size = ::sendfile(out.get(), in.get(), nullptr, left);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return machine_error("{}: cannot be written: {}", to.string(), std::strerror(errno));
    if (size == 0) break;  // it has become shorter
    left -= static_cast<std::uint64_t>(size);
  }
  ::fchmod(out.get(), 0644);  // whatever the umask
  return {};
}

tl::unexpected<Error> too_slow(std::chrono::milliseconds limit) {
  return input_error("takes longer than {} s to unpack; pack the files again as a zip",
                     std::chrono::ceil<std::chrono::seconds>(limit).count());
}

Result<void> judge(const Outcome& outcome, const ArchiveBounds& bounds, bool ended) {
  switch (outcome.ending) {
    case Ending::wall_time:
      return too_slow(bounds.wall);
    case Ending::cpu_time:
      return too_slow(bounds.cpu);
    case Ending::memory:
      return input_error("needs more than {} of memory to unpack; pack the files again as a zip",
                         size_text(bounds.memory_bytes));
    case Ending::signalled:
      return input_error("makes its decoder crash (signal {}); pack the files again as a zip", outcome.status);
    case Ending::exited:
      if (ended && outcome.status == 0) return {};
      if (outcome.status == 126 || outcome.status == 127)
        return machine_error("{} cannot be started in the sandbox: {}", program_name,
                             shown(outcome.output.substr(0, outcome.output.find('\n'))));
      break;
    case Ending::processes:
    case Ending::output:
    case Ending::stopped:
      break;
  }
  return input_error("makes its decoder misbehave (it ended without a word); pack the files again as a zip");
}

}  // namespace

Result<Inbox> Inbox::create(const fs::path& unpack) {
  auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  std::error_code error;
  const fs::path copy = folder->path() / program_name;
  fs::copy_file(unpack, copy, error);
  if (!error) fs::permissions(copy, fs::perms(0755), error);
  if (error) return machine_error("{}: cannot be copied: {}", unpack.string(), error.message());
  return Inbox(std::move(*folder));
}

Result<void> Inbox::unpack(Sandbox& sandbox, const fs::path& archive, const ArchiveBounds& bounds,
                           Receiver& receiver) const {
  const fs::path copy = folder_.path() / copy_name;
  if (auto copied = copy_archive(archive, copy, bounds.archive_bytes); !copied) return copied;
  const Command command{
      .argv = {(folder_.path() / program_name).string(), copy.string(), std::to_string(bounds.file_bytes),
               std::to_string(bounds.total_bytes), std::to_string(bounds.entries)},
      .environment = {},
      .folder = folder_.path(),
      .mounts = {{folder_.path(), false}},
      .channel = true,
      .input = {}};
  Limits limits;
  limits.wall = bounds.wall;
  limits.cpu = bounds.cpu;
  limits.memory_bytes = bounds.memory_bytes;
  limits.processes = 4;
  limits.output_bytes = 16 << 10;
  limits.file_bytes = 0;
  const auto running = sandbox.start(command, limits);
  if (!running) return tl::unexpected(running.error());
  for (;;) {
    const auto event = (*running)->next(std::chrono::milliseconds(1000));
    if (!event) return tl::unexpected(event.error());
    if (const auto* message = std::get_if<Message>(&*event)) {
      if (auto taken = receiver.take(message->text); !taken) return taken;
    } else if (const auto* outcome = std::get_if<Outcome>(&*event)) {
      return judge(*outcome, bounds, receiver.ended());
    }
  }
}

}  // namespace parcours
