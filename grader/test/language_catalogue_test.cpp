#include <gtest/gtest.h>

#include <fstream>

#include "language/catalogue.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

class CatalogueFile : public InTempFolder {};

std::string complaint(const std::string& sayings) {
  const auto catalogue = parse_catalogue("grader:\n" + sayings + "script: [{en: Line, fr: Ligne}]\n", "fr.yaml", "fr");
  return catalogue ? "" : catalogue.error().message;
}

TEST(Catalogue, HoldsWhatTheGraderAndWhatThePageSays) {
  const auto catalogue =
      parse_catalogue("grader: [{en: Speed, fr: Vitesse}]\nscript: [{en: \"line {}\", fr: \"ligne {}\"}]\n", "x", "fr");
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->grader.at(0).translated, "Vitesse");
  EXPECT_EQ(catalogue->script.at(0).english, "line {}");
}

TEST(Catalogue, NamesThePlaceOfWhatIsWrong) {
  EXPECT_EQ(complaint("- {en: Speed, fr: Vitesse}\n"), "");
  EXPECT_TRUE(complaint("- {en: Speed}\n").starts_with("fr.yaml:2:")) << complaint("- {en: Speed}\n");
  EXPECT_TRUE(complaint("- {en: Speed, de: Tempo}\n").find("unknown key `de`") != std::string::npos);
  EXPECT_EQ(complaint("- {en: A, fr: B}\n- {en: A, fr: C}\n"), "fr.yaml:3:8: `A` is there already");
  EXPECT_EQ(complaint("- {en: \"{} of {}\", fr: \"{}\"}\n"),
            "fr.yaml:2:24: it must have the parts of `{} of {}`: `{}` in the same order, or `{0}`, `{1}`");
  EXPECT_EQ(complaint("- {en: \"{}: {}\", fr: \"{} : {}\"}\n"),
            "fr.yaml:2:8: `{}: {}` has no word of its own, and would stand for any text");
}

TEST_F(CatalogueFile, OfAnExerciseIsReadBackAsItIsWritten) {
  const auto file = folder() / "x.fr.yaml";
  const std::vector<Saying> sayings{{"It compiles", "Ça compile : oui, « très » bien"},
                                    {"a \"b\" \\ c: d", "é\u00a0!"}};
  std::ofstream(file) << sayings_text(sayings, "fr");
  const auto read = load_sayings(file, "fr");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(read->at(i).english, sayings[i].english);
    EXPECT_EQ(read->at(i).translated, sayings[i].translated);
  }
}

TEST_F(CatalogueFile, OfAnExerciseIsAList) {
  const auto file = folder() / "x.fr.yaml";
  std::ofstream(file) << "en: a\n";
  const auto read = load_sayings(file, "fr");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::input);
  EXPECT_TRUE(read.error().message.find("it must be a list of") != std::string::npos) << read.error().message;
}

}  // namespace
}  // namespace parcours
