#pragma once
// One pipe for all children. Each writes one record into it, the number of its share and its result. A record is far
// shorter than PIPE_BUF, so the kernel never mixes two of them. The parent reads until the last writing end is closed.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

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

inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  if (children == 0) throw std::invalid_argument("children");
  const std::size_t shares = std::min<std::size_t>(children, items);
  if (shares == 0) return 0;

  struct Record {
    std::uint64_t share;
    std::int64_t result;
  };
  int ends[2];
  if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");

  std::vector<pid_t> started;
  started.reserve(shares);
  int refused = 0;
  for (std::size_t i = 0; i < shares && refused == 0; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      int exit_code = 1;
      try {
        const Record record{i, part(items * i / shares, items * (i + 1) / shares)};
        if (::write(ends[1], &record, sizeof record) == ssize_t{sizeof record}) exit_code = 0;
      } catch (...) {
      }
      ::_exit(exit_code);
    }
    if (pid > 0) started.push_back(pid);
    if (pid < 0) refused = errno;
  }
  ::close(ends[1]);

  std::int64_t sum = 0;
  std::vector<bool> delivered(shares);
  for (;;) {
    Record record{};
    const ssize_t got = ::read(ends[0], &record, sizeof record);
    if (got < 0 && errno == EINTR) continue;
    if (got != ssize_t{sizeof record}) break;
    sum += record.result;
    delivered[record.share] = true;
  }
  ::close(ends[0]);

  std::vector<int> statuses(started.size());
  for (std::size_t i = 0; i < started.size(); ++i) {
    while (::waitpid(started[i], &statuses[i], 0) < 0 && errno == EINTR) {
    }
  }
  if (refused != 0) throw std::system_error(refused, std::generic_category(), "fork");
  for (std::size_t i = 0; i < shares; ++i) {
    if (WIFSIGNALED(statuses[i])) throw ChildFailed(i, -WTERMSIG(statuses[i]));
    if (!delivered[i] || WEXITSTATUS(statuses[i]) != 0) throw ChildFailed(i, WEXITSTATUS(statuses[i]));
  }
  return sum;
}
