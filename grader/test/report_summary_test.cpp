#include <gtest/gtest.h>

#include "html_reader.hpp"
#include "markdown_reader.hpp"
#include "report/summary.hpp"
#include "report/summary_figures.hpp"
#include "report/summary_similar.hpp"
#include "report/unicode.hpp"
#include "report_samples.hpp"

namespace parcours {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

BatchSummary summary() {
  BatchSummary summary;
  summary.book.exercise = "bounded-queue";
  summary.book.title = "A bounded queue";
  summary.book.max_points = 100;
  summary.book.rows = {{{"ada", "Ada Byron", "", "", "Team 1"}, GradeState::graded, 100, false, "", "ada/q.hpp"},
                       {{"bob", "Bob", "", "", ""}, GradeState::graded, 44, true, "8 points off: late", "bob/q.hpp"},
                       {{"carl", "Carl", "", "", ""}, GradeState::missing, {}, false, "nothing was handed in", ""},
                       {{"dora", "Dora", "", "", ""}, GradeState::overridden, 50, false, "by hand: oral exam", "d"},
                       {{"emmy", "", "", "", ""}, GradeState::rejected, {}, false, "it is a picture", "e.png"}};
  summary.pass_mark = 50;
  summary.criteria = {{"It compiles", 10, 10, 3}, {"No data race", 20, 5, 1}, {"Tests", 30, 21.5, 2}};
  summary.findings = {{FindingKind::data_race, "Queue.ManyToMany", "Two threads use `items_`.", {"bob", "dora"}},
                      {FindingKind::leak, "", "A thread is left.", {"bob"}}};
  summary.reviews = {{"bob", "It replaces operator new.", "q.hpp", 7}};
  summary.similar = {{"ada", "bob", 0.87, {{3, 5, 2, 4}}, "a1\na2\na3\na4\na5\na6\n", "b1\nb2\nb3\nb4\n"}};
  summary.leftovers = {{"notes.txt", "It is not the header.", "ada"}, {"x/y.hpp", "It belongs to nobody.", ""}};
  summary.remarks = {"One group handed in twice."};
  summary.layout = "folders, one a person";
  summary.feedback_folder = "feedback";
  summary.feedback_stems = {"ada", "bob", "", "dora", ""};
  return summary;
}

TEST(SummaryFigures, CountOnlyWhoHasPoints) {
  const SummaryFigures figures = figures_of(summary());
  EXPECT_EQ(figures.persons, 5);
  EXPECT_EQ(figures.with_points, 3);
  EXPECT_EQ(figures.without_submission, 1);
  EXPECT_EQ(figures.rejected, 1);
  EXPECT_EQ(figures.overridden, 1);
  EXPECT_EQ(figures.passed, 2);
  EXPECT_DOUBLE_EQ(figures.mean, 194.0 / 3);
  EXPECT_DOUBLE_EQ(figures.median, 50);
}

TEST(SummaryFigures, TheMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle) {
  BatchSummary even = summary();
  even.book.rows.erase(even.book.rows.begin() + 3);
  EXPECT_DOUBLE_EQ(figures_of(even).median, 72);
}

TEST(SummaryFigures, BinsHoldEveryoneOnce) {
  for (const int most : {0, 1, 7, 10, 25, 60, 100, 1000}) {
    BatchSummary batch = summary();
    batch.book.max_points = most;
    batch.book.rows.clear();
    for (int points = 0; points <= most + 3; ++points)
      batch.book.rows.push_back({{std::to_string(points), "", "", "", ""}, GradeState::graded, points, false, "", ""});
    const SummaryFigures figures = figures_of(batch);
    EXPECT_LE(figures.bins.size(), 11U);
    int next = 0;
    int persons = 0;
    for (const PointsBin& bin : figures.bins) {
      EXPECT_EQ(bin.first, next);
      EXPECT_EQ(bin.persons, bin.last - bin.first + 1);
      next = bin.last + 1;
      persons += bin.persons;
    }
    EXPECT_EQ(persons, most + 4);
  }
}

TEST(SummaryFigures, TheHardestCriterionIsTheOneLeastEarned) {
  const BatchSummary batch = summary();
  const std::vector<const CriterionSummary*> ordered = hardest_first(batch);
  EXPECT_EQ(ordered[0]->title, "No data race");
  EXPECT_EQ(ordered[2]->title, "It compiles");
}

TEST(SummaryHtml, IsWellFormedWithAndWithoutAnythingToSay) {
  for (const BatchSummary& batch : {summary(), BatchSummary{}}) {
    const HtmlReader reader(to_summary_html(batch));
    EXPECT_EQ(joined(reader.problems), "");
  }
}

TEST(SummaryHtml, ShowsWhatATeacherLooksFor) {
  const HtmlReader reader(to_summary_html(summary()));
  for (const std::string_view part :
       {"64.7 of 100", "67 %: 2 of 3 have 50 points or more", "It replaces operator new.", "q.hpp:7", "Data race",
        "Test Queue.ManyToMany", "Left behind", "8 points off: late", "nothing was handed in", "It belongs to nobody.",
        "One group handed in twice.", "folders, one a person", "to be looked at", "cannot be graded"})
    EXPECT_TRUE(has(reader.text, part)) << part;
  EXPECT_EQ(reader.tags.at("rect"), 11);
}

TEST(SummaryHtml, NamesLinkToFeedbackWhereThereIsAny) {
  const std::string page = to_summary_html(summary());
  EXPECT_TRUE(has(page, "<a href=\"./feedback/ada.html\">Ada Byron (ada)</a>"));
  EXPECT_FALSE(has(page, "./feedback/.html"));
  BatchSummary alone = summary();
  alone.feedback_folder.clear();
  EXPECT_TRUE(HtmlReader(to_summary_html(alone)).links.empty());
}

TEST(SummaryHtml, SimilarRegionsStandSideBySide) {
  const std::string page = to_summary_html(summary());
  const std::size_t begin = page.find("<div class=\"sides\">");
  ASSERT_NE(begin, std::string::npos);
  const std::string sides = page.substr(begin, page.find("</div>", begin) - begin);
  EXPECT_TRUE(has(sides, "Ada Byron (ada), lines 3 to 5"));
  EXPECT_TRUE(has(sides, "3 │ a3\n  4 │ a4\n  5 │ a5\n</code>"));
  EXPECT_TRUE(has(sides, "Bob (bob), lines 2 to 4"));
  EXPECT_TRUE(has(sides, "2 │ b2\n"));
  EXPECT_TRUE(has(page, "87 % of the smaller one&#39;s") || has(page, "87 % of the smaller one's"));
}

TEST(SummaryHtml, ManyAndLongRegionsAreCut) {
  BatchSummary batch = summary();
  std::string source;
  for (int i = 1; i <= 200; ++i) source += "line " + std::to_string(i) + ";\n";
  SimilarSubmissions pair{"ada", "bob", 1, {}, source, source};
  pair.regions.assign(30, {1, 200, 1, 200});
  batch.similar.assign(80, pair);
  const HtmlReader reader(to_summary_html(batch));
  EXPECT_EQ(reader.tags.at("article"), 50);
  EXPECT_EQ(reader.tags.at("figure"), 50 * 10 * 2);
  EXPECT_TRUE(has(reader.text, "lines 1 to 200, of which the first 40"));
  EXPECT_TRUE(has(reader.text, "line 40;"));
  EXPECT_FALSE(has(reader.text, "line 41;"));
  EXPECT_TRUE(has(reader.text, "… and 20 more regions"));
  EXPECT_TRUE(has(reader.text, "… and 30 more pairs"));
}

TEST(SummaryHtml, RegionsOutsideOfAFileShowWhatThereIs) {
  BatchSummary batch = summary();
  batch.similar[0].regions = {{-5, 2, 4, 99}, {9, 3, 0, 0}, {2'000'000'000, 2'147'483'647, 1, 1}};
  const HtmlReader reader(to_summary_html(batch));
  EXPECT_EQ(joined(reader.problems), "");
  EXPECT_TRUE(has(reader.text, "a2"));
  EXPECT_TRUE(has(reader.text, "b4"));
}

void make_hostile(BatchSummary& batch) {
  const std::string evil = samples::hostile_text();
  batch.book.title = batch.book.exercise = batch.layout = evil;
  for (GradeRow& row : batch.book.rows) {
    row.person.name = row.person.group = row.remark = row.submission = evil;
    row.person.id += evil;
  }
  batch.criteria[0].title = evil;
  batch.findings[0].test = batch.findings[0].example = evil;
  batch.findings[0].persons = {batch.book.rows[0].person.id, evil};
  batch.reviews[0] = {evil, evil, evil, 1};
  batch.similar[0].a = batch.similar[0].b = evil;
  batch.similar[0].a_source = batch.similar[0].b_source = evil + "\n" + evil + "\n" + evil;
  batch.leftovers[0] = {evil, evil, evil};
  batch.remarks[0] = evil;
  batch.feedback_stems[0] = evil;
}

TEST(SummaryHtml, NothingFromAnInputIsMarkup) {
  BatchSummary batch = summary();
  make_hostile(batch);
  const std::string page = to_summary_html(batch);
  const HtmlReader reader(page);
  EXPECT_EQ(joined(reader.problems), "");
  EXPECT_EQ(valid_utf8(page), page);
  EXPECT_EQ(printable(page), page);
  EXPECT_EQ(reader.tags.at("script"), 1);
  EXPECT_FALSE(has(page, "<script>alert"));
  for (const std::string& link : reader.links) EXPECT_TRUE(link.starts_with("./feedback/")) << link;
}

TEST(SummaryMarkdown, ShowsWhatATeacherLooksFor) {
  const std::string text = to_summary_markdown(summary());
  for (const std::string_view part :
       {"5 persons, 3 with points, 1 without a submission, 1 cannot be graded.",
        "Mean 64.7 of 100, median 50; 67 % (2 of 3) have 50 points or more and pass.", "| 50 to 59 | 1 | 33 % |",
        "| No data race | 5.0 | 20 | 25 % | 1 |",
        "| 2 | Data race | Queue.ManyToMany | Two threads use `items_`. | [Bob (bob)](./feedback/bob.html), ",
        "[Dora (dora)](./feedback/dora.html) |",
        "| [Bob (bob)](./feedback/bob.html) | q.hpp:7 | It replaces operator new. |",
        "| 87 % | lines 3 to 5 and lines 2 to 4 |", "| x/y.hpp | It belongs to nobody. | nobody's |",
        "| Carl (carl) |  | – | nothing handed in | nothing was handed in |"})
    EXPECT_TRUE(has(text, part)) << part;
}

TEST(SummaryMarkdown, NothingFromAnInputIsMarkdown) {
  BatchSummary batch = summary();
  make_hostile(batch);
  const std::string text = to_summary_markdown(batch);
  EXPECT_EQ(printable(text), text);
  const std::string bare = bare_markdown(text);
  EXPECT_TRUE(has(bare, "·everyone"));
  for (const std::string_view never :
       {"<script", "<img", "@everyone", "#12", "GH-7", "](", "http://", "https://", " www.", "<!--"})
    EXPECT_FALSE(has(bare, never)) << never;
}

TEST(Summaries, AThousandPersonsAreAllThere) {
  BatchSummary batch = summary();
  batch.book.rows.clear();
  batch.feedback_stems.clear();
  batch.findings[0].persons.clear();
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "s" + std::to_string(i);
    batch.book.rows.push_back({{id, "Student " + id, "", "", ""}, GradeState::graded, i % 101, false, "", id + ".hpp"});
    batch.feedback_stems.push_back(id);
    batch.findings[0].persons.push_back(id);
  }
  const std::string page = to_summary_html(batch);
  const HtmlReader reader(page);
  EXPECT_EQ(joined(reader.problems), "");
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(has(page, "./feedback/s" + std::to_string(i) + ".html"));
  EXPECT_TRUE(has(reader.text, "and 992 more"));
  EXPECT_LT(page.size(), 1U << 20U);
  EXPECT_TRUE(has(to_summary_markdown(batch), "s999"));
}

}  // namespace
}  // namespace parcours
