#pragma once
// The persons of a batch, each with what is to be graded of theirs.
#include <optional>
#include <string>
#include <vector>

#include "batch/grading_keys.hpp"
#include "intake/collection.hpp"

namespace parcours {

struct Entry {
  Person person;
  std::optional<HandedIn> submission;  ///< empty: nothing was handed in
  std::string key;                     ///< of its grading; empty: there is nothing to grade, `problem` says why
  std::string problem;                 ///< one sentence
};

/// In the order of `entrants`. Reads each file, to see whether it can be a submission at all, and keeps none of them.
[[nodiscard]] std::vector<Entry> read_entries(const std::vector<Entrant>& entrants, const std::string& header,
                                              const GradingKeys& keys);

}  // namespace parcours
