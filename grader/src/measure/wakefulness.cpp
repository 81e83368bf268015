#include "measure/wakefulness.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>

namespace parcours {

Wakefulness::Wakefulness() : latency_(::open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC)) {
  constexpr std::int32_t microseconds = 0;
  if (holds() && ::write(latency_.get(), &microseconds, sizeof microseconds) != sizeof microseconds) latency_.reset();
}

}  // namespace parcours
