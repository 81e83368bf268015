#include <gtest/gtest.h>

#include <deque>
#include <fstream>

#include "intake/choice.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

const Wanted wanted = wanted_of("bounded_queue.hpp");

class Choosing : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder);
    folder_.emplace(std::move(*folder));
  }

  struct Given {
    std::string path;
    std::string bytes = {};
    int number = 0;
    std::string refusal = {};
  };

  void hand_in(const std::vector<Given>& files, std::optional<std::int64_t> at = {}, bool own = true) {
    Delivery& delivery = deliveries_.emplace_back();
    delivery.at = at;
    for (const Given& file : files) delivery.files.push_back({files_.size(), file.path, file.number});
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto place = folder_->path() / std::to_string(files_.size());
      std::ofstream(place) << (files[i].bytes.empty() ? files[i].path : files[i].bytes);
      files_.push_back({files[i].path, place, files[i].refusal});
      offers_.push_back({&delivery, &delivery.files[i], &files_.back(), own});
    }
  }

  /// The path that counts, or why none does.
  [[nodiscard]] std::string chosen(std::optional<std::int64_t> at = {}) const {
    const Choice choice = choose(offers_, wanted, at);
    EXPECT_EQ(choice.offer == nullptr, !choice.problem.empty());
    return choice.offer == nullptr ? choice.problem : choice.offer->handed->path;
  }

  std::optional<TempDir> folder_;
  std::deque<Delivery> deliveries_;
  std::deque<FoundFile> files_;
  std::vector<Offer> offers_;
};

TEST(Likeness, KnowsTheHeaderUnderTheNamesThatPlatformsAndBrowsersGiveIt) {
  EXPECT_EQ(likeness("src/bounded_queue.hpp", wanted), Likeness::exact);
  for (const char* name :
       {"boundedqueue.hpp", "BoundedQueue.hpp", "bounded-queue.hpp", "bounded queue.HPP", "bounded_queue-1.hpp",
        "bounded_queue (2).hpp", "bounded_queue.h", "bounded_queue.hpp.txt", "bounded_queue.hxx"})
    EXPECT_EQ(likeness(name, wanted), Likeness::renamed) << name;
  for (const char* name : {"queue.hpp", "bounded_queue_old.hpp", "my_bounded_queue.hpp", "bounded_queue2.hpp", ".hpp"})
    EXPECT_EQ(likeness(name, wanted), Likeness::other_header) << name;
  for (const char* name : {"bounded_queue.cpp", "bounded_queue", "hpp", "", "bounded_queue.hpp/notes.md"})
    EXPECT_EQ(likeness(name, wanted), Likeness::none) << name;
  EXPECT_EQ(likeness("stage-2.hpp", wanted_of("stage_2.hpp")), Likeness::renamed);
}

TEST_F(Choosing, TakesTheHeaderByItsName) {
  hand_in({{"a.hpp"}, {"boundedqueue.hpp"}, {"deep/er/bounded_queue.hpp"}, {"main.cpp"}});
  EXPECT_EQ(chosen(), "deep/er/bounded_queue.hpp");
}

TEST_F(Choosing, TakesARenamedOneAndElseTheOnlyHeader) {
  hand_in({{"a.hpp"}, {"BoundedQueue.hpp"}});
  EXPECT_EQ(chosen(), "BoundedQueue.hpp");
  offers_.clear();
  hand_in({{"a.hpp"}, {"main.cpp"}});
  EXPECT_EQ(chosen(), "a.hpp");
}

TEST_F(Choosing, TakesTheHighestNumber) {
  hand_in({{"bounded_queue.hpp", "a", 0}, {"bounded_queue.hpp", "b", 10}, {"x/bounded_queue.hpp", "c", 9}});
  EXPECT_EQ(choose(offers_, wanted, {}).offer->handed->number, 10);
  offers_.clear();
  hand_in({{"bounded_queue (1).hpp"}, {"bounded_queue (3).hpp"}, {"bounded_queue (2).hpp"}});
  EXPECT_EQ(chosen(), "bounded_queue (3).hpp");
}

