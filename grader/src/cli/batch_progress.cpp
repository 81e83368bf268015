#include "cli/batch_progress.hpp"

#include <unistd.h>

#include "cli/console.hpp"

namespace parcours::cli {
namespace {

constexpr double seconds_between_lines = 60;  ///< where it is no terminal

std::string time_left(double seconds) {
  if (seconds < 90) return fmt::format("about {:.0f} s left", seconds);
  if (seconds < 90 * 60) return fmt::format("about {:.0f} min left", seconds / 60);
  return fmt::format("about {:.1f} h left", seconds / 3600);
}

}  // namespace

BatchProgress::BatchProgress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

CampaignEvents BatchProgress::events() {
  return {.planned =
              [this](std::size_t to_do, std::size_t of) {
                const std::lock_guard lock(mutex_);
                to_do_ = to_do;
                of_ = of;
                if (to_do > 0) show(true);
              },
          .begun =
              [this](const Work&) {
                const std::lock_guard lock(mutex_);
                ++at_work_;
                show(false);
              },
          .ended =
              [this](const Work&, const std::string& problem) {
                const std::lock_guard lock(mutex_);
                --at_work_;
                ++(problem.empty() ? done_ : failed_);
                show(false);
              }};
}

void BatchProgress::stopping(bool cancelled) {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  cancelled_ = cancelled;
  show(true);
}

void BatchProgress::show(bool always) {
  if (!terminal_ && !always && watch_.seconds() - shown_at_ < seconds_between_lines) return;
  shown_at_ = watch_.seconds();
  std::string line = fmt::format("{} of {} graded", of_ - to_do_ + done_, of_);
  if (failed_ > 0) line += fmt::format(", {} tries failed", failed_);
  if (stopping_ && cancelled_)
    line += "; cancelling the jobs";
  else if (stopping_)
    line += fmt::format("; stopping after the {} at work, Ctrl-C again: at once", at_work_);
  else if (done_ > 0 && done_ < to_do_)
    line += ", " + time_left(watch_.seconds() / static_cast<double>(done_) * static_cast<double>(to_do_ - done_));
  if (terminal_)
    progress(line);
  else
    fmt::print(stderr, "parcours: {}\n", line);
}

}  // namespace parcours::cli
