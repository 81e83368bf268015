#pragma once
// The rules of the SARIF report: one a kind of finding.
#include <string_view>

#include "verdict/finding.hpp"

namespace parcours {

struct SarifRule {
  std::string_view name;  ///< in one word: "DataRace"
  std::string_view full;  ///< a sentence: what it means
  std::string_view help;  ///< sentences: how to go about it
};

[[nodiscard]] SarifRule sarif_rule(FindingKind kind);

}  // namespace parcours
