#pragma once
// The secret by which the grader tells packets of its own runtime from those that a submission sends on the same
// descriptor (see grader/runtime/channel.hpp).
#include <optional>
#include <string>
#include <string_view>

namespace parcours {

class ChannelSecret {
 public:
  ChannelSecret();  ///< a fresh one

  /// The order as it goes to the program.
  [[nodiscard]] std::string sign(std::string_view order) const;
  /// The packet without the secret; empty optional: it is not from the runtime.
  [[nodiscard]] std::optional<std::string> open(std::string_view packet) const;

 private:
  std::string text_;  ///< 16 hexadecimal digits and a blank
};

}  // namespace parcours
