#include "measure/ratios.hpp"

#include <cmath>

namespace parcours {
namespace {

/// `log_of`: of one benchmark's batches, by place.
template <class LogOf>
double average(const Round& round, LogOf log_of) {
  double sum = 0;
  for (const std::vector<Batch>& batches : round.batches) sum += log_of(batches);
  return sum / static_cast<double>(round.batches.size());
}

double log_time(const std::vector<Batch>& batches, std::size_t place) { return std::log(batches[place].real); }

}  // namespace

std::vector<double> log_speedups(const std::vector<Round>& rounds) {
  std::vector<double> logs;
  for (const Round& round : rounds)
    for (const Place reference : {reference_place, twin_place})
      logs.push_back(average(round, [&](const std::vector<Batch>& batches) {
        return log_time(batches, reference) - log_time(batches, submission_place);
      }));
  return logs;
}

std::vector<double> log_self_ratios(const std::vector<Round>& rounds) {
  std::vector<double> logs;
  for (const Round& round : rounds)
    logs.push_back(average(round, [](const std::vector<Batch>& batches) {
      return log_time(batches, reference_place) - log_time(batches, twin_place);
    }));
  return logs;
}

double log_baseline_ratio(const std::vector<Round>& rounds, std::size_t which) {
  std::vector<double> logs;
  for (const Round& round : rounds)
    if (round.with_baselines)
      logs.push_back(average(round, [&](const std::vector<Batch>& batches) {
        return log_time(batches, first_baseline_place + which) - log_time(batches, submission_place);
      }));
  return median(std::move(logs));
}

}  // namespace parcours
