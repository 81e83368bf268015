#pragma once
// A child is an object: its constructor forks, collect() takes its result and waits for it, and the destructor waits if
// nobody has. So however fork_sum() is left, no child and no descriptor stays behind.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

/// The sum for one share of the work: the items first, first + 1, … up to and without last.
using Part = std::function<std::int64_t(std::size_t first, std::size_t last)>;

/// A child did not deliver its result.
struct ChildFailed : std::runtime_error {
  ChildFailed(std::size_t share, int exit_code)
      : std::runtime_error("the child with share " + std::to_string(share) + " ended with exit code " +
                           std::to_string(exit_code)),
        share(share),
        exit_code(exit_code) {}
  std::size_t share;  ///< 0 is the share with the first items
  int exit_code;      ///< as in Python: what the child passed to _exit, or minus the number of the signal that ended it
};

namespace fork_sum_parts {

[[noreturn]] inline void refused(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// Closes what it holds.
class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void hold(int number) { number_ = number; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_ = -1;
};

/// Writes all of it; false if that cannot be done.
inline bool write_all(int descriptor, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;  // a signal came first; nothing was written
    if (written <= 0) return false;
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
  return true;
}

/// Reads so many bytes; false if the other end was closed before.
inline bool read_all(int descriptor, char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t got = ::read(descriptor, bytes, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

class Child {
 public:
  /// Starts it. Throws std::system_error.
  Child(const Part& part, std::size_t first, std::size_t last) {
    int ends[2];
    // Whatever another thread may execute meanwhile (exec) shall not have them.
    if (::pipe2(ends, O_CLOEXEC) != 0) refused("pipe");
    result_.hold(ends[0]);
    Descriptor to_parent;
    to_parent.hold(ends[1]);
    pid_ = ::fork();
    if (pid_ < 0) refused("fork");
    if (pid_ == 0) work(part, first, last, to_parent.number());
    // Here the parent's copy of the writing end goes. While any process holds one, the reader never sees the end of
    // the data, and a child that dies without a word would be waited for forever.
  }
  ~Child() {
    if (pid_ > 0) (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  struct End {
    std::optional<std::int64_t> result;
    int exit_code = 0;
  };

  /// Sleeps until the child has ended. Once only.
  [[nodiscard]] End collect() {
    std::int64_t result = 0;
    // An exit status of 0 alone proves nothing: the part may have called _exit(0).
    const bool complete = read_all(result_.number(), reinterpret_cast<char*>(&result), sizeof result);
    result_.close();
    const int status = wait();
    if (WIFSIGNALED(status)) return {{}, -WTERMSIG(status)};
    if (!complete || WEXITSTATUS(status) != 0) return {{}, WEXITSTATUS(status)};
    return {result, 0};
  }

 private:
  /// What the child does, all of it: it never returns into the code that forked it.
  [[noreturn]] static void work(const Part& part, std::size_t first, std::size_t last, int to_parent) {
    int exit_code = 1;
    try {
      const std::int64_t result = part(first, last);
      if (write_all(to_parent, reinterpret_cast<const char*>(&result), sizeof result)) exit_code = 0;
    } catch (...) {
      // Nobody in this process could catch it: those who would are copies of the parent's functions.
    }
    ::_exit(exit_code);  // and not exit(): the buffers and the exit handlers are copies of the parent's, too
  }

  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  Descriptor result_;
  pid_t pid_ = -1;
};

}  // namespace fork_sum_parts

inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  if (children == 0) throw std::invalid_argument("fork_sum needs at least one child");
  const std::size_t shares = std::min<std::size_t>(children, items);
  // A deque, because its elements never move. If the third child is refused, it takes the first two along.
  std::deque<fork_sum_parts::Child> started;
  for (std::size_t i = 0; i < shares; ++i) {
    started.emplace_back(part, items * i / shares, items * (i + 1) / shares);
  }

  std::int64_t sum = 0;
  std::optional<ChildFailed> failure;
  for (std::size_t i = 0; i < shares; ++i) {
    const auto end = started[i].collect();
    if (end.result) {
      sum += *end.result;
    } else if (!failure) {
      failure.emplace(i, end.exit_code);  // thrown when all have ended
    }
  }
  if (failure) throw *failure;
  return sum;
}
