#include "verdict/finding.hpp"

#include <array>
#include <utility>

namespace parcours {
namespace {

using Name = std::pair<FindingKind, std::string_view>;

constexpr std::array<Name, 15> kind_names{{
    {FindingKind::compile_error, "compile-error"},
    {FindingKind::build_limit, "build-limit"},
    {FindingKind::test_failure, "test-failure"},
    {FindingKind::data_race, "data-race"},
    {FindingKind::lock_order, "lock-order"},
    {FindingKind::deadlock, "deadlock"},
    {FindingKind::timeout, "timeout"},
    {FindingKind::crash, "crash"},
    {FindingKind::memory_limit, "memory-limit"},
    {FindingKind::output_limit, "output-limit"},
    {FindingKind::process_limit, "process-limit"},
    {FindingKind::leak, "leak"},
    {FindingKind::tampering, "tampering"},
    {FindingKind::sequential, "sequential"},
    {FindingKind::inconclusive, "inconclusive"},
}};

}  // namespace

std::string_view to_string(FindingKind kind) {
  for (const auto& [known, name] : kind_names) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::review:
      return "review";
    case Severity::info:
      return "info";
  }
  return "unknown";
}

bool parse_finding_kind(std::string_view text, FindingKind& kind) {
  for (const auto& [known, name] : kind_names) {
    if (name != text) continue;
    kind = known;
    return true;
  }
  return false;
}

const std::vector<FindingKind>& all_finding_kinds() {
  static const std::vector<FindingKind> kinds = [] {
    std::vector<FindingKind> all;
    for (const auto& [kind, name] : kind_names) all.push_back(kind);
    return all;
  }();
  return kinds;
}

}  // namespace parcours
