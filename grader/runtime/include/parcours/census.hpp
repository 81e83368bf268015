#pragma once
// What the process has at a moment, so that a test can tell what was left behind later.
#include <map>
#include <set>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// Threads, child processes (ended ones that nobody has waited for, too), open descriptors, and names of POSIX shared
/// memory and semaphores that belong to this user.
class Census {
 public:
  /// Counts. Of names it takes those that begin with `names` ("/queue-17"). Without it, it takes all where the sandbox
  /// gives the process a /dev/shm of its own, and none where other programs use the same one.
  explicit Census(std::string_view names = "");

  /// What there is now beyond this census, a line each: "child process 17 (worker), which still runs". What is just
  /// ending gets 200 ms. Any thread may call it, while no other starts or opens anything.
  [[nodiscard]] std::vector<std::string> leftovers() const;

 private:
  struct Child {
    std::string name;
    bool ended = false;
  };
  [[nodiscard]] std::vector<std::string> beyond(const Census& before) const;

  std::string prefix_;
  std::vector<int> threads_;
  std::map<int, Child> children_;
  std::map<int, std::string> descriptors_;
  std::set<std::string> names_;
};

/// Fails the test if there is more now than there was at `before`, and says what; true if not.
bool expect_no_leftovers(const Census& before, const std::source_location& where = std::source_location::current());

}  // namespace parcours
