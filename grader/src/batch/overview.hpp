#pragma once
// What a batch shows as a whole: gathered person by person.
#include <map>
#include <utility>

#include "batch/grades.hpp"
#include "report/summary.hpp"

namespace parcours {

class Overview {
 public:
  explicit Overview(const Rubric& rubric);

  void add(const PersonGrade& grade);

  /// Moves what was gathered into the summary's criteria, findings and reviews.
  void finish(BatchSummary& summary);

 private:
  struct Criterion {
    CriterionSummary summary;
    long points = 0;
    int count = 0;
  };
  std::vector<Criterion> criteria_;
  std::map<std::pair<FindingKind, std::string>, FindingSummary> findings_;
  std::vector<ReviewItem> reviews_;
};

/// Pairs of entries with long stretches in common; members of one group, and who handed in the same file together, are
/// none. What everybody was given does not count.
[[nodiscard]] std::vector<SimilarSubmissions> find_similar(const Exercise& exercise, const std::vector<Entry>& entries);

}  // namespace parcours
