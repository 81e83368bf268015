#pragma once
// Mistake: wait() takes whichever child has ended, also one that the caller has started for itself.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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

struct Worker {
  pid_t pid;
  int from;  // the reading end of its pipe
  std::optional<std::int64_t> result{};
  int status = 0;
};

inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  if (children == 0) throw std::invalid_argument("children");
  const std::size_t shares = std::min<std::size_t>(children, items);
  std::vector<Worker> workers;
  int refused = 0;
  for (std::size_t i = 0; i < shares && refused == 0; ++i) {
    int ends[2];
    if (::pipe(ends) != 0) {
      refused = errno;
      break;
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(ends[0]);
      int code = 1;
      try {
        const std::int64_t result = part(items * i / shares, items * (i + 1) / shares);
        if (::write(ends[1], &result, sizeof result) == ssize_t{sizeof result}) code = 0;
      } catch (...) {
      }
      ::_exit(code);
    }
    ::close(ends[1]);
    if (pid < 0) {
      refused = errno;
      ::close(ends[0]);
    } else {
      workers.push_back({pid, ends[0]});
    }
  }

  std::int64_t sum = 0;
  std::optional<ChildFailed> failure;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    std::int64_t result = 0;
    ssize_t got = 0;
    do {
      got = ::read(workers[i].from, &result, sizeof result);
    } while (got < 0 && errno == EINTR);
    ::close(workers[i].from);
    if (got == ssize_t{sizeof result}) workers[i].result = result;
  }
  for (std::size_t waited = 0; waited < workers.size(); ++waited) {
    int status = 0;
    pid_t pid = 0;
    do {
      pid = ::wait(&status);
    } while (pid < 0 && errno == EINTR);
    for (Worker& worker : workers) {
      if (worker.pid == pid) worker.status = status;
    }
  }
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const int status = workers[i].status;
    if (workers[i].result && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      sum += *workers[i].result;
    } else if (!failure) {
      failure.emplace(i, WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
    }
  }
  if (refused != 0) throw std::system_error(refused, std::generic_category());
  if (failure) throw *failure;
  return sum;
}
