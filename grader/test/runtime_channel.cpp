#include "runtime_channel.hpp"

#include <mutex>
#include <utility>

#include "channel.hpp"

namespace parcours::channel {
namespace {

std::mutex mutex;
std::vector<std::string> sent;

}  // namespace

void send(std::string_view packet) noexcept {
  const std::lock_guard lock(mutex);
  sent.emplace_back(packet);
}

std::vector<std::string> take_sent() {
  const std::lock_guard lock(mutex);
  return std::exchange(sent, {});
}

}  // namespace parcours::channel
