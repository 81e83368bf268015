#include "batch/campaign.hpp"

#include <set>

#include "pipeline/scoring.hpp"

namespace parcours {
namespace {

constexpr int tries = 2;

/// Whether its grading is kept and complete by the rubric as it is now.
Result<bool> is_done(const Store& store, const Rubric& rubric, const std::string& key) {
  auto kept = store.find(key);
  if (!kept) return tl::unexpected(kept.error());
  if (!*kept) return false;
  score_by(rubric, **kept);
  return is_complete(rubric, **kept);
}

}  // namespace

Result<CampaignResult> grade_missing(const std::vector<Entry>& entries, const Rubric& rubric, Executor& executor,
                                     Store& store, const CampaignEvents& events, const std::stop_token& stop) {
  CampaignResult result;
  std::vector<Work> works;
  std::set<std::string> seen;
  for (const Entry& entry : entries) {
    if (entry.key.empty() || !seen.insert(entry.key).second) continue;
    const auto done = is_done(store, rubric, entry.key);
    if (!done) return tl::unexpected(done.error());
    if (!*done) works.push_back({entry.key, entry.submission->file, entry.person.id});
  }
  result.kept = seen.size() - works.size();
  events.planned(works.size(), seen.size());
  for (int attempt = 1; attempt <= tries && !works.empty() && !stop.stop_requested(); ++attempt) {
    std::vector<Work> again;
    auto ran =
        executor.run(works,
                     {.begun = events.begun,
                      .ended = [&](const Work& work, Result<GradedSubmission> graded) -> Result<void> {
                        std::string problem;
                        if (graded) {
                          score_by(rubric, *graded);
                          // What is there of an incomplete one is kept as well: its findings are true.
                          if (auto kept = store.keep(work.key, *graded); !kept) return kept;
                          if (!is_complete(rubric, *graded)) problem = "the speed could not be measured reliably";
                        } else if (graded.error().fault == Fault::input) {
                          return tl::unexpected(graded.error());  // the file was looked at before: it is the course's
                        } else {
                          problem = graded.error().message;
                        }
                        if (problem.empty()) {
                          ++result.graded;
                          result.failures.erase(work.key);
                        } else {
                          result.failures[work.key] = "Not graded, by no fault of the submission: " + problem;
                          again.push_back(work);
                        }
                        events.ended(work, problem);
                        return {};
                      }},
                     stop);
    if (!ran) return tl::unexpected(ran.error());
    works = std::move(again);
  }
  result.stopped = stop.stop_requested();
  return result;
}

}  // namespace parcours
