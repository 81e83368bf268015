#pragma once
// Pairs of similar submissions, as part of the teacher's page.
#include <string>

#include "report/summary.hpp"
#include "report/summary_figures.hpp"

namespace parcours {

/// What a page shows of them; more than that nobody reads, and a class of copies must not fill a disk.
struct SimilarLimits {
  std::size_t pairs = 50;
  std::size_t regions = 10;  ///< of a pair
  int lines = 40;            ///< of a region
};

/// A section: each pair with its matching regions side by side. Empty where there are none.
[[nodiscard]] std::string html_similar(const BatchSummary& summary, const PersonIndex& persons,
                                       const SimilarLimits& limits = {});

/// "lines 3 to 9", "line 3".
[[nodiscard]] std::string lines_in_words(int first, int last);

}  // namespace parcours
