#include "batch/campaign.hpp"

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

/// Keeps what came of a work. What there is of an incomplete grading is kept as well, since its findings are true, but
/// not in place of a complete one. Why it is not graded; empty: it is.
Result<std::string> keep(Store& store, const Rubric& rubric, const std::string& key, Result<GradedSubmission> graded) {
  if (!graded) {
    // The file was looked at before: what cannot be used is the course's.
    if (graded.error().fault == Fault::input) return tl::unexpected(graded.error());
    return graded.error().message;
  }
  score_by(rubric, *graded);
  const bool complete = is_complete(rubric, *graded);
  if (!complete) {
    const auto done = is_done(store, rubric, key);
    if (!done) return tl::unexpected(done.error());
    if (*done) return "the speed could not be measured reliably";
  }
  if (auto kept = store.keep(key, *graded); !kept) return tl::unexpected(kept.error());
  return complete ? "" : "the speed could not be measured reliably";
}

}  // namespace

Result<CampaignResult> grade_missing(const std::vector<Entry>& entries, const Rubric& rubric,
                                     const std::set<std::string>& again, Executor& executor, Store& store,
                                     const CampaignEvents& events, const std::stop_token& stop) {
  CampaignResult result;
  std::vector<Work> works;
  std::set<std::string> seen;
  for (const Entry& entry : entries) {
    if (entry.key.empty() || !seen.insert(entry.key).second) continue;
    const auto done = is_done(store, rubric, entry.key);
    if (!done) return tl::unexpected(done.error());
    if (!*done || again.contains(entry.key)) works.push_back({entry.key, entry.submission->file, entry.person.id});
  }
  result.kept = seen.size() - works.size();
  const std::size_t to_do = works.size();
  events.planned(to_do, seen.size());
  for (int attempt = 1; attempt <= tries && !works.empty() && !stop.stop_requested(); ++attempt) {
    std::vector<Work> failed;
    const auto ended = [&](const Work& work, Result<GradedSubmission> graded) -> Result<void> {
      const auto problem = keep(store, rubric, work.key, std::move(graded));
      if (!problem) return tl::unexpected(problem.error());
      if (problem->empty()) {
        ++result.graded;
        result.failures.erase(work.key);
      } else {
        result.failures[work.key] = "Not graded, by no fault of the submission: " + *problem;
        failed.push_back(work);
      }
      events.ended(work, *problem);
      return {};
    };
    if (auto ran = executor.run(works, {.begun = events.begun, .ended = ended}, stop); !ran)
      return tl::unexpected(ran.error());
    works = std::move(failed);
  }
  result.stopped = stop.stop_requested() && result.graded < to_do;
  return result;
}

}  // namespace parcours
