#include "course/yaml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>

#include "util/text.hpp"

namespace parcours::yaml {
namespace {

/// yaml-cpp tags bare scalars "?" and quoted ones "!".
bool is_bare(const YAML::Node& node) { return node.IsScalar() && node.Tag() == "?"; }

/// What a person calls the node: for "expected …, not …".
std::string describe(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return "a mapping";
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Scalar:
      return is_bare(node) ? fmt::format("`{}`", node.Scalar()) : fmt::format("`\"{}\"`", node.Scalar());
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      break;
  }
  return "nothing";
}

template <class Number>
std::optional<Number> parse(const YAML::Node& node) {
  if (!is_bare(node)) return std::nullopt;
  const std::string& text = node.Scalar();
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<YAML::Node> load(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return input_error("{}: no such file", file.string());
  if (!std::filesystem::is_regular_file(file, error)) return input_error("{}: not a file", file.string());
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  if (in) bytes << in.rdbuf();
  if (!in || !bytes) {
    if (in.is_open() && std::filesystem::file_size(file, error) == 0)
      return input_error("{}:1:1: empty", file.string());
    return input_error("{}: cannot be read", file.string());
  }
  return parse(bytes.str(), file.string());
}

Result<YAML::Node> parse(const std::string& text, const std::string& name) {
  Complaints complaints(name);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.empty() || (documents.size() == 1 && documents[0].IsNull())) {
      return input_error("{}:1:1: empty", name);
    }
    if (documents.size() == 1) return documents[0];
    complaints.at(documents[1].Mark(), "a second document; the file must hold one, so take the `---` out");
  } catch (const YAML::Exception& failure) {
    complaints.at(failure.mark, "not valid YAML: {}", failure.msg);
  }
  return tl::unexpected(complaints.first());
}

void Complaints::keep(const YAML::Mark& mark, std::string what) {
  if (first_) return;
  // A value quoted from the file may hold line ends and other control characters.
  std::replace_if(what.begin(), what.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  // yaml-cpp counts from 0, and from -1 where it knows no place.
  const int line = mark.is_null() ? 1 : mark.line + 1;
  const int column = mark.is_null() ? 1 : mark.column + 1;
  first_ = Error{Fault::input, fmt::format("{}:{}:{}: {}", file_, line, column, what)};
}

Mapping::Mapping(const YAML::Node& node, std::string what, std::vector<std::string> keys, Complaints& complaints)
    : what_(std::move(what)), mark_(node.Mark()), complaints_(complaints) {
  if (!node.IsMap()) {
    complaints_.at(mark_, "{} must be a mapping (key: value), not {}", what_, describe(node));
    return;
  }
  usable_ = true;
  for (const auto& pair : node) {
    const YAML::Node key = pair.first;
    if (!key.IsScalar()) {
      complaints_.at(key.Mark(), "a key of {} must be text, not {}", what_, describe(key));
      continue;
    }
    const std::string& name = key.Scalar();
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      const std::string offer = did_you_mean(name, keys);
      const std::string known = fmt::format("; its keys are {}", fmt::join(keys, ", "));
      complaints_.at(key.Mark(), "unknown key `{}` in {}{}", name, what_, offer.empty() ? known : offer);
    } else if (const Entry* first = find(name)) {
      complaints_.at(key.Mark(), "key `{}` is repeated; line {} has it already", name, first->key_mark.line + 1);
    } else {
      entries_.push_back({name, key.Mark(), pair.second});
    }
  }
}

