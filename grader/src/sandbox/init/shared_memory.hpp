#pragma once
// Names in /dev/shm where the command shares that folder with the whole machine.
#include <sys/types.h>

#include <cstdint>
#include <set>
#include <string>

namespace parcours {

class SharedMemory {
 public:
  /// Of `user`, from now on: what is there already is not the command's.
  explicit SharedMemory(uid_t user);

  /// The memory behind the names that have come since.
  [[nodiscard]] std::uint64_t bytes() const;
  /// Removes them. Only for a user that nobody else is.
  void remove() const;

 private:
  uid_t user_;
  std::set<std::string> before_;
};

}  // namespace parcours
