#include "course/observed.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "course/rubric.hpp"
#include "course/yaml_reader.hpp"

namespace parcours {
namespace {

using Keys = std::set<std::string>;

// What is not named here counts as observed: a new key can cause too many gradings, never a stale one.
const Keys of_the_rubric = {"title", "pass_mark", "points", "late", "wrong"};
const Keys of_a_criterion = {"title", "points", "bands", "essential", "advice"};
const Keys of_a_test = {"weight", "hint"};

const Keys& left_out(const std::string& path) {
  static const Keys none;
  if (path.empty()) return of_the_rubric;
  if (path == "criteria/") return of_a_criterion;
  return path == "criteria/tests/" ? of_a_test : none;
}

/// Keys in their order of the alphabet, each text after its length, so that no two documents look the same.
void write(const YAML::Node& node, const std::string& path, std::string& out) {
  switch (node.Type()) {
    case YAML::NodeType::Map: {
      std::map<std::string, YAML::Node> fields;
      for (const auto& field : node)
        if (!left_out(path).contains(field.first.Scalar())) fields.emplace(field.first.Scalar(), field.second);
      out += fmt::format("{{{} ", fields.size());
      for (const auto& [key, value] : fields) {
        out += fmt::format("{}:{} ", key.size(), key);
        write(value, path + key + "/", out);
      }
      break;
    }
    case YAML::NodeType::Sequence:
      out += fmt::format("[{} ", node.size());
      for (const auto& item : node) write(item, path, out);
      break;
    case YAML::NodeType::Scalar: {
      // A test may be its name alone.
      const bool test = path == "criteria/tests/";
      if (test) out += "{1 4:name ";
      out += fmt::format("{}:{} ", node.Scalar().size(), node.Scalar());
      break;
    }
    default:
      out += "- ";
  }
}

}  // namespace

Result<std::string> observed_part(const std::filesystem::path& rubric) {
  if (auto checked = load_rubric(rubric); !checked) return tl::unexpected(checked.error());
  const auto root = yaml::load(rubric);
  if (!root) return tl::unexpected(root.error());
  std::string text;
  write(*root, "", text);
  return text;
}

}  // namespace parcours
