// A reader announces the object that it is about to use, and a writer deletes only what nobody has announced.
// The mistake: the reader does not look again after its announcement; the object may have been deleted just before.
// Must get: crash
#include <atomic>
#include <memory>

#include "parcours/scenario.hpp"

namespace {

template <bool looks_again>
void read_and_replace() {
  std::atomic<int*> current{new int(1)};
  std::atomic<int*> hazard{nullptr};
  std::unique_ptr<int> left_over;
  parcours::play({{"reader",
                   [&] {
                     int* object = current.load();
                     hazard.store(object);
                     while (looks_again && current.load() != object) {
                       object = current.load();
                       hazard.store(object);
                     }
                     EXPECT_GE(*object, 1);
                     hazard.store(nullptr);
                   }},
                  {"writer", [&] {
                     std::unique_ptr<int> old(current.exchange(new int(2)));
                     if (hazard.load() == old.get()) left_over = std::move(old);
                   }}});
  delete current.load();
}

SCENARIO(Wrong) { read_and_replace<false>(); }
SCENARIO(Right) { read_and_replace<true>(); }

}  // namespace
