#include "report/scaling_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/sentences.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

// From where on something is worth a sentence. Shares are of the time of all threads.
constexpr double much_waiting = 0.15;
constexpr double mostly_one = 0.8;       ///< of the waiting for locks
constexpr double much_more_work = 1.25;  ///< CPU time beside that with one thread
constexpr double uneven = 1.25;          ///< the busiest thread's work beside an equal share
constexpr double much_idle = 0.15;
constexpr double costly_division = 1.05;  ///< time with one thread beside the serial version
constexpr double scales_well = 0.85;      ///< efficiency
constexpr double worth_telling = 0.03;    ///< lost speed-up

/// "two thirds", "62 %".
std::string part(double share) {
  if (std::abs(share - 0.5) < 0.02) return "half";
  if (std::abs(share - 2.0 / 3) < 0.02) return "two thirds";
  if (std::abs(share - 1.0 / 3) < 0.02) return "a third";
  if (std::abs(share - 0.25) < 0.02) return "a quarter";
  if (std::abs(share - 0.75) < 0.02) return "three quarters";
  return fmt::format("{:.0f} %", 100 * share);
}

/// Where the time of the threads goes that does not speed the work up; the greatest loss first, and only that one.
std::string loss(const Scaling& scaling, const ScalingPoint& one, const ScalingPoint& most, const Efficiency& found) {
  if (scaling.waited_locks >= much_waiting && scaling.waited_one_lock >= mostly_one * scaling.waited_locks)
    return fmt::format("{} of the threads' time goes into waiting for one lock.",
                       capitalised(part(scaling.waited_one_lock)));
  if (scaling.waited_locks >= much_waiting)
    return fmt::format("{} of the threads' time goes into waiting for locks, several of them.",
                       capitalised(part(scaling.waited_locks)));
  const double inflation = most.cpu / one.cpu;
  if (inflation >= much_more_work)
    return fmt::format(
        "With {} threads the processors work {:.1f} times as long for the same result: the threads write to the same "
        "cache lines, spin, or do work twice.",
        most.threads, inflation);
  const double share = most.busiest / most.cpu;
  if (share * most.threads >= uneven)
    return fmt::format("One thread does {} of the work where {} would be its equal share: the others wait for it.",
                       part(share), part(1.0 / most.threads));
  if (scaling.waited_news >= much_waiting)
    return fmt::format("{} of the threads' time goes into waiting for news of other threads.",
                       capitalised(part(scaling.waited_news)));
  if (found.utilisation <= 1 - much_idle)
    return fmt::format(
        "{} of the processors' time nothing runs: some of the work is done by one thread alone, or threads start late.",
        capitalised(part(1 - found.utilisation)));
  return "";
}

}  // namespace

Efficiency efficiency_of(const Scaling& scaling, const ScalingPoint& point) {
  Efficiency found;
  const auto threads = static_cast<double>(point.threads);
  found.speedup = scaling.points.front().seconds / point.seconds;
  found.efficiency = found.speedup / threads;
  found.utilisation = std::min(1.0, point.cpu / (point.seconds * threads));
  if (point.threads > 1) found.overhead = (1 / found.speedup - 1 / threads) / (1 - 1 / threads);
  return found;
}

double reference_speedup(const Scaling& scaling, const ScalingPoint& point) {
  return point.reference > 0 ? scaling.points.front().reference / point.reference : 0;
}

std::array<std::string, 7> cells_of(const Scaling& scaling, const ScalingPoint& point) {
  const Efficiency found = efficiency_of(scaling, point);
  const double reference = reference_speedup(scaling, point);
  return {std::to_string(point.threads),
          fmt::format("{:.2f} ms", 1000 * point.seconds),
          times(found.speedup),
          reference > 0 ? times(reference) : "–",
          fmt::format("{:.0f} %", 100 * found.efficiency),
          fmt::format("{:.0f} %", 100 * found.utilisation),
          fmt::format("{:.0f}", point.switches)};
}

std::vector<std::string> in_words(const Scaling& scaling) {
  std::vector<std::string> sentences;
  if (!scaling.failure.empty()) sentences.push_back(scaling.failure);
  if (scaling.points.empty()) return sentences;
  const ScalingPoint& one = scaling.points.front();
  const ScalingPoint& most = scaling.points.back();
  const Efficiency found = efficiency_of(scaling, most);
  if (!scaling.disturbed_by.empty()) {
    sentences.push_back(scaling.disturbed_by + " So this curve is rough, and means little.");
    return sentences;
  }
  if (scaling.serial > 0 && one.seconds >= costly_division * scaling.serial)
    sentences.push_back(
        fmt::format("One thread takes {:.2f} times as long as the serial version: that is what dividing "
                    "the work costs before anything is gained.",
                    one.seconds / scaling.serial));
  if (most.threads == 1) {
    sentences.emplace_back("This machine has one processor: how the work scales cannot be seen here.");
    return sentences;
  }
  if (const std::string text = loss(scaling, one, most, found); !text.empty())
    sentences.push_back(text);
  else if (found.efficiency >= scales_well)
    sentences.push_back(fmt::format("The {} threads share the work well.", most.threads));
  // With two processors the figure is all that keeps the speed-up from 2, whatever it is.
  if (most.threads == 2 && found.efficiency < 1 - worth_telling)
    sentences.push_back(
        fmt::format("{} of the ideal speed-up is lost to overhead.", capitalised(part(1 - found.efficiency))));
  if (most.threads > 2 && found.overhead > worth_telling)
    sentences.push_back(
        fmt::format("As if {} of the work could not be divided (Karp-Flatt).", part(std::min(found.overhead, 1.0))));
  if (scaling.processors <= 2)
    sentences.push_back(fmt::format("This machine has {} processors: the curve ends there.", scaling.processors));
  return sentences;
}

}  // namespace parcours
