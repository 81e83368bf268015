#include <gtest/gtest.h>

#include "intake/matching.hpp"

namespace parcours {
namespace {

/// The ids of those whom the claim is, or the reason why it is nobody.
std::string matched(const std::vector<Person>& roster, const Claim& claim, const std::vector<Claim>& all = {}) {
  const Matcher matcher(roster, all);
  const Matched match = matcher.match(claim);
  EXPECT_EQ(match.people.empty(), !match.reason.empty());
  std::string ids;
  for (const std::size_t person : match.people) ids += (ids.empty() ? "" : " ") + roster[person].id;
  return match.reason.empty() ? ids : match.reason;
}

const std::vector<Person> course{{"s1", "Byron, Ada", "ada@x.org", "abyron", "A"},
                                 {"s2", "Ben Li", "ben@x.org", "bli", "A"},
                                 {"s3", "María José de la Cruz", "mj@x.org", "mcruz", "B"},
                                 {"s4", "Ben Weiß", "", "", ""}};

TEST(Matching, GoesByIdThenLoginThenEmailThenName) {
  EXPECT_EQ(matched(course, {.id = "s2", .names = {"Somebody Else"}}), "s2");
  EXPECT_EQ(matched(course, {.id = "S2"}), "s2");
  EXPECT_EQ(matched(course, {.logins = {"nobody", "BLI"}}), "s2");
  EXPECT_EQ(matched(course, {.email = "Ada@X.org "}), "s1");
  EXPECT_EQ(matched(course, {.names = {"ada  BYRON"}}), "s1");
  EXPECT_EQ(matched(course, {.id = "99", .names = {"Ada Byron"}}), "s1");
}

TEST(Matching, KnowsNamesAsPlatformsWriteThem) {
  EXPECT_EQ(matched(course, {.names = {"byronada"}}), "s1");
  EXPECT_EQ(matched(course, {.names = {"de la Cruz, Maria Jose"}}), "s3");
  EXPECT_EQ(matched(course, {.names = {"delacruzmariajose"}}), "s3");
  EXPECT_EQ(matched(course, {.names = {"Weiss Ben"}}), "s4");
  EXPECT_EQ(matched(course, {.names = {"Team A-Ben Li", "Ben Li"}}), "s2");
  EXPECT_EQ(matched(course, {.names = {"Ben"}}), "it belongs to nobody in the roster (Ben)");
  EXPECT_EQ(matched(course, {.names = {"Ada B"}}), "it belongs to nobody in the roster (Ada B)");
}

TEST(Matching, GivesAnAmbiguousNameToNobody) {
  const std::vector<Person> twins{{"1", "Ada Byron", "a@x.org", "", ""}, {"2", "Byron, Ada", "b@x.org", "", ""}};
  EXPECT_EQ(matched(twins, {.names = {"Ada Byron"}}), "2 people in the roster go by Ada Byron: 1 and 2");
  EXPECT_EQ(matched(twins, {.email = "b@x.org", .names = {"Ada Byron"}}), "2");
  const std::vector<Person> mirrored{{"1", "Ada Byron", "", "", ""}, {"2", "Byron Ada", "", "", ""}};
  EXPECT_EQ(matched(mirrored, {.names = {"Ada Byron"}}), "1");
  EXPECT_EQ(matched(mirrored, {.names = {"adabyron"}}), "2 people in the roster go by adabyron: 1 and 2");
}

TEST(Matching, DoesNotGoByNameWhereTheIdSaysOtherwise) {
  const std::vector<Person> numbered{{"12", "Ada Byron", "", "", ""}, {"13", "Ben Li", "", "", ""}};
  // The roster has this platform's ids: 99 has left the course and only has the name of one who is in it.
  const std::vector<Claim> all{{.id = "12"}, {.id = "99"}};
  EXPECT_EQ(matched(numbered, {.id = "99", .names = {"Ada Byron"}}, all),
            "it belongs to nobody in the roster (no id there is 99)");
  EXPECT_EQ(matched(numbered, {.id = "13", .names = {"Ada Byron"}}, all), "13");
  // It has others, and one is the same number by chance.
  const std::vector<Claim> foreign{{.id = "12"}, {.id = "98"}, {.id = "99"}};
  EXPECT_EQ(matched(numbered, {.id = "99", .names = {"Ada Byron"}}, foreign), "12");
  EXPECT_EQ(matched(numbered, {.id = "12", .names = {"Ben Li"}}, foreign),
            "its id 12 is that of Ada Byron, but its name that of Ben Li");
  EXPECT_EQ(matched(numbered, {.id = "12", .names = {"Nobody Known"}}, foreign), "12");
}

TEST(Matching, GivesAClaimOfTwoPeopleToNobody) {
  EXPECT_EQ(matched(course, {.id = "s1", .email = "ben@x.org"}),
            "its id s1 is that of Byron, Ada, but its e-mail address that of Ben Li");
  const std::vector<Person> crossed{{"anna", "", "", "ben", ""}, {"ben", "", "", "anna", ""}};
  EXPECT_EQ(matched(crossed, {.any = "anna"}), "2 people in the roster go by anna: anna and ben");
}

TEST(Matching, FindsWhateverAFolderIsNamedAfter) {
  for (const char* text : {"s1", "abyron", "ada@x.org", "Ada Byron", "byron_ada", "ByronAda", "ada-byron"})
    EXPECT_EQ(matched(course, {.any = text}), "s1") << text;
  EXPECT_EQ(matched(course, {.any = "Ben"}), "it belongs to nobody in the roster (Ben)");
}

TEST(Matching, FindsANumberAmongOtherWords) {
  const std::vector<Person> numbered{{"20261234", "Ada Byron", "", "", ""}, {"max", "", "", "max2026", ""}};
  EXPECT_EQ(matched(numbered, {.any = "Somebody_20261234_late"}), "20261234");
  EXPECT_EQ(matched(numbered, {.any = "Ada King (20261234)"}), "20261234");
  EXPECT_EQ(matched(numbered, {.any = "a_max2026"}), "max");
  EXPECT_EQ(matched(numbered, {.any = "Max Miller"}), "it belongs to nobody in the roster (Max Miller)");
  EXPECT_EQ(matched(numbered, {.any = "20261234 max2026"}),
            "2 people in the roster go by 20261234 max2026: 20261234 and max");
}

TEST(Matching, GivesAGroupsWorkToItsMembers) {
  EXPECT_EQ(matched(course, {.any = "a"}), "s1 s2");
  const std::vector<Person> grouped{{"12", "", "", "", "Team 1"}, {"13", "", "", "", "Team 1"}};
  EXPECT_EQ(matched(grouped, {.id = "77", .names = {"Team 1"}, .any = "Team 1"}), "12 13");
  EXPECT_EQ(matched(grouped, {.id = "77", .names = {"team1"}, .any = "team1"}, {{.id = "12"}}), "12 13");
  EXPECT_EQ(matched(course, {.any = ""}), "it belongs to nobody in the roster ()");
}

TEST(Matching, ReadsTheNumberOfMoodlesGradeSheet) {
  const std::vector<Person> sheet{{"Participant 12", "Ada Byron", "", "", ""}, {"Room 7 12", "Ben", "", "", ""}};
  EXPECT_EQ(matched(sheet, {.id = "12", .names = {"Participant"}}), "Participant 12");
  EXPECT_EQ(matched(sheet, {.id = "7"}), "it belongs to nobody in the roster (7)");
}

TEST(Matching, TakesIdsForLoginsWhereTheRosterHasNone) {
  const std::vector<Person> plain{{"anna", "", "", "", ""}};
  EXPECT_EQ(matched(plain, {.logins = {"Anna"}}), "anna");
  EXPECT_EQ(matched(course, {.logins = {"s1"}}), "it belongs to nobody in the roster ()");
}

}  // namespace
}  // namespace parcours
