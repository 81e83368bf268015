// The course speaks each language whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "course/rubric_texts.hpp"
#include "language/exercise_language.hpp"
#include "temp_folder.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class ExerciseLanguage : public InTempFolder {
 protected:
  void SetUp() override {
    InTempFolder::SetUp();
    auto course = Course::open(PARCOURS_SOURCE_DIR);
    ASSERT_TRUE(course) << course.error().message;
    course_ = std::move(*course);
    ASSERT_FALSE(course_.exercises().empty());
  }

  Course course_;
};

TEST_F(ExerciseLanguage, HasAllThatStudentsReadOfEachRubricAndNothingElse) {
  for (const std::string& id : language_ids()) {
    if (id == "en") continue;
    for (const Exercise& exercise : course_.exercises()) {
      const auto rubric = load_rubric(exercise.rubric);
      ASSERT_TRUE(rubric) << rubric.error().message;
      const fs::path file = translated_rubric(exercise, id);
      const auto sayings = load_sayings(file, id);
      ASSERT_TRUE(sayings) << sayings.error().message;
      const std::vector<std::string> texts = texts_for_students(*rubric);
      for (const std::string& text : texts)
        EXPECT_NE(std::ranges::find(*sayings, text, &Saying::english), sayings->end()) << file << " lacks: " << text;
      for (const Saying& saying : *sayings)
        EXPECT_NE(std::ranges::find(texts, saying.english), texts.end()) << file << " is not used: " << saying.english;
    }
  }
}

TEST_F(ExerciseLanguage, HasTheStatementAndTheHeadingsOfEachChapter) {
  for (const std::string& id : language_ids()) {
    if (id == "en") continue;
    for (const Exercise& exercise : course_.exercises()) {
      EXPECT_NE(translated_statement(exercise, id), exercise.statement) << exercise.id;
      const auto page = read_file(exercise.folder.parent_path() / "README.md");
      ASSERT_TRUE(page);
      const std::string title = page->substr(2, page->find('\n') - 2);
      const auto language = language_for(exercise, id);
      ASSERT_TRUE(language) << language.error().message;
      EXPECT_TRUE(language->knows(title)) << exercise.chapter << ": " << title;
    }
  }
}

TEST_F(ExerciseLanguage, IsTheGradersAloneWhereAnExerciseHasNoTranslation) {
  Exercise exercise = course_.exercises().front();
  exercise.rubric = folder() / "rubric.yaml";
  exercise.folder = folder() / "chapter" / "exercise";
  exercise.statement = exercise.folder / "README.md";
  const auto language = language_for(exercise, "fr");
  ASSERT_TRUE(language) << language.error().message;
  EXPECT_EQ(language->id(), "fr");
  EXPECT_EQ(translated_statement(exercise, "fr"), exercise.statement);
}

TEST_F(ExerciseLanguage, NamesTheLineOfATranslationThatCannotBeUsed) {
  Exercise exercise = course_.exercises().front();
  exercise.rubric = folder() / (exercise.id + ".yaml");
  std::ofstream(translated_rubric(exercise, "fr")) << "- {en: a}\n";
  const auto language = language_for(exercise, "fr");
  ASSERT_FALSE(language);
  EXPECT_EQ(language.error().fault, Fault::input);
  EXPECT_TRUE(language.error().message.find(".fr.yaml:1:3: ") != std::string::npos) << language.error().message;
}

}  // namespace
}  // namespace parcours
