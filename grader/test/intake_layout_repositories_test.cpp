#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

TEST(RepositoriesLayout, TakesTheLoginFromBehindTheAssignment) {
  EXPECT_EQ(sorted(repositories_rules, {"hw1-anna-b/.git", "hw1-anna-b/src/a.hpp", "hw1-ben/.git", "README.md"}),
            (Told{"login=anna-b any=hw1-anna-b: src/a.hpp", "login=ben any=hw1-ben:",
                  "README.md! it lies beside the people's files and is not named after anybody"}));
}

TEST(RepositoriesLayout, OffersEachLoginThatTheNamesAllow) {
  EXPECT_EQ(sorted(repositories_rules, {"os-hw1-max-1/a.hpp", "os-hw1-max-2/a.hpp"}),
            (Told{"login=1 login=max-1 login=hw1-max-1 any=os-hw1-max-1: a.hpp",
                  "login=2 login=max-2 login=hw1-max-2 any=os-hw1-max-2: a.hpp"}));
}

TEST(RepositoriesLayout, TakesTheExerciseForTheAssignment) {
  EXPECT_EQ(sorted(repositories_rules, {"bounded-queue-anna/a.hpp"}), Told{"login=anna any=bounded-queue-anna: a.hpp"});
}

TEST(RepositoriesLayout, IsNotMisledByOneOtherFolder) {
  EXPECT_EQ(sorted(repositories_rules, {"hw1-anna/.git", "hw1-ben/.git", "tools/x.sh"}),
            (Told{"login=anna any=hw1-anna:", "login=ben any=hw1-ben:", "any=tools: x.sh"}));
}

TEST(RepositoriesLayout, TakesTheBranchOffWhatGitHubArchives) {
  EXPECT_EQ(sorted(repositories_rules, {"hw1-anna-main/a.hpp", "hw1-ben-master/a.hpp"}),
            (Told{"login=anna any=hw1-anna: a.hpp", "login=ben any=hw1-ben: a.hpp"}));
}

TEST(RepositoriesLayout, IsRecognisedWithoutHistoryByTheCommonName) {
  EXPECT_EQ(recognised_as({"hw1-anna/a.hpp", "hw1-ben/a.hpp"}), "repositories");
  EXPECT_EQ(recognised_as({"hw1-anna/a.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"group-1/a.hpp", "group-2/a.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"hw1-/a.hpp", "hw1-b/a.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"-a/a.hpp", "-b/a.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"--a/a.hpp", "--b/a.hpp"}), "repositories");
}

TEST(RepositoriesLayout, EndsOnNamesOfHyphens) {
  EXPECT_EQ(sorted(repositories_rules, {"--a/x", "--b/x"}), (Told{"login=a any=--a: x", "login=b any=--b: x"}));
  EXPECT_EQ(sorted(repositories_rules, {"----/.git", "---/.git"}),
            (Told{"login=- any=---:", "login=- login=-- any=----:"}));
}

}  // namespace
}  // namespace parcours
