#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "html_reader.hpp"
#include "report/html.hpp"
#include "report/unicode.hpp"
#include "report/web_bundle.hpp"
#include "report/words.hpp"
#include "report_samples.hpp"
#include "util/base64.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(HtmlReport, IsWellFormedWithHeadingsInOrder) {
  for (const GradedSubmission& graded : {samples::submission(), samples::flawless(), GradedSubmission{}}) {
    const HtmlReader reader(to_html(graded));
    EXPECT_EQ(joined(reader.problems), "");
  }
}

/// The page without what was built for all pages alike.
std::string own_part(std::string page) {
  for (const std::string_view part : {web_style(), web_script()})
    if (const std::size_t at = page.find(part); at != std::string::npos) page.erase(at, part.size());
  return page;
}

TEST(HtmlReport, AllowsItselfNothingFromElsewhere) {
  const std::string page = to_html(samples::submission());
  EXPECT_TRUE(
      has(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
  EXPECT_TRUE(has(page, "base-uri 'none'; form-action 'none'\">"));
  for (const std::string_view never : {"<img", "<link", "url(", "@import", "http:", "https:", " style="})
    EXPECT_FALSE(has(own_part(page), never)) << never;
  for (const std::string_view never : {"url(", "@import", "http:", "https:"})
    EXPECT_FALSE(has(std::string(web_style()), never)) << never;
  for (const std::string_view never : {"fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "https:"})
    EXPECT_FALSE(has(std::string(web_script()), never)) << never;
}

TEST(HtmlReport, LetsInItsOwnStyleAndScriptByTheirHashes) {
  const std::string page = to_html(samples::submission());
  const HtmlReader reader(page);
  ASSERT_EQ(reader.styles.size(), 1U);
  ASSERT_EQ(reader.scripts.size(), 2U);  // the data and the script
  for (const std::string& part : {reader.styles[0], reader.scripts[1]})
    EXPECT_TRUE(has(page, "'sha256-" + base64(sha256_bytes(part)) + "'"));
}

TEST(HtmlReport, TellsItsScriptWhatWasFoundAndTheSource) {
  const HtmlReader reader(to_html(samples::submission()));
  const nlohmann::json data = nlohmann::json::parse(reader.scripts.at(0));
  EXPECT_EQ(data["schema"], "parcours/result/v1");
  EXPECT_EQ(data["source"], samples::bounded_queue);
  EXPECT_EQ(data["header"], "bounded_queue.hpp");
  EXPECT_EQ(data["findings"].size(), 5U);
  EXPECT_EQ(data["findings"].back()["severity"], "review");  // in the order of the page
  EXPECT_EQ(data["speedup"]["ratios"].size(), 80U);
}

TEST(HtmlReport, ItsScriptIsFitToStandInAPage) {
  const std::string script(web_script());
  EXPECT_FALSE(has(script, "</script"));
  EXPECT_FALSE(has(script, "<!--"));
  EXPECT_EQ(printable(script), script);
  EXPECT_LT(web_script().size() + web_style().size(), 80'000U);
}

TEST(HtmlReport, StaysBelowHalfAMegabyte) {
  GradedSubmission graded = samples::submission();
  graded.evidence.findings.assign(300, samples::schedule());
  while (graded.source.size() < 90'000) graded.source += samples::bounded_queue;
  EXPECT_LT(to_html(graded).size(), 500'000U);
  while (graded.source.size() < 900'000) graded.source += samples::bounded_queue;
  EXPECT_LT(to_html(graded).size(), 500'000U);
}

TEST(HtmlReport, TellsWhereThePointsWent) {
  const GradedSubmission graded = samples::submission();
  const HtmlReader reader(to_html(graded));
  EXPECT_TRUE(has(reader.text, "44 of 100 points"));
  EXPECT_TRUE(has(reader.text, "not passed, 50 needed"));
  for (const CriterionGrade& criterion : graded.grade.criteria) {
    EXPECT_TRUE(has(reader.text, criterion.title)) << criterion.title;
    EXPECT_TRUE(has(reader.text, criterion.message)) << criterion.message;
    EXPECT_TRUE(has(reader.text, to_string(criterion.status)));
    EXPECT_TRUE(has(reader.text, fmt::format("{} / {}", criterion.points, criterion.max_points)));
  }
  EXPECT_TRUE(has(reader.text, "Which members does more than one thread use?"));
}

TEST(HtmlReport, SaysWhatCountsBesideTheScore) {
  GradedSubmission graded = samples::submission();
  graded.note = "8 points off: it came 2 days late, so 36 count.";
  EXPECT_TRUE(has(HtmlReader(to_html(graded)).text, graded.note));
}

TEST(HtmlReport, TheNextStepComesFirst) {
  const HtmlReader reader(to_html(samples::submission()));
  EXPECT_LT(reader.text.find("Find out why"), reader.text.find("Where the points are"));
  EXPECT_TRUE(has(HtmlReader(to_html(samples::flawless())).text, "Full marks. Nothing left to mend."));
}

TEST(HtmlReport, SaysWhatToReadNextUnlessNothingIsLeftToMend) {
  const HtmlReader reader(to_html(samples::submission()));
  for (const std::string_view part : {"What to read next", "06 Threads that talk to each other",
                                      "exercises/06-thread-communication/README.md", "Four rules"})
    EXPECT_TRUE(has(reader.text, part)) << part;
  EXPECT_FALSE(has(HtmlReader(to_html(samples::flawless())).text, "What to read next"));
}

TEST(HtmlReport, ShowsEveryFindingInWordsWithItsPlace) {
  const GradedSubmission graded = samples::submission();
  const HtmlReader reader(to_html(graded));
  EXPECT_EQ(reader.tags.at("article"), 5);
  for (const Finding& finding : graded.evidence.findings) {
    EXPECT_TRUE(has(reader.text, in_words(finding.kind)));
    EXPECT_TRUE(has(reader.text, fmt::format("{}:{}", finding.location.file, finding.location.line)));
    EXPECT_TRUE(has(reader.text, finding.advice));
  }
  EXPECT_TRUE(has(reader.text, "Expected equality of these values:\n  queue.size()"));
  EXPECT_TRUE(has(reader.text, "Seen in 3 of 5 runs. Again with --seed 77."));
  EXPECT_TRUE(has(reader.text, "it costs nothing"));
}

TEST(HtmlReport, BothSidesOfARaceStandNextToEachOther) {
  GradedSubmission graded = samples::submission();
  graded.evidence.findings = {samples::race()};
  const std::string page = to_html(graded);
  const std::size_t begin = page.find("<div class=\"sides\">");
  const std::size_t end = page.find("</div>", begin);
  ASSERT_NE(begin, std::string::npos);
  const std::string sides = page.substr(begin, end - begin);
  EXPECT_TRUE(has(sides, "&gt; 22 │     items_.pop_front();"));
  EXPECT_TRUE(has(sides, "&gt; 27 │   std::size_t size() const"));
  EXPECT_FALSE(has(sides, "was started"));
  EXPECT_TRUE(has(page, "thread 1 was started (tests.cpp:31)"));
}

TEST(HtmlReport, AScheduleIsATableWithAColumnAThread) {
  GradedSubmission graded = samples::submission();
  graded.evidence.findings = {samples::schedule()};
  const std::string page = to_html(graded);
  for (const std::string_view thread : {"consumer 1", "consumer 2", "producer"})
    EXPECT_TRUE(has(page, fmt::format("<th scope=\"col\">{}</th>", thread)));
  EXPECT_TRUE(
      has(page, "<td>notifies consumer 1</td><td class=\"number\">15</td><td><code>changed_.notify_one();</code>"));
  EXPECT_TRUE(has(page, "<code>parcours explore bounded-queue … --scenario TwoConsumers --seed 12</code>"));
}

TEST(HtmlReport, OfALongScheduleTheEndIsShown) {
  GradedSubmission graded = samples::submission();
  Finding longer = samples::schedule();
  longer.timeline.resize(400, {"producer", "waits", samples::at(13, 1)});
  longer.timeline.push_back({"producer", "the very end", samples::at(13, 1)});
  graded.evidence.findings = {longer};
  const HtmlReader reader(to_html(graded));
  EXPECT_TRUE(has(reader.text, "The last 200 steps of 401"));
  EXPECT_TRUE(has(reader.text, "the very end"));
  EXPECT_FALSE(has(reader.text, "notifies consumer 1"));
}

TEST(HtmlReport, SpeedHasItsIntervalItsWorthAndTheCurve) {
  const HtmlReader reader(to_html(samples::submission()));
  EXPECT_TRUE(has(reader.text, "0.78× the speed of the reference (95 % sure: 0.74× to 0.82×)."));
  EXPECT_TRUE(has(reader.text, "1.31× the speed of the serial version."));
  EXPECT_TRUE(has(reader.text, "Worth 14 of 20 points"));
  EXPECT_TRUE(has(reader.text, "full points from 0.90×"));
  EXPECT_TRUE(has(reader.text, "4.90 ms"));
  EXPECT_TRUE(has(reader.text, "goes into waiting for one lock."));
  EXPECT_EQ(reader.tags.at("circle"), 1);
}

TEST(HtmlReport, SaysHowItWasGradedAtTheEnd) {
  const HtmlReader reader(to_html(samples::submission()));
  const std::string end = reader.text.substr(reader.text.find("How this was graded"));
  for (const std::string_view part : {"clang 19.1.7", "bubblewrap", "20261126", "6.4 s", "5 of them complete"})
    EXPECT_TRUE(has(end, part)) << part;
}

TEST(HtmlReport, SaysWhoseFaultItIsWhenNothingWasGraded) {
  GradedSubmission graded = samples::submission();
  graded.outcome = "not-graded";
  graded.outcome_reason = "The machine was too noisy.";
  const HtmlReader busy(to_html(graded));
  EXPECT_TRUE(has(busy.text, "this machine's, not yours"));
  EXPECT_TRUE(has(busy.text, "The machine was too noisy."));
  EXPECT_TRUE(has(busy.text, "not final"));
  graded.outcome = "rejected";
  graded.outcome_reason = "The file is a picture.";
  const HtmlReader rejected(to_html(graded));
  EXPECT_TRUE(has(rejected.text, "The file is a picture."));
  EXPECT_FALSE(has(rejected.text, "of 100 points"));
}

TEST(HtmlReport, NothingFromASubmissionIsMarkup) {
  const std::string page = to_html(samples::hostile());
  const HtmlReader reader(page);
  EXPECT_EQ(joined(reader.problems), "");
  EXPECT_TRUE(reader.links.empty());
  EXPECT_TRUE(has(reader.text, "<script>alert(1)</script>"));
  EXPECT_EQ(valid_utf8(page), page);
  EXPECT_EQ(printable(page), page);
  for (const std::string_view never : {"<script>alert", "<img", "</style></title>"})
    EXPECT_FALSE(has(page, never)) << never;
  EXPECT_EQ(reader.tags.at("script"), 2);
  const nlohmann::json data = nlohmann::json::parse(reader.scripts.at(0));
  EXPECT_TRUE(has(data["findings"][0]["message"], "<script>alert(1)</script>"));
}

TEST(HtmlReport, AFloodOfFindingsIsCutShort) {
  GradedSubmission graded = samples::submission();
  graded.evidence.findings.assign(5000, samples::race());
  const HtmlReader reader(to_html(graded));
  EXPECT_EQ(reader.tags.at("article"), 100);
  EXPECT_TRUE(has(reader.text, "… and 4900 more"));
}

}  // namespace
}  // namespace parcours
