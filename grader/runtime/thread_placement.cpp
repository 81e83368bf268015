#include "thread_placement.hpp"

#include <cerrno>
#include <vector>

namespace parcours {
namespace {

/// What the program may use, asked before any of its threads exists.
struct Allowed {
  Allowed() {
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &set)) numbers.push_back(cpu);
  }
  cpu_set_t set{};
  std::vector<int> numbers;
};

const Allowed& allowed() {
  static const auto* const kept = new Allowed;  // outlives every thread
  return *kept;
}

}  // namespace

ThreadPlacement::ThreadPlacement(unsigned alive) {
  const std::vector<int>& numbers = allowed().numbers;
  if (alive >= numbers.size()) return;
  const int here = ::sched_getcpu();
  std::size_t at = 0;
  while (at + 1 < numbers.size() && numbers[at] != here) ++at;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(numbers[(at + alive + 1) % numbers.size()], &set);
  if (::pthread_attr_init(&attributes_) != 0) return;
  given_ = ::pthread_attr_setaffinity_np(&attributes_, sizeof set, &set) == 0;
  if (!given_) ::pthread_attr_destroy(&attributes_);
}

ThreadPlacement::~ThreadPlacement() {
  if (given_) ::pthread_attr_destroy(&attributes_);
}

void leave_placement() {
  const int before = errno;
  ::sched_setaffinity(0, sizeof allowed().set, &allowed().set);
  errno = before;
}

}  // namespace parcours
