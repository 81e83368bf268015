#pragma once
// Control groups: the kernel's own account of all the memory of a command, and its list of the command's processes.
// Parcours' samples of memory come first; the group is there for what a sample comes too late for or cannot see.
// Both versions of the interface serve (see cgroups(7), and the kernel's admin-guide/cgroup-v2 and cgroup-v1/memory).
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace parcours {

/// One command's group. Its destructor ends whatever is still in it. Not thread-safe.
class Cgroup {
 public:
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&&) = delete;
  ~Cgroup();

  /// Moves the calling process, and so what it starts from now on, into the group. Safe after fork. False: it could
  /// not.
  [[nodiscard]] bool enter() const noexcept;
  /// Whether the kernel ended a process of it for want of memory.
  [[nodiscard]] bool ran_out_of_memory() const;

 private:
  friend class CgroupParent;
  Cgroup(std::filesystem::path folder, bool unified);

  std::filesystem::path folder_;  ///< empty: moved from
  std::string entrance_;          ///< a file: who writes to it is in
  bool unified_;                  ///< version 2
};

/// Where this process may make groups that limit memory. Thread-safe.
class CgroupParent {
 public:
  /// Looks at the groups of this process and tries one out. Empty: it may make none.
  [[nodiscard]] static std::optional<CgroupParent> find();
  /// A folder of the kernel's, or one like it. `unified`: version 2.
  CgroupParent(std::filesystem::path folder, bool unified) : folder_(std::move(folder)), unified_(unified) {}

  /// A group that may hold so much memory, nothing of it swapped. Empty: the kernel refused.
  [[nodiscard]] std::optional<Cgroup> make(std::uint64_t memory_bytes) const;

 private:
  std::filesystem::path folder_;
  bool unified_;
};

}  // namespace parcours
