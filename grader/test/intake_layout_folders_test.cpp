#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

TEST(FoldersLayout, GivesEachFolderAndArchiveToWhomItIsNamedAfter) {
  EXPECT_EQ(sorted(folders_rules, {"anna/src/a.hpp", "anna/b.txt", "ben.zip/c.hpp", "carl/", "dora.hpp", "notes.txt"}),
            (Told{"any=anna: b.txt src/a.hpp", "any=ben: c.hpp", "any=carl:", "any=dora: dora.hpp",
                  "notes.txt! it lies beside the people's files and is not named after anybody"}));
}

TEST(FoldersLayout, TakesTheExercisesNameOffUnlessNothingIsLeft) {
  EXPECT_EQ(sorted(folders_rules, {"bounded-queue/a.hpp", "bounded-queue-anna/a.hpp"}),
            (Told{"any=bounded-queue: a.hpp", "any=anna: a.hpp"}));
}

TEST(FoldersLayout, KeepsTogetherWhatSortsApart) {
  EXPECT_EQ(sorted(folders_rules, {"a/x.hpp", "a-b/y.hpp", "a/z.hpp"}), (Told{"any=a: x.hpp z.hpp", "any=a-b: y.hpp"}));
}

TEST(FoldersLayout, DoesNotTakeAPathThatLeadsOutForAPersons) {
  EXPECT_EQ(sorted(folders_rules, {"../evil.hpp! it leads out", "a/x.hpp"}),
            (Told{"any=a: x.hpp", "../evil.hpp! it lies beside the people's files and is not named after anybody"}));
}

}  // namespace
}  // namespace parcours
