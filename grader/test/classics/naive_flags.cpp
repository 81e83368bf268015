// Two threads exclude each other with a flag each: raise mine, and wait until the other's is down.
// The mistake: when both flags are up nobody gives way.
// Must get: timeout
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool second_gives_way>
class Flags {
 public:
  void lock(int me) {
    wants_[me].store(true);
    while (wants_[1 - me].load()) {
      if (!second_gives_way || me == 0) {
        std::this_thread::yield();
        continue;
      }
      wants_[me].store(false);
      while (wants_[1 - me].load()) std::this_thread::yield();
      wants_[me].store(true);
    }
  }
  void unlock(int me) { wants_[me].store(false); }

 private:
  std::atomic<bool> wants_[2] = {false, false};
};

template <bool second_gives_way>
void two_threads() {
  Flags<second_gives_way> flags;
  int count = 0;
  const auto enter = [&](int me) {
    flags.lock(me);
    ++count;
    flags.unlock(me);
  };
  parcours::play({{"first", [&] { enter(0); }}, {"second", [&] { enter(1); }}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_threads<false>(); }
SCENARIO(Right) { two_threads<true>(); }

}  // namespace
