#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "markdown_reader.hpp"
#include "report/markdown.hpp"
#include "report/unicode.hpp"
#include "report/words.hpp"
#include "report_samples.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(MarkdownReport, TellsWhereThePointsWent) {
  const std::string text = to_markdown(samples::submission());
  EXPECT_TRUE(
      text.starts_with("# A bounded queue\n\nAda Byron\n\n`work/bounded_queue.hpp`\n\n"
                       "**44 of 100 points**, not passed, 50 needed.\n\n**What to do next:** Find out"));
  EXPECT_TRUE(has(text, "| ✓ passed | It compiles | 10 / 10 | the submission compiles |"));
  EXPECT_TRUE(has(text, "| ~ partial | First in, first out | 20 / 30 |"));
  EXPECT_TRUE(has(text, "| – skipped | Corner cases | 0 / 20 |"));
  EXPECT_TRUE(has(text, "| a data race was found<br>Which members does more than one thread use? |"));
}

TEST(MarkdownReport, ShowsEveryFindingInWordsWithItsPlace) {
  const GradedSubmission graded = samples::submission();
  const std::string text = to_markdown(graded);
  for (const Finding& finding : graded.evidence.findings)
    EXPECT_TRUE(has(
        text, fmt::format(". {}: `{}:{}`\n", in_words(finding.kind), finding.location.file, finding.location.line)));
  EXPECT_TRUE(has(text, "Two threads use `items_` at the same time"));
  EXPECT_TRUE(has(text, "> 27 │   std::size_t size() const { return items_.size(); }\n"));
  EXPECT_TRUE(has(text, "```text\nExpected equality of these values:\n  queue.size()\n"));
  EXPECT_TRUE(has(text, "Seen in 3 of 5 runs. Again with --seed 77."));
}

TEST(MarkdownReport, SaysWhatCountsBesideTheScore) {
  GradedSubmission graded = samples::submission();
  graded.note = "8 points off: it came 2 days late, so 36 count.";
  EXPECT_TRUE(has(to_markdown(graded), "needed.\n\n8 points off: it came 2 days late, so 36 count.\n\n"));
}

TEST(MarkdownReport, AScheduleIsATable) {
  const std::string text = to_markdown(samples::submission());
  EXPECT_TRUE(has(text, "| Step | consumer 1 | consumer 2 | producer | Place |\n| ---: | --- | --- | --- | --- |\n"));
  EXPECT_TRUE(has(text, "| 4 |  |  | notifies consumer 1 | bounded\\_queue.hpp:15 |\n"));
}

TEST(MarkdownReport, SpeedHasItsIntervalAndTheCurve) {
  const std::string text = to_markdown(samples::submission());
  EXPECT_TRUE(has(text, "0.78× the speed of the reference (95 % sure: 0.74× to 0.82×)."));
  EXPECT_TRUE(has(text, "| 4 | 4.90 ms | 1.65× | 3.65× | 41 % | 46 % | 2240 |"));
  EXPECT_TRUE(has(text, "- seed: 20261126\n"));
}

TEST(MarkdownReport, RowsOfATableHaveTheCellsOfItsTitles) {
  for (const GradedSubmission& graded : {samples::submission(), samples::hostile()}) {
    std::ptrdiff_t wanted = 0;
    for (const std::string& line : split(bare_markdown(to_markdown(graded)), '\n')) {
      const std::ptrdiff_t bars = std::ranges::count(line, '|');
      if (wanted > 0 && bars > 0) EXPECT_EQ(bars, wanted) << line;
      wanted = bars;
    }
  }
}

TEST(MarkdownReport, NothingFromASubmissionIsMarkdown) {
  const std::string text = to_markdown(samples::hostile());
  EXPECT_EQ(valid_utf8(text), text);
  EXPECT_EQ(printable(text), text);
  const std::string bare = bare_markdown(text);
  EXPECT_TRUE(has(bare, "·everyone"));
  for (const std::string_view never :
       {"<script", "<img", "@everyone", "#12", "GH-7", "](", "http://", "https://", " www.", "<!--", "*b", "_i", "$"})
    EXPECT_FALSE(has(bare, never)) << never;
}

TEST(MarkdownReport, SaysWhoseFaultItIsWhenNothingWasGraded) {
  GradedSubmission graded = samples::submission();
  graded.outcome = "not-graded";
  graded.outcome_reason = "The machine was too noisy.";
  EXPECT_TRUE(
      has(to_markdown(graded), "**Not graded. The fault is this machine's, not yours.** The machine was too noisy."));
}

}  // namespace
}  // namespace parcours
