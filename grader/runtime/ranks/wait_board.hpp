#pragma once
// What each rank of a program waits in, in memory that all of them and their starter share. When every rank waits, each
// has looked several times whether it may go on, and none could, none ever will.
#include <atomic>
#include <cstdint>
#include <string>

namespace parcours::ranks {

inline constexpr int most = 64;  ///< ranks of a program

/// One rank's. Only that rank writes it.
struct WaitEntry {
  static constexpr int depth = 24;

  std::atomic<const char*> call{nullptr};  ///< "MPI_Recv"; at the same address in every rank; null: it does not wait
  std::atomic<int> peer{0};                ///< the other rank, or one of `nobody` and `anybody`
  std::atomic<int> tag{0};                 ///< or `any_tag`
  std::atomic<unsigned> looks{0};          ///< whether it may go on, since somebody last did
  std::atomic<std::uintptr_t> stack[depth] = {};  ///< return addresses, innermost first; 0 ends it

  static constexpr int nobody = -1;
  static constexpr int anybody = -2;
  static constexpr int any_tag = -1;
};

struct WaitBoard {
  std::atomic<std::uint64_t> ended{0};  ///< waits of all ranks that are over
  WaitEntry ranks[most];
};

/// Makes it, in a new file of that name. Null: it cannot be made.
[[nodiscard]] WaitBoard* make_wait_board(const std::string& file);
/// Another process's. Null: it is not there.
[[nodiscard]] WaitBoard* open_wait_board(const std::string& file);

}  // namespace parcours::ranks
