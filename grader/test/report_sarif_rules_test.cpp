#include <gtest/gtest.h>

#include <set>

#include "report/sarif_rules.hpp"

namespace parcours {
namespace {

TEST(SarifRules, EveryKindHasItsOwn) {
  std::set<std::string_view> names;
  for (const FindingKind kind : all_finding_kinds()) {
    const SarifRule rule = sarif_rule(kind);
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_NE(rule.name, "Finding");
    EXPECT_TRUE(rule.full.ends_with(".")) << rule.full;
    EXPECT_TRUE(rule.help.ends_with(".") || rule.help.ends_with("?")) << rule.help;
    EXPECT_LE(rule.full.size(), 1024U);  // what code scanning shows
  }
}

}  // namespace
}  // namespace parcours
