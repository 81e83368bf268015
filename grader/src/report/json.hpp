#pragma once
// The result document, parcours/result/v1: docs/result.schema.json describes it.
#include <nlohmann/json.hpp>

#include "report/result.hpp"

namespace parcours {

/// Every string in it is valid UTF-8, whatever the submission wrote.
[[nodiscard]] nlohmann::ordered_json to_json(const GradedSubmission& submission);

/// Its `speedup`, alone. null where a number is not finite: JSON has no infinity and no NaN.
[[nodiscard]] nlohmann::ordered_json to_json(const Speedup& speedup);

}  // namespace parcours
