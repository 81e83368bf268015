// A cache keeps a weak reference to an object: it may use the object as long as somebody owns it.
// The mistake: it raises the count of owners without making sure that it was not zero already.
// Must get: crash
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool checks>
class Weak {
 public:
  /// True: the caller is an owner now.
  bool lock() {
    if (!checks) {
      if (owners_.load() == 0) return false;
      owners_.fetch_add(1);
      return true;
    }
    int owners = owners_.load();
    while (owners != 0)
      if (owners_.compare_exchange_weak(owners, owners + 1)) return true;
    return false;
  }
  void let_go() {
    if (owners_.fetch_sub(1) == 1) delete object_;
  }
  int value() const { return *object_; }

 private:
  std::atomic<int> owners_{1};
  int* const object_ = new int(5);
};

template <bool checks>
void last_owner_and_cache() {
  Weak<checks> weak;
  parcours::play({{"owner", [&] { weak.let_go(); }}, {"cache", [&] {
                                                        if (!weak.lock()) return;
                                                        EXPECT_EQ(weak.value(), 5);
                                                        weak.let_go();
                                                      }}});
}

SCENARIO(Wrong) { last_owner_and_cache<false>(); }
SCENARIO(Right) { last_owner_and_cache<true>(); }

}  // namespace
