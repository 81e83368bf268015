#include "report/summary_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace parcours {
namespace {

/// So wide that there are at most eleven bins, and full marks have one of their own where the width allows it.
std::vector<PointsBin> empty_bins(int max_points, int highest) {
  const int most = std::max(0, max_points);
  const int width = std::max(1, (most + 11) / 11);
  std::vector<PointsBin> bins;
  for (int first = 0; first <= most; first += width) bins.push_back({first, std::min(first + width - 1, most), 0});
  bins.back().last = std::max(bins.back().last, highest);
  return bins;
}

double median_of(const std::vector<int>& sorted) {
  if (sorted.empty()) return 0;
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
}

}  // namespace

SummaryFigures figures_of(const BatchSummary& summary) {
  SummaryFigures figures;
  std::vector<int> points;
  for (const GradeRow& row : summary.book.rows) {
    ++figures.persons;
    figures.without_submission += row.state == GradeState::missing ? 1 : 0;
    figures.rejected += row.state == GradeState::rejected ? 1 : 0;
    figures.not_graded += row.state == GradeState::not_graded ? 1 : 0;
    figures.overridden += row.state == GradeState::overridden ? 1 : 0;
    if (!row.points) continue;
    points.push_back(*row.points);
    figures.passed += *row.points >= summary.pass_mark ? 1 : 0;
  }
  std::ranges::sort(points);
  figures.with_points = static_cast<int>(points.size());
  figures.median = median_of(points);
  if (!points.empty())
    figures.mean = std::accumulate(points.begin(), points.end(), 0.0) / static_cast<double>(points.size());
  figures.bins = empty_bins(summary.book.max_points, points.empty() ? 0 : points.back());
  const int width = figures.bins.size() > 1 ? figures.bins[1].first : 1;
  for (const int each : points) {
    const auto at = static_cast<std::size_t>(std::max(0, each) / width);
    ++figures.bins[std::min(at, figures.bins.size() - 1)].persons;
  }
  return figures;
}

std::vector<const CriterionSummary*> hardest_first(const BatchSummary& summary) {
  std::vector<const CriterionSummary*> ordered;
  for (const CriterionSummary& criterion : summary.criteria) ordered.push_back(&criterion);
  // Of two alike the one in front stays in front: they stand in one vector.
  std::ranges::sort(ordered, {}, [](const CriterionSummary* criterion) {
    const double earned = criterion->max_points > 0 ? criterion->mean_points / criterion->max_points : 1.0;
    return std::pair(earned, criterion);
  });
  return ordered;
}

std::string to_string(const PointsBin& bin) {
  return bin.first == bin.last ? std::to_string(bin.first) : fmt::format("{} to {}", bin.first, bin.last);
}

std::string percent(double part, double whole) { return whole > 0 ? fmt::format("{:.0f} %", 100 * part / whole) : "–"; }

std::string_view in_words(GradeState state) {
  switch (state) {
    case GradeState::graded:
      return "graded";
    case GradeState::overridden:
      return "set by a person";
    case GradeState::missing:
      return "nothing handed in";
    case GradeState::rejected:
      return "cannot be graded";
    case GradeState::not_graded:
      return "not graded; grade again";
  }
  return "not graded; grade again";
}

std::string called(const Person& person) {
  if (person.name.empty() || person.name == person.id) return person.id;
  return fmt::format("{} ({})", person.name, person.id);
}

PersonIndex::PersonIndex(const BatchSummary& summary) : summary_(summary) {
  for (std::size_t i = 0; i < summary.book.rows.size(); ++i) rows_.emplace(summary.book.rows[i].person.id, i);
}

std::string PersonIndex::name(const std::string& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? id : called(summary_.book.rows[found->second].person);
}

std::string PersonIndex::feedback(const std::string& id) const {
  const auto found = rows_.find(id);
  if (found == rows_.end() || summary_.feedback_folder.empty() || found->second >= summary_.feedback_stems.size() ||
      summary_.feedback_stems[found->second].empty())
    return "";
  return summary_.feedback_folder + "/" + summary_.feedback_stems[found->second] + ".html";
}

}  // namespace parcours
