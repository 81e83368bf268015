#include "ranks/stalemate.hpp"

#include <sstream>

#include "ranks/wait_board.hpp"

namespace parcours::ranks {
namespace {

constexpr std::chrono::seconds patience{1};
constexpr unsigned enough_looks = 5;

}  // namespace

Stalemate::Stalemate(const std::string& board, int count) : board_(open_wait_board(board)), count_(count) {}

bool Stalemate::is_there() {
  if (board_ == nullptr) return false;
  bool all_wait = true;
  for (int rank = 0; rank < count_; ++rank) {
    const WaitEntry& entry = board_->ranks[rank];
    all_wait &= entry.call.load(std::memory_order_acquire) != nullptr && entry.looks.load() >= enough_looks;
  }
  const auto now = std::chrono::steady_clock::now();
  const unsigned long long ended = board_->ended;
  if (!all_wait || ended != ended_) {
    ended_ = ended;
    since_ = now;
    return false;
  }
  return now - since_ >= patience;
}

std::string Stalemate::tell() const {
  std::ostringstream text;
  text << "stuck\n";
  for (int rank = 0; rank < count_; ++rank) {
    const WaitEntry& entry = board_->ranks[rank];
    const char* const call = entry.call.load(std::memory_order_acquire);
    text << rank << ' ' << entry.peer << ' ' << entry.tag << ' ' << (call == nullptr ? "" : call) << '\t' << std::hex;
    for (const auto& address : entry.stack) {
      if (address == 0) break;
      text << address << ' ';
    }
    text << std::dec << '\n';
  }
  return text.str();
}

}  // namespace parcours::ranks
