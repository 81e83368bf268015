#include "report/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/excerpt.hpp"
#include "report/markdown_findings.hpp"
#include "report/markdown_text.hpp"
#include "report/scaling_words.hpp"
#include "report/sentences.hpp"
#include "report/speed_bar.hpp"

namespace parcours {
namespace {

constexpr int bar_width = 64;

class Feedback {
 public:
  Feedback(const GradedSubmission& submission, const Language& language)
      : submission_(submission), grade_(submission.grade), language_(language) {}

  std::string write() {
    title();
    if (submission_.outcome != "rejected") criteria();
    markdown_ += markdown_findings(submission_, language_);
    if (const std::string words = searches_in_words(submission_.evidence); !words.empty()) {
      heading("Interleavings");
      paragraph(markdown_text(say(words)));
    }
    speed();
    how_it_was_graded();
    return std::move(markdown_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view english) const { return language_.say(english); }
  void heading(std::string_view english) { markdown_ += fmt::format("## {}\n\n", say(english)); }
  /// `text` is Markdown; nothing where it is empty.
  void paragraph(std::string_view text) {
    if (!text.empty()) markdown_.append(text).append("\n\n");
  }

  void title() {
    markdown_ = fmt::format("# {}\n\n",
                            markdown_text(submission_.title.empty() ? submission_.exercise : say(submission_.title)));
    if (submission_.student) paragraph(markdown_text(*submission_.student));
    paragraph(markdown_code(submission_.path));
    if (submission_.outcome != "rejected" && !grade_.criteria.empty())
      paragraph(fmt::format("**{}**, {}.", say(fmt::format("{} of {} points", grade_.score, grade_.max_score)),
                            say(verdict(submission_))));
    if (!submission_.note.empty()) paragraph(markdown_text(say(submission_.note)));
    if (const std::string_view words = outcome_words(submission_); !words.empty())
      paragraph(fmt::format("**{}** {}", say(words), markdown_text(say(submission_.outcome_reason))));
    if (const std::string words = next_in_words(submission_); !words.empty())
      paragraph(fmt::format("**{}** {}", say("What to do next:"), markdown_text(say(words))));
  }

  void criteria() {
    if (grade_.criteria.empty()) return;
    heading("Where the points are");
    markdown_ += fmt::format("| {} | {} | {} | {} |\n| --- | --- | ---: | --- |\n", say("Status"), say("Criterion"),
                             say("Points"), say("Why"));
    for (const CriterionGrade& criterion : grade_.criteria) {
      const std::string why = markdown_text(say(criterion.message));
      const std::string advice = markdown_text(say(advice_to_show(criterion, grade_)));
      markdown_ +=
          fmt::format("| {} {} | {} | {} / {} | {}{}{} |\n", sign(criterion.status), say(to_string(criterion.status)),
                      markdown_text(criterion.title.empty() ? criterion.id : say(criterion.title)), criterion.points,
                      criterion.max_points, why, why.empty() || advice.empty() ? "" : "<br>", advice);
    }
    markdown_ += '\n';
  }

  void speed() {
    if (!has_speed(submission_.evidence)) return;
    const Speedup& speedup = submission_.evidence.speedup;
    heading("Speed");
    for (const std::string& sentence : speed_in_words(speedup)) paragraph(markdown_text(say(sentence)));
    const auto [labels, bar] = speed_bar(speedup, bar_width);
    paragraph(markdown_block(labels + "\n" + bar, "text"));
    paragraph(say(fmt::format("Measured in {} pairs, with {} thread{}.", speedup.pairs, speedup.threads,
                              speedup.threads == 1 ? "" : "s")));
    scaling();
  }

  void scaling() {
    const Scaling& scaling = submission_.evidence.scaling;
    if (!scaling.points.empty()) {
      for (const std::string_view head :
           {"Threads", "Time", "Speed-up", "Reference", "Efficiency", "At work", "Switches"})
        markdown_ += fmt::format("| {} ", say(head));
      markdown_ += "|\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
      for (const ScalingPoint& point : scaling.points)
        markdown_ += fmt::format("| {} |\n", fmt::join(cells_of(scaling, point), " | "));
      markdown_ += '\n';
    }
    for (const std::string& sentence : in_words(scaling)) paragraph(markdown_text(say(sentence)));
  }

  void how_it_was_graded() {
    heading("How this was graded");
    for (const auto& [name, value] : conditions(submission_))
      markdown_ += fmt::format("- {}: {}\n", markdown_text(say(name)), markdown_text(say(value)));
  }

  const GradedSubmission& submission_;
  const Grade& grade_;
  const Language& language_;
  std::string markdown_;
};

}  // namespace

std::string to_markdown(const GradedSubmission& submission, const Language& language) {
  return Feedback(submission, language).write();
}

}  // namespace parcours
