#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <vector>

inline std::int64_t digits(const std::vector<std::uint64_t>& numbers, std::size_t first, std::size_t last) {
  std::int64_t sum = 0;
  for (std::size_t i = first; i < last; ++i)
    for (std::uint64_t left = numbers[i]; left > 0; left /= 10) sum += static_cast<std::int64_t>(left % 10);
  return sum;
}

inline std::int64_t child_sum(const std::vector<std::uint64_t>& numbers, unsigned children, bool crash_one) {
  int fds[2];
  if (::pipe(fds) != 0) throw std::runtime_error("no pipe");
  std::vector<pid_t> started;
  for (unsigned i = 0; i < children; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      if (crash_one && i == 1) std::abort();
      const std::int64_t sum = digits(numbers, numbers.size() * i / children, numbers.size() * (i + 1) / children);
      ::_exit(::write(fds[1], &sum, sizeof sum) == sizeof sum ? 0 : 1);
    }
    started.push_back(pid);
  }
  ::close(fds[1]);
  std::int64_t total = 0;
  for (std::int64_t part = 0; ::read(fds[0], &part, sizeof part) == sizeof part;) total += part;
  ::close(fds[0]);
  bool failed = false;
  for (const pid_t pid : started) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
  }
  if (failed) throw std::runtime_error("a child failed");
  return total;
}
