#include "ranks/blocking.hpp"

#include <unwind.h>

#include <algorithm>

#include "ranks/wait_board.hpp"

namespace parcours::ranks {
namespace {

WaitBoard* board = nullptr;
WaitEntry* own = nullptr;

struct Trace {
  int size = 0;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* data) {
  auto& trace = *static_cast<Trace*>(data);
  own->stack[trace.size++].store(static_cast<std::uintptr_t>(_Unwind_GetIP(context)), std::memory_order_relaxed);
  return trace.size < WaitEntry::depth ? _URC_NO_REASON : _URC_END_OF_STACK;
}

int as_shown(int peer) {
  return peer == MPI_PROC_NULL ? WaitEntry::nobody : peer == MPI_ANY_SOURCE ? WaitEntry::anybody : peer;
}

}  // namespace

void show_waits_on(const std::string& file, int rank) {
  board = open_wait_board(file);
  if (board != nullptr && rank >= 0 && rank < most) own = &board->ranks[rank];
}

Waiting::Waiting(const Wait& wait) {
  if (own == nullptr) return;
  Trace trace;
  _Unwind_Backtrace(add_frame, &trace);
  if (trace.size < WaitEntry::depth) own->stack[trace.size].store(0, std::memory_order_relaxed);
  own->peer.store(as_shown(wait.peer), std::memory_order_relaxed);
  own->tag.store(wait.tag == MPI_ANY_TAG ? WaitEntry::any_tag : wait.tag, std::memory_order_relaxed);
  own->looks.store(0, std::memory_order_relaxed);
  ended_ = board->ended;
  own->call.store(wait.call, std::memory_order_release);
}

Waiting::~Waiting() {
  if (own == nullptr) return;
  own->call.store(nullptr, std::memory_order_release);
  ++board->ended;
}

void Waiting::pause() {
  using std::chrono::nanoseconds;
  const nanoseconds waited = std::chrono::steady_clock::now() - since_;
  const nanoseconds length =
      std::clamp<nanoseconds>(waited / 8, std::chrono::microseconds(5), std::chrono::milliseconds(20));
  const timespec time{.tv_sec = 0, .tv_nsec = length.count()};
  ::nanosleep(&time, nullptr);
  if (own == nullptr) return;
  const std::uint64_t ended = board->ended;
  looks_ = ended == ended_ ? looks_ + 1 : 0;
  ended_ = ended;
  own->looks.store(looks_, std::memory_order_release);
}

}  // namespace parcours::ranks
