#include "language/language.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

namespace parcours {
namespace {

Language sample() {
  return {"fr",
          {.grader = {{"It compiles", "Le programme compile"},
                      {"every thread waits", "tous les threads attendent"},
                      {"a lock", "un verrou"},
                      {"the lock {}", "le verrou {}"},
                      {"Speed", "Vitesse"},
                      {"Two threads use {} at once.", "Deux threads utilisent {} à la fois."},
                      {"{} of {} tests pass", "{} tests sur {} passent"},
                      {"{} waits for {}", "{} attend {}"},
                      {"No thread can go on: {}.", "Aucun thread ne peut continuer : {}."},
                      {"seen in {} of {} runs", "sur {1} exécutions, vu dans {0}"}},
           .script = {{"Line {}", "Ligne {}"}}}};
}

TEST(Language, EnglishIsSaidAsItStands) {
  EXPECT_EQ(Language().id(), "en");
  EXPECT_EQ(Language().say("It compiles"), "It compiles");
}

TEST(Language, SaysAWholeText) { EXPECT_EQ(sample().say("It compiles"), "Le programme compile"); }

TEST(Language, KeepsWhatChanges) {
  EXPECT_EQ(sample().say("3 of 5 tests pass"), "3 tests sur 5 passent");
  EXPECT_EQ(sample().say("seen in 2 of 6 runs"), "sur 6 exécutions, vu dans 2");
}

TEST(Language, TranslatesWhatFillsAPart) {
  EXPECT_EQ(sample().say("thread 2 waits for a lock"), "thread 2 attend un verrou");
  EXPECT_EQ(sample().say("thread 2 waits for the lock m"), "thread 2 attend le verrou m");
}

TEST(Language, TranslatesSentencesLinesAndItemsOneByOne) {
  EXPECT_EQ(sample().say("It compiles. Two threads use `x` at once."),
            "Le programme compile. Deux threads utilisent `x` à la fois.");
  EXPECT_EQ(sample().say("It compiles\nevery thread waits"), "Le programme compile\ntous les threads attendent");
  EXPECT_EQ(sample().say("No thread can go on: a waits for a lock; b waits for a lock."),
            "Aucun thread ne peut continuer : a attend un verrou\u00a0; b attend un verrou.");
}

TEST(Language, TranslatesASayingThatBeginsOrEndsASentence) {
  EXPECT_EQ(sample().say("Every thread waits."), "Tous les threads attendent.");
}

TEST(Language, KeepsBlanksAroundATextAndTranslatesIt) {
  EXPECT_EQ(sample().say("  It compiles\n"), "  Le programme compile\n");
}

TEST(Language, PrefersTheSayingWithTheMostFixedText) {
  Language language = sample();
  language.add({{"{} waits for {} to end", "{} attend la fin de {}"}});
  EXPECT_EQ(language.say("a waits for b to end"), "a attend la fin de b");
}

TEST(Language, LeavesWhatNoCatalogueKnows) {
  for (const std::string_view text :
       {"", " ", "expected ';' after class", "Expected equality of these values:\n  a\n    Which is: 3\n  2",
        "no, Speed, of course", "error: no member named 'x' in 'y'; did you mean 'z'?"})
    EXPECT_EQ(sample().say(text), text);
}

TEST(Language, TranslatesAListOnlyAsAWhole) {
  Language language = sample();
  language.add({{"reads {}", "lit {}"}, {"locks", "verrouille"}});
  EXPECT_EQ(language.say("locks, reads 0, reads 1"), "verrouille, lit 0, lit 1");
  EXPECT_EQ(language.say("every access, reads too, of all threads"), "every access, reads too, of all threads");
}

TEST(Language, KeepsNamesInCode) {
  Language language = sample();
  language.add({{"Where is `{}`?", "Où est `{}` ?"}});
  EXPECT_EQ(language.say("Where is `Speed`?"), "Où est `Speed` ?");
}

TEST(Language, TranslatesTheKnownPartOfATextOnly) {
  EXPECT_EQ(sample().say("Speed"), "Vitesse");
  EXPECT_EQ(sample().say("It compiles. The rest is unknown."), "Le programme compile. The rest is unknown.");
}

TEST(Language, EndsOnTextMadeToBeLong) {
  std::string text;
  for (int i = 0; i < 700; ++i) text += "waits for ";
  EXPECT_FALSE(sample().say(text).empty());
  text.clear();
  for (int i = 0; i < 700; ++i) text += "a: b; c, ";
  EXPECT_EQ(sample().say(text), text);
}

// A submission chooses what an exception says. Looking up each piece of each piece would take minutes.
TEST(Language, LooksUpSoManyPiecesOfATextAndNoMore) {
  std::string text;
  for (int i = 0; i < 1100; ++i) text += "a b. ";
  EXPECT_TRUE(sample().say("It compiles. " + text).starts_with("Le programme compile. "));
  EXPECT_TRUE(sample().say(text + "It compiles").ends_with("It compiles"));
}

TEST(Language, ReadsTextOfFullStopsOnce) {
  const std::string stops(7000, '.');
  EXPECT_EQ(sample().say(stops), stops);
}

TEST(Language, AnExerciseAddsItsWords) {
  Language language = sample();
  EXPECT_FALSE(language.knows("the serial version"));
  language.add({{"the serial version", "la version séquentielle"}});
  EXPECT_TRUE(language.knows("the serial version"));
}

TEST(Language, AnUnknownNameIsEnglish) { EXPECT_EQ(language_named("xx").id(), "en"); }

TEST(Language, EachOfTheListHasACatalogue) {
  for (const std::string& id : language_ids()) {
    EXPECT_EQ(language_named(id).id(), id);
    EXPECT_EQ(language_named(id).script().empty(), id == "en");
  }
}

/// The environment's locale, put back in the end.
class Locale : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : names) {
      if (const char* value = std::getenv(name)) before_.emplace_back(name, value);
      ::unsetenv(name);
    }
  }
  void TearDown() override {
    for (const char* name : names) ::unsetenv(name);
    for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  static constexpr const char* names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  std::vector<std::pair<std::string, std::string>> before_;
};

TEST_F(Locale, ChoosesTheLanguage) {
  EXPECT_EQ(language_of_locale(), "en");
  for (const char* french : {"fr", "fr_FR.UTF-8", "fr_CH", "fr.UTF-8"}) {
    ::setenv("LANG", french, 1);
    EXPECT_EQ(language_of_locale(), "fr") << french;
  }
  for (const char* other : {"C", "de_DE.UTF-8", "french", "frr_DE"}) {
    ::setenv("LANG", other, 1);
    EXPECT_EQ(language_of_locale(), "en") << other;
  }
}

TEST_F(Locale, TakesTheFirstVariableThatIsSet) {
  ::setenv("LANG", "fr_FR.UTF-8", 1);
  ::setenv("LC_MESSAGES", "C.UTF-8", 1);
  EXPECT_EQ(language_of_locale(), "en");
  ::setenv("LC_ALL", "fr_BE.UTF-8", 1);
  EXPECT_EQ(language_of_locale(), "fr");
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(language_of_locale(), "en");
}

}  // namespace
}  // namespace parcours
