#include "intake/receiver.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "util/text.hpp"

namespace parcours {

using unpack_protocol::Bound;
using unpack_protocol::Kind;
using unpack_protocol::Names;
using unpack_protocol::Tag;

namespace {

tl::unexpected<Error> forged(std::string_view what) {
  return input_error("makes its decoder misbehave ({}); pack the files again as a zip", what);
}

/// Why an entry of this kind is not kept; empty: it is. Nothing: there is no such kind.
std::optional<std::string> refusal_of(Kind kind) {
  switch (kind) {
    case Kind::file:
    case Kind::folder:
      return "";
    case Kind::symbolic_link:
      return "it is a symbolic link";
    case Kind::hard_link:
      return "it is a hard link";
    case Kind::device:
      return "it is a device";
    case Kind::fifo:
      return "it is a FIFO";
    case Kind::socket:
      return "it is a socket";
    case Kind::other:
      return "it is no regular file";
  }
  return std::nullopt;
}

}  // namespace

Result<void> Receiver::take(std::string_view packet) {
  if (packet.empty() || ended_) return forged("a packet out of place");
  const auto tag = static_cast<Tag>(packet[0]);
  packet.remove_prefix(1);
  const bool about_a_file = tag == Tag::data || tag == Tag::whole || tag == Tag::large || tag == Tag::drop;
  if (about_a_file != open_.has_value() && tag != Tag::bound) return forged("a packet out of place");
  if (stopped_ && tag != Tag::end) return forged("a packet out of place");
  switch (tag) {
    case Tag::entry:
      return begin(packet);
    case Tag::data:
      return write(packet);
    case Tag::whole:
      keep();
      return {};
    case Tag::large:
      skip(fmt::format("it is larger than the {} that a file may have", size_text(bounds_.file_bytes)));
      return {};
    case Tag::drop:
      skip(shown(packet));
      return {};
    case Tag::bound:
      return exceeded(packet.starts_with(static_cast<char>(Bound::entries)) ? Bound::entries : Bound::bytes);
    case Tag::damage:
      return stop(packet);
    case Tag::end:
      ended_ = true;
      return {};
  }
  return forged("a packet of no known kind");
}

Result<void> Receiver::begin(std::string_view text) {
  if (++entries_ > bounds_.entries) return exceeded(Bound::entries);
  if (text.size() < 2) return forged("a broken entry");
  const auto kind = static_cast<Kind>(text[0]);
  const bool zip = text[1] == static_cast<char>(Names::zip);
  auto refusal = refusal_of(kind);
  if (!refusal) return forged("a broken entry");
  Open open;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), open.file.changed);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return forged("a broken entry");
  const EntryPath path = read_entry_path(text.substr(static_cast<std::size_t>(end + 1 - text.data())), zip, paths_);
  open.file.path = prefix_ + path.text;
  open.file.container = prefix_.substr(0, prefix_.empty() ? 0 : prefix_.size() - 1);
  last_ = path.text;
  if (kind == Kind::folder) return {};
  open.junk = is_junk(path.text);
  open.refusal = open.junk ? "it is not a submission's file" : !path.refusal.empty() ? path.refusal : *refusal;
  if (open.refusal.empty()) {
    const std::string name = std::to_string(destination_.next++);
    open.file.file = destination_.folder / name;
    open.fd = UniqueFd(
        ::openat(destination_.fd.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!open.fd) return machine_error("{}: cannot be made: {}", open.file.file.string(), std::strerror(errno));
  }
  open_ = std::move(open);
  if (kind != Kind::file) skip({});
  return {};
}

Result<void> Receiver::write(std::string_view data) {
  bytes_ += data.size();
  open_->file.size += data.size();
  if (bytes_ > bounds_.total_bytes) return exceeded(Bound::bytes);
  if (open_->file.size > bounds_.file_bytes) return forged("more than a file may have");
  while (open_->fd && !data.empty()) {
    const ssize_t size = ::write(open_->fd.get(), data.data(), data.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return machine_error("{}: cannot be written: {}", open_->file.file.string(), std::strerror(errno));
    data.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

void Receiver::keep() {
  if (!open_->refusal.empty()) return skip({});
  archive_.files.push_back(std::move(open_->file));
  open_.reset();
}

void Receiver::skip(std::string reason) {
  if (open_->fd) ::unlinkat(destination_.fd.get(), open_->file.file.filename().c_str(), 0);
  archive_.skipped.push_back({std::move(open_->file.path),
                              open_->refusal.empty() ? std::move(reason) : std::move(open_->refusal), open_->junk});
  open_.reset();
}

tl::unexpected<Error> Receiver::exceeded(Bound bound) const {
  if (bound == Bound::entries)
    return input_error("holds more than {} entries; hand in the source files alone", bounds_.entries);
  return input_error("unpacks to more than {}; hand in the source files alone", size_text(bounds_.total_bytes));
}

Result<void> Receiver::stop(std::string_view why) {
  if (entries_ == 0)
    return input_error("cannot be read as an archive ({}); hand in a zip, a tar or the file itself", shown(why));
  stopped_ = true;
  archive_.damage = fmt::format("is damaged after {}: {}", last_, shown(why));
  return {};
}

void Receiver::undo() {
  if (open_) skip({});
  for (const ArchivedFile& file : archive_.files) ::unlinkat(destination_.fd.get(), file.file.filename().c_str(), 0);
  archive_ = {};
}

}  // namespace parcours
