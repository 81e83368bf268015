#pragma once
// No pipe at all: before it forks, the parent maps a piece of memory that stays shared. Each child has a place of its
// own in it. The end of a child makes what it wrote visible to whoever has waited for it.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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

class Children {
 public:
  ~Children() {
    for (; next_ < started_.size(); ++next_) (void)end_of_next();
  }
  void add(pid_t child) { started_.push_back(child); }
  /// The status of the oldest child that nobody has waited for.
  siginfo_t end_of_next() {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(started_[next_]), &info, WEXITED) != 0 && errno == EINTR) {
    }
    return info;
  }
  siginfo_t take() {
    const siginfo_t info = end_of_next();
    ++next_;
    return info;
  }

 private:
  std::vector<pid_t> started_;
  std::size_t next_ = 0;
};

struct Place {
  std::int64_t result;
  bool filled;
};

inline auto shared_places(std::size_t count) {
  const std::size_t bytes = count * sizeof(Place);
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  auto unmap = [bytes](Place* places) { ::munmap(places, bytes); };
  return std::unique_ptr<Place, decltype(unmap)>(static_cast<Place*>(memory), unmap);
}

inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  if (children == 0) throw std::invalid_argument("children");
  if (items == 0) return 0;
  const std::size_t shares = children < items ? children : items;
  const std::size_t least = items / shares;
  const std::size_t longer = items % shares;  // so many shares have one item more
  const auto places = shared_places(shares);

  Children started;
  std::size_t first = 0;
  for (std::size_t i = 0; i < shares; ++i) {
    const std::size_t last = first + least + (i < longer ? 1 : 0);
    const pid_t pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) {
      try {
        Place& mine = places.get()[i];
        mine.result = part(first, last);
        mine.filled = true;
        std::_Exit(0);
      } catch (...) {
        std::_Exit(1);
      }
    }
    started.add(pid);
    first = last;
  }

  std::int64_t sum = 0;
  for (std::size_t i = 0; i < shares; ++i) {
    const siginfo_t end = started.take();
    const Place& place = places.get()[i];
    const int exit_code = end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
    if (exit_code != 0 || !place.filled) throw ChildFailed(i, exit_code);  // ~Children() waits for the others
    sum += place.result;
  }
  return sum;
}
