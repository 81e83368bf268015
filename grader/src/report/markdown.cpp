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
  explicit Feedback(const GradedSubmission& submission) : submission_(submission), grade_(submission.grade) {}

  std::string write() {
    title();
    if (submission_.outcome != "rejected") criteria();
    markdown_ += markdown_findings(submission_);
    if (const std::string words = searches_in_words(submission_.evidence); !words.empty()) {
      heading("Interleavings");
      paragraph(markdown_text(words));
    }
    speed();
    how_it_was_graded();
    return std::move(markdown_);
  }

 private:
  void heading(std::string_view text) { markdown_ += fmt::format("## {}\n\n", text); }
  /// `text` is Markdown; nothing where it is empty.
  void paragraph(std::string_view text) {
    if (!text.empty()) markdown_.append(text).append("\n\n");
  }

  void title() {
    markdown_ =
        fmt::format("# {}\n\n", markdown_text(submission_.title.empty() ? submission_.exercise : submission_.title));
    if (submission_.student) paragraph(markdown_text(*submission_.student));
    paragraph(markdown_code(submission_.path));
    if (submission_.outcome != "rejected" && !grade_.criteria.empty())
      paragraph(fmt::format("**{} of {} points**, {}.", grade_.score, grade_.max_score, verdict(submission_)));
    if (!submission_.note.empty()) paragraph(markdown_text(submission_.note));
    if (const std::string_view words = outcome_words(submission_); !words.empty())
      paragraph(fmt::format("**{}** {}", words, markdown_text(submission_.outcome_reason)));
    if (const std::string words = next_in_words(submission_); !words.empty())
      paragraph(fmt::format("**What to do next:** {}", markdown_text(words)));
  }

  void criteria() {
    if (grade_.criteria.empty()) return;
    heading("Where the points are");
    markdown_ += "| Status | Criterion | Points | Why |\n| --- | --- | ---: | --- |\n";
    for (const CriterionGrade& criterion : grade_.criteria) {
      const std::string why = markdown_text(criterion.message);
      const std::string advice = markdown_text(advice_to_show(criterion, grade_));
      markdown_ +=
          fmt::format("| {} {} | {} | {} / {} | {}{}{} |\n", sign(criterion.status), to_string(criterion.status),
                      markdown_text(criterion.title.empty() ? criterion.id : criterion.title), criterion.points,
                      criterion.max_points, why, why.empty() || advice.empty() ? "" : "<br>", advice);
    }
    markdown_ += '\n';
  }

  void speed() {
    if (!has_speed(submission_.evidence)) return;
    const Speedup& speedup = submission_.evidence.speedup;
    heading("Speed");
    for (const std::string& sentence : speed_in_words(speedup)) paragraph(markdown_text(sentence));
    const auto [labels, bar] = speed_bar(speedup, bar_width);
    paragraph(markdown_block(labels + "\n" + bar, "text"));
    paragraph(fmt::format("Measured in {} pairs, with {} thread{}.", speedup.pairs, speedup.threads,
                          speedup.threads == 1 ? "" : "s"));
    scaling();
  }

  void scaling() {
    const Scaling& scaling = submission_.evidence.scaling;
    if (!scaling.points.empty()) {
      markdown_ +=
          "| Threads | Time | Speed-up | Efficiency | At work | Switches |\n| ---: | ---: | ---: | ---: | ---: | ---: "
          "|\n";
      for (const ScalingPoint& point : scaling.points) {
        const Efficiency found = efficiency_of(scaling, point);
        markdown_ +=
            fmt::format("| {} | {:.2f} ms | {} | {:.0f} % | {:.0f} % | {:.0f} |\n", point.threads, 1000 * point.seconds,
                        times(found.speedup), 100 * found.efficiency, 100 * found.utilisation, point.switches);
      }
      markdown_ += '\n';
    }
    for (const std::string& sentence : in_words(scaling)) paragraph(markdown_text(sentence));
  }

  void how_it_was_graded() {
    heading("How this was graded");
    for (const auto& [name, value] : conditions(submission_))
      markdown_ += fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
  }

  const GradedSubmission& submission_;
  const Grade& grade_;
  std::string markdown_;
};

}  // namespace

std::string to_markdown(const GradedSubmission& submission) { return Feedback(submission).write(); }

}  // namespace parcours
