#include "sandbox/channel_secret.hpp"

#include <fmt/format.h>

#include <random>

namespace parcours {

ChannelSecret::ChannelSecret() {
  std::random_device random;
  text_ = fmt::format("{:08x}{:08x} ", random(), random());
}

std::string ChannelSecret::sign(std::string_view order) const { return text_ + std::string(order); }

std::optional<std::string> ChannelSecret::open(std::string_view packet) const {
  if (!packet.starts_with(text_)) return std::nullopt;
  return std::string(packet.substr(text_.size()));
}

}  // namespace parcours
