#pragma once
// The figures of a batch that both of its summary pages show.
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/summary.hpp"

namespace parcours {

/// Persons whose points are from `first` to `last`.
struct PointsBin {
  int first = 0;
  int last = 0;
  int persons = 0;
};

struct SummaryFigures {
  int persons = 0;
  int with_points = 0;
  int without_submission = 0;
  int rejected = 0;
  int not_graded = 0;
  int overridden = 0;
  int passed = 0;   ///< who has the pass mark's points
  double mean = 0;  ///< of those with points, like the next
  double median = 0;
  std::vector<PointsBin> bins;  ///< from 0 points to all of them, about ten; full marks alone where that is even
};
[[nodiscard]] SummaryFigures figures_of(const BatchSummary& summary);

/// The criteria, those first of whose points the smallest part is earned.
[[nodiscard]] std::vector<const CriterionSummary*> hardest_first(const BatchSummary& summary);

/// "70 to 79", "100".
[[nodiscard]] std::string to_string(const PointsBin& bin);

/// "62 %" of the whole; "–" of nothing.
[[nodiscard]] std::string percent(double part, double whole);

/// "set by a person", "nothing handed in": a state for people.
[[nodiscard]] std::string_view in_words(GradeState state);

/// A person's name with the id behind it, or the id alone: "Ada Byron (ada)".
[[nodiscard]] std::string called(const Person& person);

/// The persons of a book by their ids.
class PersonIndex {
 public:
  explicit PersonIndex(const BatchSummary& summary);

  /// As `called`; an id that the book does not have stays an id.
  [[nodiscard]] std::string name(const std::string& id) const;
  /// The path of the person's feedback page from the summary page; empty: there is none.
  [[nodiscard]] std::string feedback(const std::string& id) const;

 private:
  const BatchSummary& summary_;
  std::unordered_map<std::string, std::size_t> rows_;  ///< by id
};

}  // namespace parcours
