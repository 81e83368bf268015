#pragma once
// Grades what is not graded yet of a batch, and keeps it.
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/entries.hpp"
#include "batch/executor.hpp"
#include "batch/grades.hpp"
#include "batch/store.hpp"
#include "course/rubric.hpp"

namespace parcours {

/// What is to be told while it goes on. Called one at a time.
struct CampaignEvents {
  /// So many gradings there are to do, of so many different submissions.
  std::function<void(std::size_t to_do, std::size_t of)> planned;
  std::function<void(const Work&)> begun;
  /// `problem`: empty: it is graded and kept.
  std::function<void(const Work&, const std::string& problem)> ended;
};

struct CampaignResult {
  Failures failures;  ///< of what was tried and is not graded
  std::size_t graded = 0;
  std::size_t kept = 0;  ///< that were there before
  bool stopped = false;  ///< before all was graded
};

/// Each different submission once; of those that are kept, the ones in `again` (keys): what was kept of them stays
/// until there is a new grading. What could not be graded, for a machine's fault, is tried once more after all others.
/// Errors: as of Store and Executor; what is graded by then is kept.
[[nodiscard]] Result<CampaignResult> grade_missing(const std::vector<Entry>& entries, const Rubric& rubric,
                                                   const std::set<std::string>& again, Executor& executor, Store& store,
                                                   const CampaignEvents& events, const std::stop_token& stop);

}  // namespace parcours
