#pragma once
// One scenario of a few threads, played again and again on a fresh object each time.
#include <chrono>
#include <functional>
#include <memory>
#include <source_location>

namespace parcours {

struct StressPlan {
  unsigned threads = 2;
  unsigned rounds = 1000;               ///< at most; one is always played
  std::chrono::milliseconds time{500};  ///< no round begins later than this after the first
  std::source_location where = std::source_location::current();
};

namespace detail {
unsigned play_rounds(const StressPlan& plan, const std::function<void()>& prepare,
                     const std::function<void(unsigned)>& body, const std::function<void()>& check);
}

/// Plays rounds until `plan` ends them, or until one fails the test; then each failure says in which round. Returns how
/// many were played. A round calls `make()` for a fresh object, which need be neither copied nor moved; then at the
/// same time `body(object, 0) … body(object, plan.threads - 1)`, each in a thread that lives through all rounds; then
/// `check(object)`; and it destroys the object. An exception out of a body fails the test.
///
/// All bodies of a round begin after make() and are over before check(), and the race detector knows it. While they
/// run, nothing here orders them, so no race among them is hidden. They leave the gate within some microseconds of each
/// other, by delays drawn from the seed. Each stays on one core, and so do threads that a body starts.
template <class Make, class Body, class Check>
unsigned stress(const StressPlan& plan, Make make, Body body, Check check) {
  std::unique_ptr<decltype(make())> object;
  return detail::play_rounds(
      plan, [&] { object.reset(new decltype(make())(make())); }, [&](unsigned thread) { body(*object, thread); },
      [&] {
        check(*object);
        object.reset();
      });
}

}  // namespace parcours
