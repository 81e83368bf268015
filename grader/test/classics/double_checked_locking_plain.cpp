// A singleton is made under a lock, behind a first look without the lock.
// The mistake: the first look reads a plain pointer that another thread may be writing.
// Must get: data-race
#include <atomic>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

struct Settings {
  int volume = 7;
};

template <class Pointer>
class Lazy {
 public:
  ~Lazy() { delete static_cast<Settings*>(made_); }

  Settings* get() {
    Settings* found = made_;
    if (found != nullptr) return found;
    const std::lock_guard lock(mutex_);
    if (made_ == nullptr) made_ = new Settings;
    return made_;
  }

 private:
  std::mutex mutex_;
  Pointer made_{nullptr};
};

template <class Pointer>
void two_users() {
  Lazy<Pointer> lazy;
  const auto use = [&] { EXPECT_EQ(lazy.get()->volume, 7) << "half-made settings"; };
  parcours::play({{"user 1", use}, {"user 2", use}});
}

SCENARIO(Wrong) { two_users<Settings*>(); }
SCENARIO(Right) { two_users<std::atomic<Settings*>>(); }

}  // namespace
