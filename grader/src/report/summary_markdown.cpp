#include <fmt/format.h>

#include <algorithm>

#include "report/link.hpp"
#include "report/markdown_text.hpp"
#include "report/sentences.hpp"
#include "report/summary.hpp"
#include "report/summary_figures.hpp"
#include "report/summary_similar.hpp"
#include "report/words.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_findings = 50;
constexpr std::size_t most_names = 8;
constexpr std::size_t most_pairs = 50;
constexpr std::size_t most_regions = 10;

class Summary {
 public:
  explicit Summary(const BatchSummary& summary) : summary_(summary), figures_(figures_of(summary)), persons_(summary) {}

  std::string write() {
    markdown_ = fmt::format("# {}\n\n",
                            markdown_text(summary_.book.title.empty() ? summary_.book.exercise : summary_.book.title));
    overview();
    for (const std::string& remark : summary_.remarks) markdown_ += fmt::format("- {}\n", markdown_text(remark));
    points();
    criteria();
    findings();
    reviews();
    similar();
    leftovers();
    everybody();
    if (!summary_.layout.empty())
      markdown_ += fmt::format("\nThe input was read as: {}\n", markdown_text(summary_.layout));
    return std::move(markdown_);
  }

 private:
  /// A heading, and a table's titles; the row below them says on which side each column stands.
  void table(std::string_view heading, std::string_view titles, std::string_view sides) {
    markdown_ += fmt::format("\n## {}\n\n{}\n{}\n", heading, titles, sides);
  }

  [[nodiscard]] std::string name(const std::string& id) const { return markdown_text(persons_.name(id)); }

  [[nodiscard]] std::string linked(const std::string& id) const {
    const std::string page = persons_.feedback(id);
    return page.empty() ? name(id) : fmt::format("[{}]({})", name(id), link_to(page));
  }

  [[nodiscard]] std::string linked(const std::vector<std::string>& ids) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(ids.size(), most_names); ++i) text += (i == 0 ? "" : ", ") + linked(ids[i]);
    if (ids.size() > most_names) text += fmt::format(" and {} more", ids.size() - most_names);
    return text;
  }

  void overview() {
    const SummaryFigures& found = figures_;
    markdown_ += fmt::format("{} persons, {} with points", found.persons, found.with_points);
    if (found.without_submission > 0) markdown_ += fmt::format(", {} without a submission", found.without_submission);
    if (found.rejected > 0) markdown_ += fmt::format(", {} cannot be graded", found.rejected);
    if (found.not_graded > 0) markdown_ += fmt::format(", {} not graded; grade again", found.not_graded);
    markdown_ += ".\n\n";
    if (found.with_points == 0) return;
    markdown_ +=
        fmt::format("Mean {:.1f} of {}, median {:g}; {} ({} of {}) have {} points or more and pass.\n\n", found.mean,
                    summary_.book.max_points, found.median, percent(found.passed, found.with_points), found.passed,
                    found.with_points, summary_.pass_mark);
  }

  void points() {
    if (figures_.with_points == 0) return;
    table("Points", "| Points | Persons | Share |", "| --- | ---: | ---: |");
    for (const PointsBin& bin : figures_.bins)
      markdown_ +=
          fmt::format("| {} | {} | {} |\n", to_string(bin), bin.persons, percent(bin.persons, figures_.with_points));
  }

  void criteria() {
    if (summary_.criteria.empty()) return;
    table("Criteria, the hardest first", "| Criterion | Mean | Of | Earned | All points |",
          "| --- | ---: | ---: | ---: | ---: |");
    for (const CriterionSummary* criterion : hardest_first(summary_))
      markdown_ +=
          fmt::format("| {} | {:.1f} | {} | {} | {} |\n", markdown_text(criterion->title), criterion->mean_points,
                      criterion->max_points, percent(criterion->mean_points, criterion->max_points), criterion->full);
  }

  void findings() {
    if (summary_.findings.empty()) return;
    table("What was found, the commonest first", "| Persons | Finding | Test | For example | Who |",
          "| ---: | --- | --- | --- | --- |");
    const std::size_t shown = std::min(most_findings, summary_.findings.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const FindingSummary& finding = summary_.findings[i];
      markdown_ += fmt::format("| {} | {} | {} | {} | {} |\n", finding.persons.size(), in_words(finding.kind),
                               markdown_text(finding.test), markdown_text(finding.example), linked(finding.persons));
    }
    if (summary_.findings.size() > shown)
      markdown_ += fmt::format("\n… and {} more, left out here.\n", summary_.findings.size() - shown);
  }

  void reviews() {
    if (summary_.reviews.empty()) return;
    table("For a person to look at", "| Who | Where | What |", "| --- | --- | --- |");
    for (const ReviewItem& item : summary_.reviews)
      markdown_ += fmt::format("| {} | {} | {} |\n", linked(item.person),
                               markdown_text(place({item.file, item.line, 0})), markdown_text(item.message));
  }

  /// Where to look; side by side the regions stand on the page for a browser.
  void similar() {
    if (summary_.similar.empty()) return;
    table("Similar submissions", "| Pair | Shared | Regions |", "| --- | ---: | --- |");
    const std::size_t shown = std::min(most_pairs, summary_.similar.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const SimilarSubmissions& pair = summary_.similar[i];
      std::string regions;
      for (std::size_t at = 0; at < std::min(most_regions, pair.regions.size()); ++at)
        regions += fmt::format("{}{} and {}", at == 0 ? "" : "<br>",
                               lines_in_words(pair.regions[at].a_first, pair.regions[at].a_last),
                               lines_in_words(pair.regions[at].b_first, pair.regions[at].b_last));
      if (pair.regions.size() > most_regions)
        regions += fmt::format("<br>and {} more", pair.regions.size() - most_regions);
      markdown_ +=
          fmt::format("| {} and {} | {} | {} |\n", linked(pair.a), linked(pair.b), percent(pair.share, 1), regions);
    }
    if (summary_.similar.size() > shown)
      markdown_ += fmt::format("\n… and {} more pairs, left out here.\n", summary_.similar.size() - shown);
  }

  void leftovers() {
    if (summary_.leftovers.empty()) return;
    table("Found and not graded", "| What | Why | Whose |", "| --- | --- | --- |");
    for (const Leftover& leftover : summary_.leftovers)
      markdown_ += fmt::format("| {} | {} | {} |\n", markdown_text(leftover.shown), markdown_text(leftover.reason),
                               leftover.person.empty() ? "nobody's" : linked(leftover.person));
  }

  void everybody() {
    if (summary_.book.rows.empty()) return;
    table("Everybody", "| Who | Group | Points | State | Remark |", "| --- | --- | ---: | --- | --- |");
    for (const GradeRow& row : summary_.book.rows)
      markdown_ += fmt::format("| {} | {} | {} | {}{} | {} |\n", linked(row.person.id), markdown_text(row.person.group),
                               row.points ? std::to_string(*row.points) : "–", in_words(row.state),
                               row.review ? ", to be looked at" : "", markdown_text(row.remark));
  }

  const BatchSummary& summary_;
  SummaryFigures figures_;
  PersonIndex persons_;
  std::string markdown_;
};

}  // namespace

std::string to_summary_markdown(const BatchSummary& summary) { return Summary(summary).write(); }

}  // namespace parcours
