// An object starts a thread of its own in its constructor.
// The mistake: the thread is started before the member that it uses is set.
// Must get: data-race
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool starts_last>
class Logger {
 public:
  Logger() {
    if (!starts_last) start();
    level_ = 2;
    if (starts_last) start();
  }
  ~Logger() { thread_.join(); }

 private:
  void start() {
    thread_ = std::thread([this] { EXPECT_EQ(level_, 2); });
  }

  int level_ = 0;
  std::thread thread_;
};

SCENARIO(Wrong) { const Logger<false> logger; }
SCENARIO(Right) { const Logger<true> logger; }

}  // namespace
