#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "thread_placement.hpp"

namespace parcours {
namespace {

std::vector<int> numbers_in(const cpu_set_t& set) {
  std::vector<int> numbers;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) numbers.push_back(cpu);
  return numbers;
}

std::vector<int> allowed_here() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return numbers_in(set);
}

/// Keeps the calling thread on one processor while it lives.
class Pinned {
 public:
  explicit Pinned(int cpu) {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    ::sched_setaffinity(0, sizeof set, &set);
  }
  ~Pinned() { ::sched_setaffinity(0, sizeof before_, &before_); }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

 private:
  cpu_set_t before_{};
};

/// Where a thread made by one on `maker` starts; empty: anywhere.
std::vector<int> start_of(int maker, unsigned alive) {
  const Pinned here(maker);
  const ThreadPlacement placement(alive);
  if (placement.attributes() == nullptr) return {};
  cpu_set_t set;
  CPU_ZERO(&set);
  ::pthread_attr_getaffinity_np(placement.attributes(), sizeof set, &set);
  return numbers_in(set);
}

TEST(ThreadPlacement, GivesEachOfTheFirstThreadsAProcessorOfItsOwn) {
  const std::vector<int> all = allowed_here();
  {
    const ThreadPlacement first(0);
  }  // what is allowed is asked once, before anything is pinned
  for (std::size_t maker = 0; maker < all.size(); ++maker)
    for (std::size_t alive = 0; alive < all.size(); ++alive)
      EXPECT_EQ(start_of(all[maker], static_cast<unsigned>(alive)),
                std::vector<int>({all[(maker + alive + 1) % all.size()]}));
  EXPECT_TRUE(start_of(all.front(), static_cast<unsigned>(all.size())).empty()) << "the kernel knows better then";
}

TEST(ThreadPlacement, LetsAThreadGoWhereItLikesOnceItRuns) {
  const std::vector<int> all = allowed_here();
  {
    const ThreadPlacement first(0);
  }
  std::vector<int> seen;
  std::thread([&] {
    const Pinned here(all.back());
    leave_placement();
    seen = allowed_here();
  }).join();
  EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace parcours
