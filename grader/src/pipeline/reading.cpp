#include "pipeline/reading.hpp"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_sections = 3;

struct Section {
  std::string title;
  std::size_t mentions = 0;
};

/// How a chapter speaks of a kind of trouble, in lower case.
std::vector<std::string_view> words_for(FindingKind kind) {
  switch (kind) {
    case FindingKind::data_race:
      return {"data race", "race condition", "happens-before"};
    case FindingKind::lock_order:
    case FindingKind::deadlock:
      return {"deadlock", "for ever", "wake-up", "in a circle"};
    case FindingKind::timeout:
      return {"busy wait", "for ever", "spin"};
    case FindingKind::crash:
      return {"dangling", "exception", "lifetime", "terminate"};
    case FindingKind::leak:
      return {"join", "leak", "zombie"};
    case FindingKind::sequential:
      return {"speed-up", "in parallel", "scale"};
    default:
      return {};
  }
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t times = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++times;
  return times;
}

/// What is about the course and not about its matter.
bool is_about_matter(std::string_view title) {
  return std::ranges::none_of(
      std::initializer_list<std::string_view>{"exercise", "test yourself", "further reading", "how to work"},
      [&](std::string_view word) { return lower_case(title).find(word) != std::string::npos; });
}

}  // namespace

Reading reading_in(std::string_view chapter, std::string_view text, const std::vector<Finding>& findings) {
  std::set<std::string_view> words;
  for (const Finding& finding : findings)
    if (finding.severity == Severity::error)
      for (const std::string_view word : words_for(finding.kind)) words.insert(word);
  Reading reading{.chapter = std::string(chapter), .title = {}, .sections = {}};
  std::vector<Section> sections;
  bool code = false;
  for (const std::string& line : split(text, '\n')) {
    if (line.starts_with("```")) code = !code;
    if (code) continue;
    if (line.starts_with("# ") && reading.title.empty()) {
      reading.title = trim(std::string_view(line).substr(2));
    } else if (line.starts_with("## ")) {
      sections.push_back({std::string(trim(std::string_view(line).substr(3)))});
    }
    const std::string lower = lower_case(line);
    if (!sections.empty())
      for (const std::string_view word : words) sections.back().mentions += count(lower, word);
  }
  std::vector<std::size_t> mentions;
  for (const Section& section : sections)
    if (section.mentions > 0 && is_about_matter(section.title)) mentions.push_back(section.mentions);
  std::ranges::sort(mentions, std::greater());
  const std::size_t least = mentions.empty() ? 1 : mentions[std::min(mentions.size(), most_sections) - 1];
  for (const Section& section : sections)
    if (section.mentions >= least && is_about_matter(section.title) && reading.sections.size() < most_sections)
      reading.sections.push_back(section.title);
  return reading;
}

Reading reading_for(const Exercise& exercise, const std::vector<Finding>& findings) {
  const auto text = read_file(exercise.folder.parent_path() / "README.md");
  return text ? reading_in(exercise.chapter, *text, findings) : Reading{};
}

}  // namespace parcours
