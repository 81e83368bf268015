#pragma once
// All pipes first, then all children, then poll(): the parent takes each result when it comes, in whatever order.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
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

struct Errand {
  int read_end = -1;
  int write_end = -1;
  pid_t child = -1;
  std::optional<std::int64_t> result;
};

inline void close_end(int& end) {
  if (end != -1) ::close(end);
  end = -1;
}

[[noreturn]] inline void run_errand(const Errand& errand, const std::function<std::int64_t()>& compute) noexcept {
  std::optional<std::int64_t> result;
  try {
    result = compute();
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(::write(errand.write_end, &*result, sizeof *result) == ssize_t{sizeof *result} ? 0 : 2);
}

inline void collect_as_they_come(std::vector<Errand>& errands) {
  std::vector<pollfd> open;
  std::vector<Errand*> whose;
  for (Errand& errand : errands) {
    if (errand.child == -1) continue;
    open.push_back({errand.read_end, POLLIN, 0});
    whose.push_back(&errand);
  }
  for (std::size_t left = open.size(); left > 0;) {
    if (::poll(open.data(), open.size(), -1) < 0) continue;  // a signal
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].revents == 0) continue;
      std::int64_t result = 0;
      const ssize_t got = ::read(open[i].fd, &result, sizeof result);
      if (got < 0) continue;
      if (got == ssize_t{sizeof result}) whose[i]->result = result;
      open[i].fd = -1;  // poll() passes over it from now on
      --left;
    }
  }
}

inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  if (children == 0) throw std::invalid_argument("children");
  std::vector<Errand> errands(items < children ? items : children);
  int refused = 0;
  for (Errand& errand : errands) {
    int ends[2] = {-1, -1};
    if (refused == 0 && ::pipe(ends) != 0) refused = errno;
    errand.read_end = ends[0];
    errand.write_end = ends[1];
  }
  for (std::size_t i = 0; i < errands.size() && refused == 0; ++i) {
    errands[i].child = ::fork();
    if (errands[i].child == -1) refused = errno;
    if (errands[i].child == 0) {
      const std::size_t first = i * items / errands.size();
      const std::size_t last = (i + 1) * items / errands.size();
      run_errand(errands[i], [&] { return part(first, last); });
    }
    close_end(errands[i].write_end);
  }
  for (Errand& errand : errands) close_end(errand.write_end);
  collect_as_they_come(errands);

  std::map<std::size_t, int> failures;  // exit codes; the lowest share is the first
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < errands.size(); ++i) {
    close_end(errands[i].read_end);
    if (errands[i].child == -1) continue;
    int status = 0;
    pid_t ended = 0;
    do {
      ended = ::waitpid(errands[i].child, &status, 0);
    } while (ended == -1 && errno == EINTR);
    if (!errands[i].result || status != 0) {
      failures[i] = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    } else {
      sum += *errands[i].result;
    }
  }
  if (refused != 0) throw std::system_error(refused, std::generic_category());
  if (!failures.empty()) throw ChildFailed(failures.begin()->first, failures.begin()->second);
  return sum;
}
