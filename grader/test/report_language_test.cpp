// The same result in another language: nothing of the grader's English is left in what a student reads.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "html_reader.hpp"
#include "report/formats.hpp"
#include "report/html.hpp"
#include "report/markdown.hpp"
#include "report/terminal.hpp"
#include "report_samples.hpp"

namespace parcours {
namespace {

const Language& french() {
  static const Language language = language_named("fr");
  return language;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Of samples::submission(), in any report for people.
constexpr std::string_view english[] = {
    "What was found", "to do next",     "points are",          "What happened", "Interleavings", "How this was",
    "The same work",  "Efficiency",     "Measured in",         "pairs",         "Seen in",       "Again with",
    "needed",         "Two threads",    "a data race",         "Data race",     "schedules of",  "Worth ",
    "to read next",   "In the chapter", "thread 1 was started"};

void expect_no_english(const std::string& text) {
  for (const std::string_view part : english) EXPECT_FALSE(has(text, part)) << part;
}

TEST(InFrench, TheTerminalIsFrench) {
  const std::string page = to_terminal(samples::submission(), {.color = false, .width = 200}, french());
  EXPECT_TRUE(has(page, "Ce qui a été trouvé"));
  EXPECT_TRUE(has(page, "Total 44/100"));  // the student's scripts look for this word
  EXPECT_TRUE(has(page, "Deux threads utilisent `items_` en même temps"));
  expect_no_english(page);
}

TEST(InFrench, MarkdownIsFrench) {
  const std::string page = to_markdown(samples::submission(), french());
  EXPECT_TRUE(has(page, "## Ce qui a été trouvé"));
  expect_no_english(page);
}

TEST(InFrench, ThePageIsFrenchAndSaysSo) {
  const std::string page = to_html(samples::submission(), french());
  EXPECT_TRUE(has(page, "<html lang=\"fr\">"));
  const HtmlReader reader(page);
  EXPECT_TRUE(reader.problems.empty()) << reader.problems.front();
  EXPECT_TRUE(has(reader.text, "Ce qui a été trouvé"));
  expect_no_english(reader.text);
}

TEST(InFrench, TheScriptGetsEnglishEvidenceAndTheWordsForIt) {
  const HtmlReader reader(to_html(samples::submission(), french()));
  const auto data = nlohmann::json::parse(reader.scripts.front());
  const auto& message = data["findings"][1]["message"].get_ref<const std::string&>();
  EXPECT_TRUE(message.starts_with("Two threads use"));
  EXPECT_TRUE(data["words"][message].get<std::string>().starts_with("Deux threads utilisent"));
  for (const Saying& saying : french().script()) EXPECT_EQ(data["words"][saying.english], saying.translated);
}

TEST(InFrench, AnEnglishPageCarriesNoWords) {
  const HtmlReader reader(to_html(samples::submission()));
  EXPECT_EQ(nlohmann::json::parse(reader.scripts.front())["words"], nlohmann::json::object());
}

TEST(InFrench, HostileTextStaysHarmless) {
  const HtmlReader reader(to_html(samples::hostile(), french()));
  EXPECT_TRUE(reader.problems.empty()) << reader.problems.front();
}

TEST(InFrench, ReportsForProgramsStayEnglish) {
  for (const std::string_view kind : {"json", "junit", "sarif", "classroom", "gradescope", "autolab"})
    EXPECT_EQ(render(kind, samples::submission(), french()).value(), render(kind, samples::submission()).value())
        << kind;
}

}  // namespace
}  // namespace parcours
