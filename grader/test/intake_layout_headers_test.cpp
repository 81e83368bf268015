#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

TEST(HeadersLayout, GivesEachHeaderToWhomItIsNamedAfter) {
  EXPECT_EQ(sorted(headers_rules, {"anna.hpp", "ben_bounded_queue.h", "carl.zip/src/q.hpp", "README.txt",
                                   "bounded_queue.hpp", "dora.hpp! it is a symbolic link", "eve! it is a FIFO"}),
            (Told{"any=carl: src/q.hpp", "any=anna: anna.hpp", "any=ben: ben_bounded_queue.h", "any=dora: dora.hpp",
                  "any=eve: eve", "README.txt! it lies beside the people's files and is not named after anybody",
                  "bounded_queue.hpp! it lies beside the people's files and is not named after anybody"}));
}

TEST(HeadersLayout, TellsNamesThatDifferInCaseApart) {
  EXPECT_EQ(sorted(headers_rules, {"Anna.hpp", "anna.hpp"}), (Told{"any=Anna: Anna.hpp", "any=anna: anna.hpp"}));
}

}  // namespace
}  // namespace parcours
