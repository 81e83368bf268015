#include "course/rubric_criteria.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "util/text.hpp"

namespace parcours {
namespace {

using yaml::Complaints;
using yaml::Mapping;
using yaml::Need;

constexpr int most_points = 10'000;

constexpr std::array<std::pair<std::string_view, CriterionKind>, 4> kind_names{{
    {"compile", CriterionKind::compile},
    {"tests", CriterionKind::tests},
    {"race", CriterionKind::race},
    {"speed", CriterionKind::speed},
}};

/// What has been seen so far, for the rules among criteria.
struct Seen {
  std::map<std::string, int> line_of_id;    ///< ids of all criteria, later ones too
  std::map<std::string, int> line_of_test;  ///< tests of the criteria so far
  int speed_line = 0;                       ///< of the speed criterion; 0: none yet
};

std::optional<CriterionKind> read_kind(const Mapping& fields, Complaints& complaints) {
  std::string name;
  fields.text("kind", name, Need::required);
  std::vector<std::string> known;
  for (const auto& [text, kind] : kind_names) {
    if (text == name) return kind;
    known.emplace_back(text);
  }
  if (fields.has("kind")) {
    const std::string offer = did_you_mean(name, known);
    complaints.at(fields.mark("kind"), "no criterion kind `{}`{}", name,
                  offer.empty() ? fmt::format("; the kinds are {}", fmt::join(known, ", ")) : offer);
  }
  return std::nullopt;
}

/// "Suite.Name" as GoogleTest takes it, without the characters that mean something in its filter.
bool is_test_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() &&
         name.find_first_of(" \t\n*?:,\"") == std::string_view::npos;
}

TestWeight read_test(const YAML::Node& node, Complaints& complaints) {
  TestWeight test;
  YAML::Mark mark = node.Mark();
  if (node.IsMap()) {
    const Mapping fields(node, "a test", {"name", "weight", "hint"}, complaints);
    fields.text("name", test.name, Need::required);
    fields.integer("weight", test.weight, 1, 1000, Need::optional);
    fields.text("hint", test.hint, Need::optional);
    mark = fields.mark("name");
  } else if (auto name = yaml::text_of(node, mark, "a test's name", complaints)) {
    test.name = *std::move(name);
  }
  test.line = mark.line + 1;
  test.column = mark.column + 1;
  if (!is_test_name(test.name)) {
    complaints.at(mark, "`{}` is no test name; it must be `Suite.Name`, exactly as the test program lists it",
                  test.name);
  }
  return test;
}

void read_tests(const Mapping& fields, Criterion& criterion, Seen& seen, Complaints& complaints) {
  // A student's copy has none of the hidden ones.
  for (const YAML::Node& node : fields.list("tests", criterion.hidden ? Need::optional : Need::required)) {
    TestWeight test = read_test(node, complaints);
    const auto [first, is_new] = seen.line_of_test.emplace(test.name, test.line);
    if (!is_new) {
      complaints.at(node.Mark(), "the test `{}` is named already in line {}; a test earns points once", test.name,
                    first->second);
    }
    criterion.tests.push_back(std::move(test));
  }
}

void read_bands(const Mapping& fields, Criterion& criterion, Complaints& complaints) {
  YAML::Mark last_mark = fields.mark("bands");
  for (const YAML::Node& node : fields.list("bands", Need::required)) {
    const Mapping band_fields(node, "a band", {"ratio", "points"}, complaints);
    SpeedBand band;
    band_fields.number("ratio", band.ratio, 0.001, 1000, Need::required);
    band_fields.integer("points", band.points, 0, criterion.points, Need::required);
    last_mark = band_fields.mark("points");
    if (!criterion.bands.empty()) {
      const SpeedBand& before = criterion.bands.back();
      if (band.ratio <= before.ratio) {
        complaints.at(band_fields.mark("ratio"), "`ratio` must rise from band to band; {} follows {}", band.ratio,
                      before.ratio);
      }
      if (band.points < before.points) {
        complaints.at(last_mark, "`points` may not fall from band to band; {} follows {}", band.points, before.points);
      }
    }
    criterion.bands.push_back(band);
  }
  if (!criterion.bands.empty() && criterion.bands.back().points != criterion.points) {
    complaints.at(last_mark, "the last band gives {} points; it must give all {} of `{}`",
                  criterion.bands.back().points, criterion.points, criterion.id);
  }
}

void read_requires(const Mapping& fields, Criterion& criterion, const Rubric& rubric, const Seen& seen,
                   Complaints& complaints) {
  std::vector<std::string> earlier;
  for (const Criterion& before : rubric.criteria) earlier.push_back(before.id);
  for (auto& [id, mark] : fields.texts("requires", Need::optional)) {
    if (id == criterion.id) {
      complaints.at(mark, "`{}` cannot require itself", id);
    } else if (std::find(earlier.begin(), earlier.end(), id) == earlier.end()) {
      if (const auto later = seen.line_of_id.find(id); later != seen.line_of_id.end()) {
        complaints.at(mark, "`{}` comes later, in line {}; a criterion requires only those above it", id,
                      later->second);
      }
      complaints.at(mark, "no criterion `{}`{}", id, did_you_mean(id, earlier));
    }
    criterion.requires_.push_back(id);
  }
}

/// A key that means something for one kind only.
void only_for(CriterionKind kind, std::string_view kind_name, std::string_view key, const Criterion& criterion,
              const Mapping& fields, Complaints& complaints) {
  if (criterion.kind == kind || !fields.has(key)) return;
  complaints.at(fields.mark(key), "`{}` belongs only to a criterion of kind {}", key, kind_name);
}

void read_kind_fields(const Mapping& fields, Criterion& criterion, const Rubric& rubric, Seen& seen,
                      Complaints& complaints) {
  only_for(CriterionKind::tests, "tests", "tests", criterion, fields, complaints);
  only_for(CriterionKind::tests, "tests", "hidden", criterion, fields, complaints);
  only_for(CriterionKind::speed, "speed", "bands", criterion, fields, complaints);
  only_for(CriterionKind::speed, "speed", "essential", criterion, fields, complaints);
  switch (criterion.kind) {
    case CriterionKind::compile:
      break;
    case CriterionKind::tests:
      fields.flag("hidden", criterion.hidden);
      read_tests(fields, criterion, seen, complaints);
      break;
    case CriterionKind::race:
      if (rubric.runs.race() == 0) {
        complaints.at(fields.mark("kind"), "a race criterion needs runs under the race detector; `runs` has none");
      }
      break;
    case CriterionKind::speed:
      if (seen.speed_line != 0) {
        complaints.at(fields.mark("kind"), "a second speed criterion; the one in line {} is all a rubric may have",
                      seen.speed_line);
      }
      seen.speed_line = fields.mark("kind").line + 1;
      if (rubric.measure.benchmarks.empty()) {
        complaints.at(fields.mark("kind"), "a speed criterion needs `measure` with at least one of `benchmarks`");
      }
      read_bands(fields, criterion, complaints);
      fields.flag("essential", criterion.essential);
      break;
  }
}

Criterion read_criterion(const Mapping& fields, const Rubric& rubric, Seen& seen, Complaints& complaints) {
  Criterion criterion;
  fields.text("id", criterion.id, Need::required);
  fields.text("title", criterion.title, Need::required);
  const auto kind = read_kind(fields, complaints);
  fields.integer("points", criterion.points, 0, most_points, Need::required);
  fields.text("advice", criterion.advice, Need::optional);
  if (!is_kebab_case(criterion.id)) {
    complaints.at(fields.mark("id"), "`{}` is no criterion id; it must be kebab-case, such as `race-free`",
                  criterion.id);
  }
  read_requires(fields, criterion, rubric, seen, complaints);
  if (kind) {
    criterion.kind = *kind;
    read_kind_fields(fields, criterion, rubric, seen, complaints);
  }
  return criterion;
}

}  // namespace

void read_criteria(const Mapping& fields, Rubric& rubric, Complaints& complaints) {
  Seen seen;
  std::vector<Mapping> items;
  for (const YAML::Node& node : fields.list("criteria", Need::required)) {
    items.emplace_back(node, "a criterion",
                       std::vector<std::string>{"id", "title", "kind", "points", "hidden", "tests", "bands",
                                                "essential", "requires", "advice"},
                       complaints);
    std::string id;
    items.back().text("id", id, Need::required);
    const YAML::Mark mark = items.back().mark("id");
    const auto [first, is_new] = seen.line_of_id.emplace(id, mark.line + 1);
    if (!is_new) complaints.at(mark, "the id `{}` is taken by the criterion in line {}", id, first->second);
  }
  for (const Mapping& item : items) rubric.criteria.push_back(read_criterion(item, rubric, seen, complaints));
}

}  // namespace parcours
