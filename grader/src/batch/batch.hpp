#pragma once
// A whole course's submissions to one exercise: read, graded, kept, and told.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/batch_folder.hpp"
#include "batch/campaign.hpp"
#include "batch/outputs.hpp"
#include "course/course.hpp"
#include "intake/collection.hpp"
#include "pipeline/grader.hpp"

namespace parcours {

/// Points set by hand.
struct OverrideRequest {
  std::string person;  ///< id
  int points = 0;
  std::string reason;
};

struct BatchOptions {
  std::filesystem::path input;
  std::optional<std::filesystem::path> roster;
  std::optional<Layout> layout;
  std::optional<std::int64_t> at;    ///< what came later does not count, seconds since 1970
  std::optional<std::int64_t> due;   ///< what came later is late, seconds since 1970
  std::vector<std::string> regrade;  ///< ids of persons who are graded again
  std::vector<OverrideRequest> overrides;
  std::vector<std::string> without_override;  ///< ids of persons whose override goes
  std::vector<BatchReport> reports;           ///< that check_report takes
  Language language{};                        ///< of each person's feedback
};

struct BatchResult {
  CampaignResult campaign;
  Totals totals;
};

/// Grades with `executor` what is not kept in `folder` yet, and writes all outputs anew. What was graded before a stop,
/// an error or a crash is kept. `rubric` is the exercise's. Errors: input, machine; each option is checked before
/// anything is graded.
[[nodiscard]] Result<BatchResult> run_batch(const Grader& grader, const Exercise& exercise, const Rubric& rubric,
                                            BatchFolder& folder, Executor& executor, const BatchOptions& options,
                                            const CampaignEvents& events, const std::stop_token& stop);

}  // namespace parcours
