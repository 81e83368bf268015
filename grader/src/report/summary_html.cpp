#include <fmt/format.h>

#include <algorithm>

#include "report/html_page.hpp"
#include "report/html_text.hpp"
#include "report/link.hpp"
#include "report/sentences.hpp"
#include "report/summary.hpp"
#include "report/summary_figures.hpp"
#include "report/summary_similar.hpp"
#include "report/words.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_findings = 50;
constexpr std::size_t most_names = 8;  ///< at once; the others open on demand

class Summary {
 public:
  explicit Summary(const BatchSummary& summary) : summary_(summary), figures_(figures_of(summary)), persons_(summary) {}

  std::string write() {
    const std::string& title = summary_.book.title.empty() ? summary_.book.exercise : summary_.book.title;
    html_ = fmt::format("<header>\n<h1>{}</h1>\n<p class=\"soft\">{}</p>\n</header>\n<main>\n", html_text(title),
                        html_text(summary_.book.exercise));
    overview();
    remarks();
    distribution();
    criteria();
    findings();
    reviews();
    html_ += html_similar(summary_, persons_);
    without_grade();
    leftovers();
    everybody();
    html_ += "</main>\n";
    if (!summary_.layout.empty())
      html_ += fmt::format("<footer>\n<p>The input was read as: {}</p>\n</footer>\n", html_text(summary_.layout));
    return html_page(title + ": the class", html_);
  }

