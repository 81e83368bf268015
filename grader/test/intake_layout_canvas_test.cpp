#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

TEST(CanvasLayout, ReadsNamesWithIdsAndLateMarks) {
  EXPECT_EQ(sorted(canvas_rules, {"byronada_12_345_bounded_queue.hpp", "liben_LATE_13_346_my_file.zip/src/a.hpp",
                                  "notes.txt", "carl_14_347_a.zip! it is encrypted"}),
            (Told{"id=12 name=byronada any=byronada: bounded_queue.hpp", "id=14 name=carl any=carl: a.zip",
                  "id=13 name=liben any=liben LATE: my_file.zip/src/a.hpp",
                  "notes.txt! its name is not one that Canvas gives"}));
}

TEST(CanvasLayout, TellsNumbersOfResubmissionsFromNames) {
  EXPECT_EQ(sorted(canvas_rules, {"byronada_12_345_bounded_queue.hpp", "byronada_12_346_bounded_queue-1.hpp",
                                  "byronada_12_347_bounded_queue-12.hpp", "byronada_12_348_work-2.zip/a.hpp",
                                  "byronada_12_349_Makefile-3"}),
            Told{"id=12 name=byronada any=byronada: bounded_queue.hpp bounded_queue.hpp#1 bounded_queue.hpp#12 "
                 "work.zip/a.hpp#2 Makefile#3"});
}

TEST(CanvasLayout, ReadsTextEnteredInTheBrowserAndAnonymousWork) {
  EXPECT_EQ(sorted(canvas_rules, {"byronada_12_text.html", "liben_LATE_13_link.html", "anon_Ab1Cd_345_a.hpp",
                                  "LATE_anon_Xy2Zz_346_a.hpp", "byronada_12_other.html"}),
            (Told{"name=anon_Xy2Zz any=anon_Xy2Zz LATE: a.hpp", "name=anon_Ab1Cd any=anon_Ab1Cd: a.hpp",
                  "id=12 name=byronada any=byronada: text.html", "id=13 name=liben any=liben LATE: link.html",
                  "byronada_12_other.html! its name is not one that Canvas gives"}));
}

TEST(CanvasLayout, ReadsNamesInOtherScriptsAndWithUnderscores) {
  EXPECT_EQ(sorted(canvas_rules, {"müllerzoë_12_345_a.hpp", "team_a_13_346_a.hpp"}),
            (Told{"id=12 name=müllerzoë any=müllerzoë: a.hpp", "id=13 name=team_a any=team_a: a.hpp"}));
}

TEST(CanvasLayout, StandsLongNames) {
  const std::string many(4000, '_');
  const std::string ones(4000, '1');
  EXPECT_EQ(sorted(canvas_rules, {many, "a" + ones + "_1_2_x"}).size(), 2U);
  EXPECT_EQ(sorted(canvas_rules, {"a_" + std::string(280, '1') + "_2_x-99999.hpp"}).size(), 1U);
  std::string pairs;
  for (int i = 0; i < 70; ++i) pairs += "a_1_";
  EXPECT_EQ(sorted(canvas_rules, {pairs}).size(), 1U);
}

}  // namespace
}  // namespace parcours
