#pragma once
// Sayings with parts that change: "run {} of {}".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// A saying cut at its parts `{}`.
class Pattern {
 public:
  explicit Pattern(std::string_view english);

  /// The parts of `text`, each as short as can be, where it is this saying; else nothing. Linear in its length.
  [[nodiscard]] std::optional<std::vector<std::string_view>> match(std::string_view text) const;
  /// Bytes that are the same in every text that matches.
  [[nodiscard]] std::size_t fixed() const;
  [[nodiscard]] bool has_parts() const { return pieces_.size() > 1; }

 private:
  std::vector<std::string> pieces_;  ///< around the parts: one more than there are
};

/// `translated` with its `{}` replaced in order and its `{0}`, `{1}`, … by number.
[[nodiscard]] std::string with_parts(std::string_view translated, const std::vector<std::string>& parts);

/// Whether each part of `english` stands in `translated` once, and nothing else does.
[[nodiscard]] bool same_parts(std::string_view english, std::string_view translated);

}  // namespace parcours
