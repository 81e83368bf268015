#pragma once
#include "util/fd.hpp"

namespace parcours {

/// While it lives, idle processors do not sleep, so that a thread is woken as fast the one time as the other: an idle
/// processor of a virtual machine may take 0.1 ms to wake up. It asks the kernel by /dev/cpu_dma_latency
/// (Documentation/power/pm_qos_interface.rst), which is the superuser's unless an administrator gives it away; without
/// it nothing happens.
class Wakefulness {
 public:
  Wakefulness();
  [[nodiscard]] bool holds() const { return latency_.get() >= 0; }

 private:
  UniqueFd latency_;
};

}  // namespace parcours
