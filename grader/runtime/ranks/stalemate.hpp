#pragma once
// Ranks that all wait for each other.
#include <chrono>
#include <string>

namespace parcours::ranks {

struct WaitBoard;

class Stalemate {
 public:
  /// Of the first `count` entries of that board.
  Stalemate(const std::string& board, int count);

  /// Every rank waits, none has gone on for a second, and each has looked at least five times since. To be asked every
  /// now and then.
  [[nodiscard]] bool is_there();

  /// "stuck" and a line for each rank: "RANK PEER TAG CALL\tADDRESSES" (ranks/wait_board.hpp says what PEER and TAG may
  /// be).
  [[nodiscard]] std::string tell() const;

 private:
  WaitBoard* board_;
  int count_;
  unsigned long long ended_ = 0;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace parcours::ranks
