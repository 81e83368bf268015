#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

TEST(MoodleLayout, ReadsFoldersOfNewAndOldVersions) {
  EXPECT_EQ(sorted(moodle_rules, {"Ada Byron_12_assignsubmission_file/src/a.hpp",
                                  "Ada Byron_12_assignsubmission_onlinetext/onlinetext.html",
                                  "Ben Li_13_assignsubmission_file_/b.hpp", "Carl_14_assignsubmission_file/"}),
            (Told{"id=12 name=Ada Byron any=Ada Byron: src/a.hpp onlinetext.html",
                  "id=13 name=Ben Li any=Ben Li: b.hpp", "id=14 name=Carl any=Carl:"}));
}

TEST(MoodleLayout, ReadsFilesWithoutFolders) {
  EXPECT_EQ(sorted(moodle_rules, {"Ada Byron_12_assignsubmission_file_bounded_queue.hpp",
                                  "Ada Byron_12_assignsubmission_file_my_work.zip/a.hpp", "feedback.csv",
                                  "Ben_13_assignsubmission_file_b.zip! it is encrypted"}),
            (Told{"id=12 name=Ada Byron any=Ada Byron: bounded_queue.hpp my_work.zip/a.hpp",
                  "id=13 name=Ben any=Ben: b.zip", "feedback.csv! its name is not one that Moodle gives"}));
}

TEST(MoodleLayout, ReadsTeamsAndNamesWithHyphens) {
  EXPECT_EQ(
      sorted(moodle_rules, {"Team A-Jean-Luc Roy_12_assignsubmission_file/a.hpp",
                            "Team B_77_assignsubmission_file/a.hpp", "Default group_assignsubmission_file/a.hpp"}),
      (Told{"name=Default group any=Default group: a.hpp",
            "id=12 name=Team A-Jean-Luc Roy name=Jean-Luc Roy name=Luc Roy any=Team A-Jean-Luc Roy: a.hpp",
            "id=77 name=Team B any=Team B: a.hpp"}));
}

TEST(MoodleLayout, StandsNamesThatNobodyHas) {
  EXPECT_EQ(sorted(moodle_rules, {"_assignsubmission_file/a", "__assignsubmission_file/a", "_1_assignsubmission_/a",
                                  "A_1_assignsubmission_file_assignsubmission_file/a"}),
            (Told{"id=1 name=A any=A: assignsubmission_file/a", "id=1 name=: a", "name=_ any=_: a",
                  "_assignsubmission_file/a! its name is not one that Moodle gives"}));
}

}  // namespace
}  // namespace parcours
