#pragma once
// Your file. The task is in README.md beside it. Keep Part, ChildFailed and the signature of fork_sum() as they are;
// you may add functions and types of your own, and include whatever you need.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

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

/// Divides the items 0 … items - 1 into shares, has each computed by a child process of its own, all at the same time,
/// and returns the sum of what they computed. There are as many shares as children, or as items if these are fewer.
/// Throws std::invalid_argument if there are no children, ChildFailed if a child did not deliver its result, and
/// std::system_error if the system refuses a child or whatever else is needed. Whether it returns or throws: all
/// children have ended by themselves and were waited for, and nothing is left open.
inline std::int64_t fork_sum(std::size_t items, unsigned children, const Part& part) {
  (void)items;     // remove these three lines:
  (void)children;  // they only keep the compiler from warning about unused parameters
  (void)part;
  return 0;
}
