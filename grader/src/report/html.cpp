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

class Feedback {
 public:
  explicit Feedback(const GradedSubmission& submission) : submission_(submission), grade_(submission.grade) {}

  std::string write() {
    html_ = "<header>\n";
    title();
    html_ += "</header>\n<main>\n";
    note();
    outcome();
    next();
    if (submission_.outcome != "rejected") criteria();
    html_ += html_findings(submission_);
    reading();
    searches();
    html_ += html_speed(submission_);
    html_ += "</main>\n<footer>\n";
    how_it_was_graded();
    html_ += "</footer>\n";
    return html_page(name() + (submission_.student ? ": " + *submission_.student : ""), html_, html_data(submission_));
  }

 private:
  [[nodiscard]] const std::string& name() const {
    return submission_.title.empty() ? submission_.exercise : submission_.title;
  }

  void title() {
    html_ += fmt::format("<h1>{}</h1>\n", html_text(name()));
    if (submission_.student) html_ += fmt::format("<p>{}</p>\n", html_text(*submission_.student));
    html_ += fmt::format("<p class=\"soft\"><code>{}</code></p>\n", html_text(submission_.path));
    if (submission_.outcome == "rejected" || grade_.criteria.empty()) return;
    const std::string words = verdict(submission_);
    html_ += fmt::format("<p class=\"score\"><strong>{} of {} points</strong>, <span class=\"{}\">{}</span></p>\n",
                         grade_.score, grade_.max_score, words == "passed" ? "good" : "part", words);
    bar();
  }

  /// The points of all, with the mark to pass where it is below all of them.
  void bar() {
    if (grade_.max_score <= 0) return;
    const auto at = [this](int points) { return 400.0 * std::clamp(points, 0, grade_.max_score) / grade_.max_score; };
    html_ += fmt::format(
        "<svg class=\"total\" viewBox=\"0 0 402 20\" role=\"img\" aria-label=\"{} of {} points; {} are needed to "
        "pass\">\n<rect class=\"track\" x=\"1\" y=\"4\" width=\"400\" height=\"12\"/><rect class=\"bar\" x=\"1\" "
        "y=\"4\" width=\"{:.1f}\" height=\"12\"/><line class=\"mark\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"0\" "
        "y2=\"20\"/>\n</svg>\n",
        grade_.score, grade_.max_score, grade_.pass_mark, at(grade_.score), 1 + at(grade_.pass_mark),
        1 + at(grade_.pass_mark));
    html_ += fmt::format("<p class=\"soft\">The line marks the {} points to pass.</p>\n", grade_.pass_mark);
  }

  void note() {
    if (submission_.note.empty()) return;
    html_ += fmt::format("<div class=\"notice\" role=\"note\">\n<p>{}</p>\n</div>\n", html_prose(submission_.note));
  }

  void outcome() {
    const std::string_view words = outcome_words(submission_);
    if (words.empty()) return;
    html_ += fmt::format("<div class=\"notice\" role=\"note\">\n<p><strong>{}</strong></p>\n<p>{}</p>\n</div>\n",
                         html_text(words), html_prose(submission_.outcome_reason));
  }

  void next() {
    const std::string words = next_in_words(submission_);
    if (words.empty()) return;
    html_ += fmt::format(
        "<section class=\"next\" aria-labelledby=\"next\">\n<h2 id=\"next\">What to do next</h2>\n<p>{}</p>\n"
        "</section>\n",
        html_prose(words));
  }

  void criteria() {
    if (grade_.criteria.empty()) return;
    html_ +=
        "<section aria-labelledby=\"criteria\">\n<h2 id=\"criteria\">Where the points are</h2>\n"
        "<table class=\"wide\">\n<thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Criterion</th>"
        "<th scope=\"col\" class=\"number\">Points</th></tr></thead>\n<tbody>\n";
    for (const CriterionGrade& criterion : grade_.criteria) {
      html_ += fmt::format("<tr><td class=\"word {}\">{} {}</td><td><strong>{}</strong>", style_of(criterion.status),
                           sign(criterion.status), to_string(criterion.status),
                           html_text(criterion.title.empty() ? criterion.id : criterion.title));
      for (const std::string_view text : {std::string_view(criterion.message), advice_to_show(criterion, grade_)})
        if (!text.empty()) html_ += fmt::format("<p class=\"message\">{}</p>", html_prose(text));
      html_ += fmt::format("</td><td class=\"number\">{} / {}</td></tr>\n", criterion.points, criterion.max_points);
    }
    html_ += "</tbody>\n</table>\n</section>\n";
  }

  /// Nothing where nothing is left to mend.
  void reading() {
    const Reading& found = submission_.reading;
    if (found.chapter.empty() || (submission_.outcome == "graded" && grade_.score >= grade_.max_score)) return;
    html_ += fmt::format(
        "<section aria-labelledby=\"reading\">\n<h2 id=\"reading\">What to read next</h2>\n<p>In the chapter “{}” "
        "(<code>exercises/{}/README.md</code>){}</p>\n",
        html_text(found.title), html_text(found.chapter), found.sections.empty() ? "." : ":");
    if (!found.sections.empty()) {
      html_ += "<ul>\n";
      for (const std::string& section : found.sections) html_ += fmt::format("<li>{}</li>\n", html_prose(section));
      html_ += "</ul>\n";
    }
    html_ += "</section>\n";
  }

  void searches() {
    const std::string words = searches_in_words(submission_.evidence);
    if (words.empty()) return;
    html_ += fmt::format(
        "<section aria-labelledby=\"searches\">\n<h2 id=\"searches\">Interleavings</h2>\n<p>{}</p>\n</section>\n",
        html_text(words));
  }

  void how_it_was_graded() {
    html_ += "<h2>How this was graded</h2>\n<dl>\n";
    for (const auto& [name, value] : conditions(submission_))
      html_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name), html_text(value));
    html_ += "</dl>\n";
  }

  const GradedSubmission& submission_;
  const Grade& grade_;
  std::string html_;
};

}  // namespace

std::string to_html(const GradedSubmission& submission) { return Feedback(submission).write(); }

}  // namespace parcours