TEST_F(Choosing, PrefersThePlaceOfTheExerciseThenTheFewestFolders) {
  hand_in({{"bounded_queue.hpp"}, {"repo/exercises/03/bounded-queue/bounded_queue.hpp"}, {"a/bounded_queue.hpp"}});
  EXPECT_EQ(chosen(), "repo/exercises/03/bounded-queue/bounded_queue.hpp");
  offers_.clear();
  hand_in({{"a/b/bounded_queue.hpp"}, {"z/bounded_queue.hpp"}, {"notexercises/bounded-queue/bounded_queue.hpp"}});
  EXPECT_EQ(chosen(), "z/bounded_queue.hpp");
}

TEST_F(Choosing, TakesNoneWhereSeveralMayBeMeantUnlessTheyAreTheSame) {
  hand_in({{"a/bounded_queue.hpp", "int a;"}, {"b/bounded_queue.hpp", "int b;"}});
  EXPECT_EQ(chosen(),
            "nobody can tell which of 2 files is bounded_queue.hpp: a/bounded_queue.hpp, b/bounded_queue.hpp");
  offers_.clear();
  hand_in({{"a/bounded_queue.hpp", "int a;"}, {"b/bounded_queue.hpp", "int a;"}});
  EXPECT_EQ(chosen(), "a/bounded_queue.hpp");
  offers_.clear();
  hand_in({{"a.hpp"}, {"b.hpp"}, {"c.hpp"}, {"d.hpp"}});
  EXPECT_EQ(chosen(), "nobody can tell which of 4 files is bounded_queue.hpp: a.hpp, b.hpp, c.hpp and 1 more");
}

TEST_F(Choosing, TakesTheLatestThatHoldsAHeader) {
  hand_in({{"first/bounded_queue.hpp"}}, 100);
  hand_in({{"second/boundedqueue.hpp"}}, 200);
  hand_in({{"report.pdf"}}, 300);
  EXPECT_EQ(chosen(), "second/boundedqueue.hpp");
}

TEST_F(Choosing, LeavesOutWhatCameTooLate) {
  hand_in({{"first/bounded_queue.hpp"}}, 100);
  hand_in({{"second/bounded_queue.hpp"}}, 200);
  EXPECT_EQ(chosen(200), "second/bounded_queue.hpp");
  EXPECT_EQ(chosen(199), "first/bounded_queue.hpp");
  EXPECT_EQ(chosen(99), "all was handed in after 1970-01-01T00:01:39Z");
  hand_in({{"untold/bounded_queue.hpp"}});
  EXPECT_EQ(chosen(99), "untold/bounded_queue.hpp");
}

TEST_F(Choosing, PrefersOnesOwnWhereNobodySaysWhen) {
  hand_in({{"theirs/bounded_queue.hpp"}}, {}, false);
  EXPECT_EQ(chosen(), "theirs/bounded_queue.hpp");
  hand_in({{"mine/bounded_queue.hpp"}});
  EXPECT_EQ(chosen(), "mine/bounded_queue.hpp");
  hand_in({{"later/bounded_queue.hpp"}}, 100, false);
  EXPECT_EQ(chosen(), "later/bounded_queue.hpp");
}

TEST_F(Choosing, SaysWhyThereIsNone) {
  EXPECT_EQ(chosen(), "nothing was handed in");
  hand_in({{"work.zip", "", 0, "it is encrypted"}});
  EXPECT_EQ(chosen(), "work.zip cannot be taken: it is encrypted");
  hand_in({{"a.txt"}, {"b.cpp"}});
  EXPECT_EQ(chosen(), "there is no bounded_queue.hpp, but work.zip, a.txt, b.cpp");
}

TEST_F(Choosing, TakesNoOtherForTheOneThatCannotBeRead) {
  hand_in({{"bounded_queue.hpp", "", 0, "it is a symbolic link"}, {"helper.hpp"}});
  EXPECT_EQ(chosen(), "bounded_queue.hpp cannot be taken: it is a symbolic link");
  hand_in({{"copy/bounded_queue.hpp"}});
  EXPECT_EQ(chosen(), "bounded_queue.hpp cannot be taken: it is a symbolic link");
  offers_.clear();
  hand_in({{"bounded_queue.hpp"}, {"old/bounded_queue.hpp", "", 0, "it is a symbolic link"}});
  EXPECT_EQ(chosen(), "bounded_queue.hpp");
}

}  // namespace
}  // namespace parcours