 private:
  void begin(std::string_view id, std::string_view title) {
    html_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, title);
  }
  void end() { html_ += "</section>\n"; }

  /// Columns whose titles begin with "#" hold numbers. `style`: "wide" where there is text to read.
  void begin_table(std::initializer_list<std::string_view> titles, std::string_view style = "wide") {
    html_ += fmt::format("<div class=\"scroll\" tabindex=\"0\">\n<table class=\"{}\">\n<thead><tr>", style);
    for (const std::string_view title : titles) {
      const bool number = title.starts_with('#');
      html_ +=
          fmt::format("<th scope=\"col\"{}>{}</th>", number ? " class=\"number\"" : "", title.substr(number ? 1 : 0));
    }
    html_ += "</tr></thead>\n<tbody>\n";
  }
  void end_table() { html_ += "</tbody>\n</table>\n</div>\n"; }

  [[nodiscard]] std::string linked(const std::string& id) const {
    const std::string name = html_text(persons_.name(id));
    const std::string page = persons_.feedback(id);
    return page.empty() ? name : fmt::format("<a href=\"{}\">{}</a>", link_to(page), name);
  }

  /// All of them, the first few at once.
  [[nodiscard]] std::string linked(const std::vector<std::string>& ids) const {
    std::string few;
    std::string others;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      std::string& part = i < most_names ? few : others;
      if (!part.empty()) part += ", ";
      part += linked(ids[i]);
    }
    if (others.empty()) return few;
    return fmt::format("{}<details><summary>and {} more</summary>{}</details>", few, ids.size() - most_names, others);
  }

  void overview() {
    const SummaryFigures& found = figures_;
    html_ += "<dl>\n";
    const auto line = [this](std::string_view name, const std::string& value) {
      html_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
    };
    line("Persons", std::to_string(found.persons));
    line("With points", fmt::format("{}{}", found.with_points,
                                    found.overridden > 0 ? fmt::format(", {} set by a person", found.overridden) : ""));
    if (found.without_submission > 0) line("Nothing handed in", std::to_string(found.without_submission));
    if (found.rejected > 0) line("Cannot be graded", std::to_string(found.rejected));
    if (found.not_graded > 0) line("Not graded; grade again", std::to_string(found.not_graded));
    if (found.with_points > 0) {
      line("Mean", fmt::format("{:.1f} of {}", found.mean, summary_.book.max_points));
      line("Median", fmt::format("{:g}", found.median));
      line("Pass rate", fmt::format("{}: {} of {} have {} points or more", percent(found.passed, found.with_points),
                                    found.passed, found.with_points, summary_.pass_mark));
    }
    html_ += "</dl>\n";
  }

  void remarks() {
    if (summary_.remarks.empty()) return;
    begin("remarks", "Remarks");
    html_ += "<ul>\n";
    for (const std::string& remark : summary_.remarks) html_ += fmt::format("<li>{}</li>\n", html_prose(remark));
    html_ += "</ul>\n";
    end();
  }

  void distribution() {
    if (figures_.with_points == 0) return;
    begin("points", "Points");
    bars();
    html_ += fmt::format("<p class=\"soft\">The line marks the {} points to pass.</p>\n", summary_.pass_mark);
    begin_table({"Points", "#Persons", "#Share"}, "figures");
    for (const PointsBin& bin : figures_.bins)
      html_ +=
          fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                      to_string(bin), bin.persons, percent(bin.persons, figures_.with_points));
    end_table();
    end();
  }

  void bars() {
    constexpr int step = 40;
    constexpr int height = 120;
    const int most = std::max(1, std::ranges::max_element(figures_.bins, {}, &PointsBin::persons)->persons);
    const auto width = static_cast<int>(figures_.bins.size()) * step;
    html_ += fmt::format(
        "<svg class=\"bars\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Persons by points; the table below has "
        "the "
        "numbers\">\n",
        width, height + 40);
    int left = 0;
    for (const PointsBin& bin : figures_.bins) {
      const double tall = static_cast<double>(height) * bin.persons / most;
      const double top = 18 + height - tall;
      html_ += fmt::format("<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\"/>", left + 4, top,
                           step - 8, tall);
      if (bin.persons > 0)
        html_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>", left + step / 2, top - 4,
                             bin.persons);
      html_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + step / 2, height + 34,
                           bin.first);
      left += step;
    }
    left = 0;
    for (const PointsBin& bin : figures_.bins) {
      if (summary_.pass_mark > bin.first && summary_.pass_mark <= bin.last + 1) {
        const double at =
            left + static_cast<double>(step) * (summary_.pass_mark - bin.first) / (bin.last + 1 - bin.first);
        html_ +=
            fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1}\"/>\n", at, height + 18);
      }
      left += step;
    }
    html_ += fmt::format("<line class=\"axis\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>\n</svg>\n", width, height + 18,
                         height + 18);
  }

  void criteria() {
    if (summary_.criteria.empty()) return;
    begin("criteria", "Criteria, the hardest first");
    begin_table({"Criterion", "#Mean", "#Of", "#Earned", "#All points"}, "figures");
    for (const CriterionSummary* criterion : hardest_first(summary_))
      html_ += fmt::format(
          "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.1f}</td><td class=\"number\">{}</td><td "
          "class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
          html_text(criterion->title), criterion->mean_points, criterion->max_points,
          percent(criterion->mean_points, criterion->max_points), criterion->full);
    end_table();
    end();
  }

  void findings() {
    if (summary_.findings.empty()) return;
    begin("findings", "What was found, the commonest first");
    begin_table({"#Persons", "Finding", "Who"});
    const std::size_t shown = std::min(most_findings, summary_.findings.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const FindingSummary& finding = summary_.findings[i];
      const std::string test = finding.test.empty() ? "" : "<p class=\"soft\">Test " + html_text(finding.test) + "</p>";
      html_ += fmt::format(
          "<tr><td class=\"number\">{}</td><td><strong>{}</strong>{}<p class=\"message\">{}</p></td><td>{}</td></tr>\n",
          finding.persons.size(), in_words(finding.kind), test, html_prose(finding.example), linked(finding.persons));
    }
    end_table();
    if (summary_.findings.size() > shown)
      html_ += fmt::format("<p class=\"soft\">… and {} more, left out here.</p>\n", summary_.findings.size() - shown);
    end();
  }

  void reviews() {
    if (summary_.reviews.empty()) return;
    begin("reviews", "For a person to look at");
    begin_table({"Who", "Where", "What"});
    for (const ReviewItem& item : summary_.reviews)
      html_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"message\">{}</td></tr>\n",
                           linked(item.person), html_text(place({item.file, item.line, 0})), html_prose(item.message));
    end_table();
    end();
  }

  void without_grade() {
    if (figures_.with_points == figures_.persons) return;
    begin("without", "Without a grade");
    begin_table({"Who", "State", "Remark"});
    for (const GradeRow& row : summary_.book.rows)
      if (!row.points)
        html_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", linked(row.person.id),
                             in_words(row.state), html_prose(row.remark));
    end_table();
    end();
  }

  void leftovers() {
    if (summary_.leftovers.empty()) return;
    begin("leftovers", "Found and not graded");
    begin_table({"What", "Why", "Whose"});
    for (const Leftover& leftover : summary_.leftovers)
      html_ += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n", html_text(leftover.shown),
                           html_prose(leftover.reason), leftover.person.empty() ? "nobody's" : linked(leftover.person));
    end_table();
    end();
  }

  void everybody() {
    if (summary_.book.rows.empty()) return;
    begin("everybody", "Everybody");
    begin_table({"Who", "Group", "#Points", "State", "Remark"});
    for (const GradeRow& row : summary_.book.rows)
      html_ += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td>{}{}</td><td>{}</td></tr>\n",
          linked(row.person.id), html_text(row.person.group), row.points ? std::to_string(*row.points) : "–",
          in_words(row.state), row.review ? ", to be looked at" : "", html_prose(row.remark));
    end_table();
    end();
  }

  const BatchSummary& summary_;
  SummaryFigures figures_;
  PersonIndex persons_;
  std::string html_;
};

}  // namespace

std::string to_summary_html(const BatchSummary& summary) { return Summary(summary).write(); }

}  // namespace parcours
