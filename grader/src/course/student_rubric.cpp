#include "course/student_rubric.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <set>

#include "course/rubric.hpp"
#include "course/yaml_reader.hpp"

namespace parcours {
namespace {

/// The ids of the hidden criteria, from which all that tells of their tests is taken away.
std::set<std::string> hide(const YAML::Node& criteria) {
  std::set<std::string> hidden;
  for (YAML::Node criterion : criteria) {
    if (!criterion["hidden"] || !criterion["hidden"].as<bool>()) continue;
    hidden.insert(criterion["id"].as<std::string>());
    criterion.remove("tests");
    criterion.remove("advice");
  }
  return hidden;
}

/// What is graded elsewhere must not keep a gate shut here.
void open_gates(const YAML::Node& criteria, const std::set<std::string>& hidden) {
  for (YAML::Node criterion : criteria) {
    if (!criterion["requires"]) continue;
    YAML::Node kept(YAML::NodeType::Sequence);
    kept.SetStyle(YAML::EmitterStyle::Flow);
    for (const YAML::Node& id : criterion["requires"])
      if (!hidden.contains(id.as<std::string>())) kept.push_back(id);
    if (kept.size() > 0)
      criterion["requires"] = kept;
    else
      criterion.remove("requires");
  }
}

}  // namespace

Result<std::string> student_rubric(const std::filesystem::path& rubric) {
  if (const auto sound = load_rubric(rubric); !sound) return tl::unexpected(sound.error());
  auto root = yaml::load(rubric);
  if (!root) return tl::unexpected(root.error());
  root->remove("wrong");
  if ((*root)["measure"]) (*root)["measure"].remove("baselines");
  open_gates((*root)["criteria"], hide((*root)["criteria"]));
  YAML::Emitter text;
  text << *root;
  return fmt::format(
      "# What the exercise is worth and how it is graded. The hidden tests are not in this copy: their points count\n"
      "# where your teacher grades.\n{}\n",
      text.c_str());
}

}  // namespace parcours
