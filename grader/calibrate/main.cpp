// How far verdicts on speed can be trusted on this machine: `make calibrate`. Takes hours; prints Markdown.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <random>

#include "calibrate/bursts.hpp"
#include "calibrate/programs.hpp"
#include "calibrate/usual_ways.hpp"
#include "measure/statistics.hpp"
#include "pipeline/grader.hpp"
#include "pipeline/measure_plan.hpp"
#include "score/speed_points.hpp"

namespace parcours {
namespace {

struct Settings {
  int verdicts = 100;
  int usual = 40;
  double usual_seconds = 0.25;
  std::vector<std::string> exercises;
};

/// Many verdicts on one pair of programs.
struct Series {
  std::vector<double> ratios;
  std::vector<double> points;  ///< of 100 for the exercise, were the true ratio in the middle of the rubric's bands
  std::vector<double> seconds;
  int slower = 0;      ///< the whole interval lies below 1
  int faster = 0;      ///< … above 1
  int not_stable = 0;  ///< not graded
  int extended = 0;    ///< took the extension
};

double spread_of(const std::vector<double>& values) {
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return values.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double worst_of(const std::vector<double>& ratios, double truth) {
  double worst = 0;
  for (const double ratio : ratios) worst = std::max(worst, std::abs(ratio / truth - 1));
  return worst;
}

/// The smallest span that holds all but one in a hundred.
double span_of_99(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t kept = values.size() - values.size() / 100;
  double span = values.back() - values.front();
  for (std::size_t i = 0; i + kept <= values.size(); ++i) span = std::min(span, values[i + kept - 1] - values[i]);
  return span;
}

/// As if the true ratio lay in the middle of `bands`, where points depend on it most.
Speedup in_the_middle(const std::vector<SpeedBand>& bands, Speedup speedup) {
  const double middle = (bands.front().ratio + bands.back().ratio) / 2;
  speedup.ratio *= middle;
  speedup.low *= middle;
  speedup.high *= middle;
  return speedup;
}

class Calibration {
 public:
  Calibration(Sandbox& sandbox, const Builder& builder, const Settings& settings)
      : sandbox_(sandbox), builder_(builder), settings_(settings) {}

  Result<void> run(const Exercise& exercise) {
    auto rubric = load_rubric(exercise.rubric);
    if (!rubric) return tl::unexpected(rubric.error());
    const Criterion* const speed = speed_criterion(*rubric);
    if (speed == nullptr) return {};
    auto plan = measure_plan(builder_, exercise, *rubric, speed->bands, 1);
    if (!plan) return tl::unexpected(plan.error());
    const auto folder = TempDir::create();
    if (!folder) return tl::unexpected(folder.error());
    const std::vector<SpeedBand>& bands = speed->bands;
    plan->is_exact = [&](const Speedup& found) { return is_exact(bands, in_the_middle(bands, found)); };
    plan->is_stable = [&](const Speedup& found) { return is_stable(bands, in_the_middle(bands, found)); };
    std::vector<std::pair<double, std::filesystem::path>> slower;
    for (const double share : {0.05, 0.10, 0.20}) {
      auto program =
          slower_reference(builder_, exercise, *rubric, share, folder->path() / std::to_string(slower.size()));
      if (!program) return tl::unexpected(program.error());
      slower.emplace_back(share, std::move(*program));
    }

    for (const bool busy : {false, true}) {
      std::optional<Bursts> bursts;
      if (busy) bursts.emplace(random_());
      const char* const load = busy ? "bursts" : "quiet";
      plan->match.submission = plan->match.reference;
      const auto self = series(*plan, *speed, rubric->max_points, settings_.verdicts, exercise.id, load);
      if (!self) return tl::unexpected(self.error());
      row(exercise.id, load, "itself", *self, 1);
      for (const auto& [share, program] : slower) {
        plan->match.submission = program;
        const int count = share == slower.front().first ? settings_.verdicts : std::max(6, settings_.verdicts / 4);
        const auto found = series(*plan, *speed, rubric->max_points, count, exercise.id, load);
        if (!found) return tl::unexpected(found.error());
        row(exercise.id, load, fmt::format("{:.0f} % slower", 100 * share), *found, 1 / (1 + share));
      }
      if (auto told = usual(*plan, exercise.id, load); !told) return told;
    }
    return {};
  }

  static void head() {
    fmt::print(
        "| exercise | load | submission is the reference, | verdicts | read as | deviation | worst | spread of points "
        "| "
        "called slower | called faster | not graded | seconds |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  }

 private:
  Result<Series> series(MeasurePlan& plan, const Criterion& speed, int most_points, int count, const std::string& id,
                        const char* load) {
    Series all;
    for (int i = 0; i < count; ++i) {
      if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r{} {} {} of {}   ", id, load, i + 1, count);
      plan.match.seed = random_();
      const auto started = std::chrono::steady_clock::now();
      const auto measured = measure(sandbox_, plan, [](const std::string&) {});
      if (!measured) return tl::unexpected(measured.error());
      if (!measured->speedup) return machine_error("{}: {}", id, measured->findings.front().message);
      all.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
      const Speedup& found = *measured->speedup;
      all.extended += found.pairs > plan.pairs ? 1 : 0;
      if (!found.stable) {
        ++all.not_stable;
        continue;
      }
      all.ratios.push_back(found.ratio);
      all.points.push_back(points_at(speed.bands, in_the_middle(speed.bands, found).high) * 100 / most_points);
      all.slower += found.high < 1 ? 1 : 0;
      all.faster += found.low > 1 ? 1 : 0;
    }
    return all;
  }

  Result<void> usual(MeasurePlan& plan, const std::string& id, const char* load) {
    std::vector<double> one;
    std::vector<double> best;
    for (int i = 0; i < settings_.usual; ++i) {
      plan.match.seed = random_();
      const auto found = usual_ratios(sandbox_, plan.match, settings_.usual_seconds);
      if (!found) return tl::unexpected(found.error());
      one.push_back(std::exp(found->one_run));
      best.push_back(std::exp(found->best_of_5));
    }
    for (const auto& [way, ratios] :
         {std::pair("itself: one run each", &one), std::pair("itself: best of five", &best)})
      fmt::print("| {} | {} | {} | {} | {:.3f} | {:.2f} % | {:.1f} % | | | | | |\n", id, load, way, ratios->size(),
                 median(*ratios), 100 * spread_of(*ratios), 100 * worst_of(*ratios, 1));
    std::fflush(stdout);
    return {};
  }

  static void row(const std::string& id, const char* load, const std::string& what, const Series& all, double truth) {
    if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r{:60}\r", "");
    fmt::print("| {} | {} | {} | {} | {:.3f} | {:.2f} % | {:.1f} % | {:.1f} | {} | {} | {} | {:.1f}{} |\n", id, load,
               what, all.seconds.size(), median(all.ratios), 100 * spread_of(all.ratios) / truth,
               100 * worst_of(all.ratios, truth), span_of_99(all.points), all.slower, all.faster, all.not_stable,
               median(all.seconds), all.extended > 0 ? fmt::format(", {} extended", all.extended) : "");
    std::fflush(stdout);
  }

  Sandbox& sandbox_;
  const Builder& builder_;
  const Settings& settings_;
  std::mt19937_64 random_{std::random_device{}()};
};

Result<void> calibrate(const Settings& settings) {
  const auto installation = find_installation();
  if (!installation) return tl::unexpected(installation.error());
  const auto course = Course::open(installation->course);
  if (!course) return tl::unexpected(course.error());
  const auto grader = Grader::create(*installation);
  if (!grader) return tl::unexpected(grader.error());
  Calibration calibration(grader->sandbox(), grader->builder(), settings);
  Calibration::head();
  for (const Exercise& exercise : course->exercises()) {
    if (!settings.exercises.empty() && std::ranges::find(settings.exercises, exercise.id) == settings.exercises.end())
      continue;
    if (auto done = calibration.run(exercise); !done) return done;
  }
  return {};
}

}  // namespace
}  // namespace parcours

int main(int argc, char** argv) {
  CLI::App app("Measures how far verdicts on speed can be trusted on this machine.", "parcours-calibrate");
  parcours::Settings settings;
  app.add_option("EXERCISE", settings.exercises, "default: all of them");
  app.add_option("--verdicts", settings.verdicts, "on each pair of programs")->check(CLI::Range(6, 10'000));
  app.add_option("--usual", settings.usual, "comparisons by each of the usual ways")->check(CLI::Range(2, 10'000));
  CLI11_PARSE(app, argc, argv);
  if (const auto done = parcours::calibrate(settings); !done) {
    fmt::print(stderr, "parcours-calibrate: {}\n", done.error().message);
    return done.error().fault == parcours::Fault::input ? 2 : 3;
  }
  return 0;
}
