// Readers follow a pointer without locks; a writer puts in a new object and deletes the old one (read-copy-update).
// The mistake: the writer does not wait until no reader uses the old object any more.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool waits>
void read_and_replace() {
  std::atomic<int*> current{new int(1)};
  std::atomic<int> readers{0};
  parcours::play({{"reader",
                   [&] {
                     readers.fetch_add(1);
                     const int value = *current.load();
                     EXPECT_TRUE(value == 1 || value == 2);
                     readers.fetch_sub(1);
                   }},
                  {"writer", [&] {
                     int* const old = current.exchange(new int(2));
                     while (waits && readers.load() != 0) std::this_thread::yield();
                     delete old;
                   }}});
  delete current.load();
}

SCENARIO(Wrong) { read_and_replace<false>(); }
SCENARIO(Right) { read_and_replace<true>(); }

}  // namespace
