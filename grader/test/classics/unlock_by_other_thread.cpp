// One thread holds a gate shut until another one opens it.
// The mistake: the gate is a mutex, which only the thread that has locked it may unlock.
// Must get: crash
#include <mutex>
#include <semaphore>

#include "parcours/scenario.hpp"

namespace {

void shut(std::mutex& gate) { gate.lock(); }
void open(std::mutex& gate) { gate.unlock(); }
void pass(std::mutex& gate) { const std::lock_guard lock(gate); }

void shut(std::binary_semaphore& gate) { gate.acquire(); }
void open(std::binary_semaphore& gate) { gate.release(); }
void pass(std::binary_semaphore& gate) {
  gate.acquire();
  gate.release();
}

template <class Gate>
void open_and_pass(Gate& gate) {
  int prepared = 0;
  shut(gate);
  parcours::play({{"opener",
                   [&] {
                     prepared = 1;
                     open(gate);
                   }},
                  {"guest", [&] {
                     pass(gate);
                     EXPECT_EQ(prepared, 1);
                   }}});
}

SCENARIO(Wrong) {
  std::mutex gate;
  open_and_pass(gate);
}
SCENARIO(Right) {
  std::binary_semaphore gate(1);
  open_and_pass(gate);
}

}  // namespace
