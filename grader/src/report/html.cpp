#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html_data.hpp"
#include "report/html_findings.hpp"
#include "report/html_page.hpp"
#include "report/html_speed.hpp"
#include "report/html_text.hpp"
#include "report/sentences.hpp"

namespace parcours {
namespace {

std::string_view style_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::passed:
      return "good";
    case CriterionStatus::partial:
      return "part";
    case CriterionStatus::failed:
      return "bad";
    case CriterionStatus::skipped:
      return "soft";
  }
  return "soft";
}

class Feedback : HtmlWords {
 public:
  Feedback(const GradedSubmission& submission, const Language& language)
      : HtmlWords(language), submission_(submission), grade_(submission.grade) {}

  std::string write() {
    html_ = "<header>\n";
    title();
    html_ += "</header>\n<main>\n";
    note();
    outcome();
    next();
    if (submission_.outcome != "rejected") criteria();
    html_ += html_findings(submission_, language());
    reading();
    searches();
    html_ += html_speed(submission_, language());
    html_ += "</main>\n<footer>\n";
    how_it_was_graded();
    html_ += "</footer>\n";
    return html_page(name() + (submission_.student ? ": " + *submission_.student : ""), html_,
                     {.data = html_data(submission_, language()), .language = language().id()});
  }

 private:
  [[nodiscard]] std::string name() const {
    return submission_.title.empty() ? submission_.exercise : say(submission_.title);
  }

  void begin(std::string_view id, std::string_view title) {
    html_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, text(title));
  }

  void title() {
    html_ += fmt::format("<h1>{}</h1>\n", html_text(name()));
    if (submission_.student) html_ += fmt::format("<p>{}</p>\n", html_text(*submission_.student));
    html_ += fmt::format("<p class=\"soft\"><code>{}</code></p>\n", html_text(submission_.path));
    if (submission_.outcome == "rejected" || grade_.criteria.empty()) return;
    const std::string words = verdict(submission_);
    html_ += fmt::format("<p class=\"score\"><strong>{}</strong>, <span class=\"{}\">{}</span></p>\n",
                         text(fmt::format("{} of {} points", grade_.score, grade_.max_score)),
                         words == "passed" ? "good" : "part", text(words));
    bar();
  }

  /// The points of all, with the mark to pass where it is below all of them.
  void bar() {
    if (grade_.max_score <= 0) return;
    const auto at = [this](int points) { return 400.0 * std::clamp(points, 0, grade_.max_score) / grade_.max_score; };
    html_ += fmt::format(
        "<svg class=\"total\" viewBox=\"0 0 402 20\" role=\"img\" aria-label=\"{}\">\n<rect class=\"track\" x=\"1\" "
        "y=\"4\" width=\"400\" height=\"12\"/><rect class=\"bar\" x=\"1\" "
        "y=\"4\" width=\"{:.1f}\" height=\"12\"/><line class=\"mark\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"0\" "
        "y2=\"20\"/>\n</svg>\n",
        text(fmt::format("{} of {} points; {} are needed to pass", grade_.score, grade_.max_score, grade_.pass_mark)),
        at(grade_.score), 1 + at(grade_.pass_mark), 1 + at(grade_.pass_mark));
    html_ += fmt::format("<p class=\"soft\">{}</p>\n",
                         text(fmt::format("The line marks the {} points to pass.", grade_.pass_mark)));
  }

  void note() {
    if (submission_.note.empty()) return;
    html_ += fmt::format("<div class=\"notice\" role=\"note\">\n<p>{}</p>\n</div>\n", prose(submission_.note));
  }

  void outcome() {
    const std::string_view words = outcome_words(submission_);
    if (words.empty()) return;
    html_ += fmt::format("<div class=\"notice\" role=\"note\">\n<p><strong>{}</strong></p>\n<p>{}</p>\n</div>\n",
                         text(words), prose(submission_.outcome_reason));
  }

  void next() {
    const std::string words = next_in_words(submission_);
    if (words.empty()) return;
    html_ += fmt::format(
        "<section class=\"next\" aria-labelledby=\"next\">\n<h2 id=\"next\">{}</h2>\n<p>{}</p>\n</section>\n",
        text("What to do next"), prose(words));
  }

  void criteria() {
    if (grade_.criteria.empty()) return;
    begin("criteria", "Where the points are");
    html_ += fmt::format(
        "<table class=\"wide\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
        "<th scope=\"col\" class=\"number\">{}</th></tr></thead>\n<tbody>\n",
        text("Status"), text("Criterion"), text("Points"));
    for (const CriterionGrade& criterion : grade_.criteria) {
      html_ += fmt::format("<tr><td class=\"word {}\">{} {}</td><td><strong>{}</strong>", style_of(criterion.status),
                           sign(criterion.status), text(to_string(criterion.status)),
                           criterion.title.empty() ? html_text(criterion.id) : text(criterion.title));
      for (const std::string_view part : {std::string_view(criterion.message), advice_to_show(criterion, grade_)})
        if (!part.empty()) html_ += fmt::format("<p class=\"message\">{}</p>", prose(part));
      html_ += fmt::format("</td><td class=\"number\">{} / {}</td></tr>\n", criterion.points, criterion.max_points);
    }
    html_ += "</tbody>\n</table>\n</section>\n";
  }

  /// Nothing where nothing is left to mend.
  void reading() {
    const Reading& found = submission_.reading;
    if (found.chapter.empty() || (submission_.outcome == "graded" && grade_.score >= grade_.max_score)) return;
    begin("reading", "What to read next");
    html_ += fmt::format("<p>{} <code>{}</code></p>\n", text(fmt::format("In the chapter “{}”:", found.title)),
                         text(fmt::format("exercises/{}/README.md", found.chapter)));
    if (!found.sections.empty()) {
      html_ += "<ul>\n";
      for (const std::string& section : found.sections) html_ += fmt::format("<li>{}</li>\n", prose(section));
      html_ += "</ul>\n";
    }
    html_ += "</section>\n";
  }

  void searches() {
    const std::string words = searches_in_words(submission_.evidence);
    if (words.empty()) return;
    begin("searches", "Interleavings");
    html_ += fmt::format("<p>{}</p>\n</section>\n", text(words));
  }

  void how_it_was_graded() {
    html_ += fmt::format("<h2>{}</h2>\n<dl>\n", text("How this was graded"));
    for (const auto& [name, value] : conditions(submission_))
      html_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", text(name), text(value));
    html_ += "</dl>\n";
  }

  const GradedSubmission& submission_;
  const Grade& grade_;
  std::string html_;
};

}  // namespace

std::string to_html(const GradedSubmission& submission, const Language& language) {
  return Feedback(submission, language).write();
}

}  // namespace parcours
