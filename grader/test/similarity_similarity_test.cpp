#include "similarity/similarity.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "disguise.hpp"
#include "random_program.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
  const auto text = read_file(fs::path(PARCOURS_SOURCE_DIR) / path);
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

/// Solutions of one task by hands that did not look at each other's.
struct Class {
  std::string id;
  std::vector<std::string> texts;
  std::string stub;
};

Class class_of(const std::string& chapter, const std::string& id, const std::string& header,
               const std::vector<std::string>& others) {
  const std::string folder = chapter + "/" + id + "/";
  Class all{id, {text_of("reference/" + folder + header)}, text_of("exercises/" + folder + header)};
  for (const std::string& other : others)
    all.texts.push_back(text_of(fmt::format("reference/{}right/{}", folder, other)));
  return all;
}

std::vector<Class> classes() {
  return {class_of("13-patterns", "thread-pool", "thread_pool.hpp",
                   {"shared_packaged_task.hpp", "stealing.hpp", "stop_token.hpp"}),
          class_of("04-threads", "bounded-runner", "bounded_runner.hpp",
                   {"futures.hpp", "jthreads.hpp", "semaphore_and_atomics.hpp", "threads_on_demand.hpp"}),
          class_of("07-processes", "fork-sum", "fork_sum.hpp",
                   {"one_pipe.hpp", "results_as_they_come.hpp", "shared_page.hpp"}),
          class_of("01-introduction", "letter-count", "letter_count.hpp",
                   {"async_shares.hpp", "atomic_index.hpp", "merge_under_mutex.hpp"})};
}

/// "0-1 2-3 " of the pairs found.
std::string shown(const std::vector<SimilarPair>& pairs) {
  std::string text;
  for (const SimilarPair& pair : pairs) text += fmt::format("{}-{} ", pair.a, pair.b);
  return text;
}

/// What is found once somebody has handed in `disguised` of the first solution, after all others.
void expect_found(std::string (*disguised)(const std::string&)) {
  for (Class all : classes()) {
    all.texts.push_back(disguised(all.texts[0]));
    EXPECT_EQ(shown(similar_pairs(all.texts, {all.stub})), fmt::format("0-{} ", all.texts.size() - 1)) << all.id;
  }
}

TEST(SimilarPairs, AreNotMadeOfIndependentSolutions) {
  for (const Class& all : classes()) EXPECT_EQ(shown(similar_pairs(all.texts, {all.stub})), "") << all.id;
}

TEST(SimilarPairs, AreFoundAsTheyAre) {
  expect_found([](const std::string& source) { return source; });
}

TEST(SimilarPairs, AreFoundUnderOtherNames) { expect_found(disguise::renamed); }

TEST(SimilarPairs, AreFoundUnderCommentsAndLayout) { expect_found(disguise::commented); }

TEST(SimilarPairs, AreFoundWithOtherQualifiers) { expect_found(disguise::requalified); }

TEST(SimilarPairs, AreFoundBehindMacros) { expect_found(disguise::with_macros); }

TEST(SimilarPairs, AreFoundInAnotherOrder) { expect_found(disguise::reordered); }

TEST(SimilarPairs, AreFoundWithStatementsPutIn) {
  expect_found([](const std::string& source) { return disguise::padded(source, 3); });
}

TEST(SimilarPairs, AreFoundThoughAllOfThatIsDone) {
  expect_found([](const std::string& source) { return disguise::thorough(source, 4); });
}

TEST(SimilarPairs, TellTheShareAndTheLines) {
  const std::string first = random_statements(1, 30);
  const std::string second = random_statements(2, 20);
  const auto pairs = similar_pairs({first + second, random_statements(3, 40) + first}, {});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_NEAR(pairs[0].share, 0.6, 0.05);
  ASSERT_EQ(pairs[0].regions.size(), 1U);
  EXPECT_NEAR(pairs[0].regions[0].a_last, 30, 1);
  EXPECT_NEAR(pairs[0].regions[0].b_first, 41, 1);
}

TEST(SimilarPairs, DoNotComeFromWhatWasGiven) {
  const std::string stub = random_statements(1, 60);
  const std::vector<std::string> texts{stub + random_statements(2, 20), stub + random_statements(3, 20)};
  EXPECT_EQ(shown(similar_pairs(texts, {})), "0-1 ");
  EXPECT_EQ(shown(similar_pairs(texts, {random_statements(4, 10), stub})), "");
  EXPECT_EQ(shown(similar_pairs({stub, stub, disguise::commented(stub)}, {stub})), "");
}

TEST(SimilarPairs, DoNotComeFromWhatIsTooShort) {
  EXPECT_EQ(shown(similar_pairs({"", "", "a;", "a;"}, {})), "");
  EXPECT_EQ(shown(similar_pairs({random_statements(1, 2), random_statements(1, 2)}, {})), "");
  EXPECT_EQ(shown(similar_pairs({}, {})), "");
}

TEST(SimilarPairs, OfManyThatAreTheSameAreEachWithTheFirst) {
  const std::string copied = random_statements(1, 40);
  std::vector<std::string> texts{random_statements(2, 40), copied, disguise::commented(copied), copied,
                                 disguise::padded(copied, 3)};
  EXPECT_EQ(shown(similar_pairs(texts, {})), "1-2 1-3 1-4 ");
  texts.assign(1000, copied);
  const auto pairs = similar_pairs(texts, {}, 5000);
  EXPECT_EQ(pairs.size(), 999U);
  EXPECT_EQ(pairs.back().b, 999U);
  EXPECT_EQ(pairs.back().regions.size(), 1U);
}

TEST(SimilarPairs, AreTheMostSimilarOnesOfTooMany) {
  std::vector<std::string> texts;
  for (unsigned text = 0; text < 7; ++text)
    texts.push_back(random_statements(1, 40) + random_statements(text + 2, static_cast<int>(30 - text)));
  const auto all = similar_pairs(texts, {});
  const auto some = similar_pairs(texts, {}, 3);
  ASSERT_GT(all.size(), 3U);
  EXPECT_EQ(shown(some), shown({all.begin(), all.begin() + 3}));
}

TEST(SimilarPairs, AreFoundAmongGiants) {
  constexpr int lines = 25'000;
  const std::string giant = random_statements(1, lines);
  EXPECT_EQ(shown(similar_pairs({giant, random_statements(2, lines), "throw a;\n" + giant}, {})), "0-2 ");
}

}  // namespace
}  // namespace parcours
