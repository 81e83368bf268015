#include "language/catalogue.hpp"

#include <algorithm>
#include <set>

#include "course/yaml_reader.hpp"
#include "language/parts.hpp"

namespace parcours {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// How an entry is found: `matched` with texts that are already filled in, or by its own text.
enum class Lookup { matched, exact };

std::vector<Saying> read(const std::vector<YAML::Node>& items, Lookup lookup, std::string_view language,
                         yaml::Complaints& complaints) {
  const std::string key(language);
  std::vector<Saying> sayings;
  std::set<std::string> seen;
  for (const YAML::Node& item : items) {
    const yaml::Mapping mapping(item, "a saying", {"en", key}, complaints);
    Saying saying;
    mapping.text("en", saying.english, yaml::Need::required);
    mapping.text(key, saying.translated, yaml::Need::required);
    if (!seen.insert(saying.english).second) complaints.at(mapping.mark("en"), "`{}` is there already", saying.english);
    if (!same_parts(saying.english, saying.translated))
      complaints.at(mapping.mark(key), "it must have the parts of `{}`: `{{}}` in the same order, or `{{0}}`, `{{1}}`",
                    saying.english);
    if (lookup == Lookup::matched && std::ranges::none_of(saying.english, is_letter))
      complaints.at(mapping.mark("en"), "`{}` has no word of its own, and would stand for any text", saying.english);
    sayings.push_back(std::move(saying));
  }
  return sayings;
}

}  // namespace

Result<std::vector<Saying>> load_sayings(const std::filesystem::path& file, std::string_view language) {
  const auto root = yaml::load(file);
  if (!root) return tl::unexpected(root.error());
  yaml::Complaints complaints(file);
  if (!root->IsSequence()) complaints.at(root->Mark(), "it must be a list of `- {{en: …, {}: …}}`", language);
  std::vector<YAML::Node> items;
  if (complaints.none())
    for (const YAML::Node& item : *root) items.push_back(item);
  std::vector<Saying> sayings = read(items, Lookup::matched, language, complaints);
  if (!complaints.none()) return tl::unexpected(complaints.first());
  return sayings;
}

std::string sayings_text(const std::vector<Saying>& sayings, std::string_view language) {
  YAML::Emitter text;
  text.SetStringFormat(YAML::DoubleQuoted);
  text.SetOutputCharset(YAML::EmitNonAscii);
  text << YAML::BeginSeq;
  for (const Saying& saying : sayings) {
    text << YAML::BeginMap << YAML::Key << "en" << YAML::Value << saying.english;
    text << YAML::Key << std::string(language) << YAML::Value << saying.translated << YAML::EndMap;
  }
  text << YAML::EndSeq;
  return std::string(text.c_str()) + "\n";
}

Result<Catalogue> parse_catalogue(const std::string& text, const std::string& name, std::string_view language) {
  const auto root = yaml::parse(text, name);
  if (!root) return tl::unexpected(root.error());
  yaml::Complaints complaints(name);
  const yaml::Mapping lists(*root, "the catalogue", {"grader", "system", "script"}, complaints);
  Catalogue catalogue;
  catalogue.grader = read(lists.list("grader", yaml::Need::required), Lookup::matched, language, complaints);
  catalogue.system = read(lists.list("system", yaml::Need::optional), Lookup::matched, language, complaints);
  catalogue.script = read(lists.list("script", yaml::Need::required), Lookup::exact, language, complaints);
  if (!complaints.none()) return tl::unexpected(complaints.first());
  return catalogue;
}

}  // namespace parcours
