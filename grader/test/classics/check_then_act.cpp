// A register of names, with a lock inside, tells who was the first to take a name.
// The mistake: whether the name is there and its entry are two calls, with a gap between the locks.
// Must get: test-failure
#include <atomic>
#include <mutex>
#include <set>

#include "parcours/scenario.hpp"

namespace {

class Names {
 public:
  bool contains(int name) {
    const std::lock_guard lock(mutex_);
    return names_.contains(name);
  }
  /// False: it was there.
  bool insert(int name) {
    const std::lock_guard lock(mutex_);
    return names_.insert(name).second;
  }

 private:
  std::mutex mutex_;
  std::set<int> names_;
};

template <bool in_one_step>
bool is_first(Names& names, int name) {
  if (in_one_step) return names.insert(name);
  if (names.contains(name)) return false;
  names.insert(name);
  return true;
}

template <bool in_one_step>
void two_claims() {
  Names names;
  std::atomic<int> firsts{0};
  const auto claim = [&] { firsts += is_first<in_one_step>(names, 7) ? 1 : 0; };
  parcours::play({{"claimant 1", claim}, {"claimant 2", claim}});
  EXPECT_EQ(firsts, 1) << "both were first";
}

SCENARIO(Wrong) { two_claims<false>(); }
SCENARIO(Right) { two_claims<true>(); }

}  // namespace