const Mapping::Entry* Mapping::find(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const Mapping::Entry* Mapping::find(std::string_view key, Need need) const {
  const Entry* entry = find(key);
  if (entry == nullptr && need == Need::required && usable_) {
    complaints_.at(mark_, "{} lacks the key `{}`", what_, key);
  }
  return entry;
}

// A value left out has no place of its own that a person would look at; its key has.
YAML::Mark Mapping::mark_of(const Entry& entry) {
  return entry.value.IsNull() || entry.value.Mark().is_null() ? entry.key_mark : entry.value.Mark();
}

YAML::Mark Mapping::mark(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? mark_ : mark_of(*entry);
}

void Mapping::text(std::string_view key, std::string& into, Need need) const {
  const Entry* entry = find(key, need);
  if (entry == nullptr) return;
  auto value = text_of(entry->value, mark_of(*entry), fmt::format("`{}`", key), complaints_);
  if (value) into = *std::move(value);
}

void Mapping::integer(std::string_view key, int& into, int low, int high, Need need) const {
  const Entry* entry = find(key, need);
  if (entry == nullptr) return;
  const auto value = parse<int>(entry->value);
  if (value && *value >= low && *value <= high) {
    into = *value;
  } else {
    complaints_.at(mark_of(*entry), "`{}` must be a whole number from {} to {}, not {}", key, low, high,
                   describe(entry->value));
  }
}

void Mapping::number(std::string_view key, double& into, double low, double high, Need need) const {
  const Entry* entry = find(key, need);
  if (entry == nullptr) return;
  const auto value = parse<double>(entry->value);
  if (value && std::isfinite(*value) && *value >= low && *value <= high) {
    into = *value;
  } else {
    complaints_.at(mark_of(*entry), "`{}` must be a number from {} to {}, not {}", key, low, high,
                   describe(entry->value));
  }
}

void Mapping::flag(std::string_view key, bool& into) const {
  const Entry* entry = find(key);
  if (entry == nullptr) return;
  const bool yes = is_bare(entry->value) && entry->value.Scalar() == "true";
  const bool no = is_bare(entry->value) && entry->value.Scalar() == "false";
  if (yes || no) {
    into = yes;
  } else {
    complaints_.at(mark_of(*entry), "`{}` must be true or false, not {}", key, describe(entry->value));
  }
}

std::optional<YAML::Node> Mapping::mapping(std::string_view key) const {
  const Entry* entry = find(key);
  if (entry == nullptr) return std::nullopt;
  if (entry->value.IsMap()) return entry->value;
  complaints_.at(mark_of(*entry), "`{}` must be a mapping (key: value), not {}", key, describe(entry->value));
  return std::nullopt;
}

std::vector<YAML::Node> Mapping::list(std::string_view key, Need need) const {
  const Entry* entry = find(key, need);
  if (entry == nullptr) return {};
  if (!entry->value.IsSequence()) {
    complaints_.at(mark_of(*entry), "`{}` must be a list, not {}", key, describe(entry->value));
    return {};
  }
  if (need == Need::required && entry->value.size() == 0) {
    complaints_.at(mark_of(*entry), "`{}` is empty; it needs at least one item", key);
  }
  return {entry->value.begin(), entry->value.end()};
}

std::vector<std::pair<std::string, YAML::Mark>> Mapping::texts(std::string_view key, Need need) const {
  std::vector<std::pair<std::string, YAML::Mark>> items;
  for (const YAML::Node& node : list(key, need)) {
    auto item = text_of(node, node.Mark(), fmt::format("an item of `{}`", key), complaints_);
    if (!item) continue;
    const bool repeated =
        std::any_of(items.begin(), items.end(), [&](const auto& seen) { return seen.first == *item; });
    if (repeated) complaints_.at(node.Mark(), "`{}` is repeated in `{}`", *item, key);
    items.emplace_back(*std::move(item), node.Mark());
  }
  return items;
}

std::optional<std::string> text_of(const YAML::Node& node, const YAML::Mark& mark, std::string_view what,
                                   Complaints& complaints) {
  if (!node.IsScalar()) {
    complaints.at(mark, "{} must be text, not {}", what, describe(node));
    return std::nullopt;
  }
  if (trim(node.Scalar()).empty()) {
    complaints.at(mark, "{} is empty; it must be text", what);
    return std::nullopt;
  }
  return std::string(trim(node.Scalar()));
}

}  // namespace parcours::yaml
