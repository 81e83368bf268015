// Readers copy a shared pointer to the current settings while a writer puts in new ones.
// The mistake: copies of a shared pointer are independent, but the one that all of them read is a plain variable.
// Must get: data-race
#include <memory>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool locks>
void read_and_replace() {
  std::mutex mutex;
  auto settings = std::make_shared<int>(1);
  const auto locked = [&] { return locks ? std::unique_lock(mutex) : std::unique_lock<std::mutex>(); };
  parcours::play({{"reader",
                   [&] {
                     std::shared_ptr<int> mine;
                     {
                       const auto lock = locked();
                       mine = settings;
                     }
                     EXPECT_GE(*mine, 1);
                   }},
                  {"writer", [&] {
                     auto fresh = std::make_shared<int>(2);
                     const auto lock = locked();
                     settings.swap(fresh);
                   }}});
}

SCENARIO(Wrong) { read_and_replace<false>(); }
SCENARIO(Right) { read_and_replace<true>(); }

}  // namespace
