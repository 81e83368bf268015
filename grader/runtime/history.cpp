#include "parcours/history.hpp"

namespace parcours {

std::uint64_t HistoryClock::before_call() noexcept {
  const std::uint64_t now = next_.fetch_add(1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return now;
}

std::uint64_t HistoryClock::after_call() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return next_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace parcours
