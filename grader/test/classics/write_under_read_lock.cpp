// A memo of results behind a readers-writer lock.
// The mistake: a missing result is filled in under the read lock, which others may hold, too.
// Must get: data-race
#include <mutex>
#include <shared_mutex>

#include "parcours/scenario.hpp"

namespace {

template <class Lock>
class Memo {
 public:
  int square() {
    const Lock lock(mutex_);
    if (result_ == 0) result_ = 7 * 7;
    return result_;
  }

 private:
  std::shared_mutex mutex_;
  int result_ = 0;
};

template <class Lock>
void two_users() {
  Memo<Lock> memo;
  const auto use = [&] { EXPECT_EQ(memo.square(), 49); };
  parcours::play({{"user 1", use}, {"user 2", use}});
}

SCENARIO(Wrong) { two_users<std::shared_lock<std::shared_mutex>>(); }
SCENARIO(Right) { two_users<std::unique_lock<std::shared_mutex>>(); }

}  // namespace
