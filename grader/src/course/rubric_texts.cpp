#include "course/rubric_texts.hpp"

#include <algorithm>

namespace parcours {

std::vector<std::string> texts_for_students(const Rubric& rubric) {
  std::vector<std::string> texts;
  const auto add = [&texts](const std::string& text) {
    if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  };
  add(rubric.title);
  for (const BaselineFile& baseline : rubric.measure.baselines) add(baseline.title);
  for (const Criterion& criterion : rubric.criteria) {
    add(criterion.title);
    for (const TestWeight& test : criterion.tests) add(test.hint);
    add(criterion.advice);
  }
  for (const Forbidden& rule : rubric.forbidden) add(rule.reason);
  return texts;
}

}  // namespace parcours
