#include "language/exercise_language.hpp"

#include <fmt/format.h>

#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Titles of a page in Markdown, in order, those of its programs' comments left out.
std::vector<std::string> headings(const std::string& page) {
  std::vector<std::string> titles;
  bool code = false;
  for (const std::string& line : split(page, '\n')) {
    if (line.starts_with("```")) code = !code;
    if (code || !line.starts_with('#')) continue;
    const std::size_t begin = line.find_first_not_of('#');
    if (begin != std::string::npos && line[begin] == ' ')
      titles.emplace_back(trim(std::string_view(line).substr(begin)));
  }
  return titles;
}

/// Of the chapter's page where there is a translation with the same headings: these, and where it is.
std::vector<Saying> chapter_sayings(const fs::path& folder, std::string_view language) {
  const std::string name = fmt::format("README.{}.md", language);
  const auto english = read_file(folder / "README.md");
  const auto translated = read_file(folder / name);
  if (!english || !translated) return {};
  const std::vector<std::string> from = headings(*english);
  const std::vector<std::string> to = headings(*translated);
  std::vector<Saying> sayings;
  if (from.size() != to.size()) return sayings;
  for (std::size_t i = 0; i < from.size(); ++i) sayings.push_back({from[i], to[i]});
  const std::string place = "exercises/" + folder.filename().string() + "/";
  sayings.push_back({place + "README.md", place + name});
  return sayings;
}

}  // namespace

fs::path translated_rubric(const Exercise& exercise, std::string_view language) {
  return exercise.rubric.parent_path() / fmt::format("{}.{}.yaml", exercise.id, language);
}

fs::path translated_statement(const Exercise& exercise, std::string_view language) {
  const fs::path translated = exercise.folder / fmt::format("README.{}.md", language);
  return fs::exists(translated) ? translated : exercise.statement;
}

Result<Language> language_for(const Exercise& exercise, std::string_view id) {
  Language language = language_named(id);
  if (language.id() == "en") return language;
  if (const fs::path file = translated_rubric(exercise, id); fs::exists(file)) {
    const auto sayings = load_sayings(file, id);
    if (!sayings) return tl::unexpected(sayings.error());
    language.add(*sayings);
  }
  language.add(chapter_sayings(exercise.folder.parent_path(), id));
  return language;
}

}  // namespace parcours
