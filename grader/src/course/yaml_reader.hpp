#pragma once
// Strict reading of a YAML file: nothing is ignored, nothing is guessed, and each complaint has its file:line:column.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "util/result.hpp"

namespace parcours::yaml {

/// What is wrong with one file. The first complaint is kept: later ones are often its consequence.
class Complaints {
 public:
  explicit Complaints(const std::filesystem::path& file) : file_(file.string()) {}

  template <class... Args>
  void at(const YAML::Mark& mark, fmt::format_string<Args...> format, Args&&... args) {
    keep(mark, fmt::format(format, std::forward<Args>(args)...));
  }

  [[nodiscard]] bool none() const { return !first_; }
  /// Call only when there is one.
  [[nodiscard]] const Error& first() const { return *first_; }

 private:
  void keep(const YAML::Mark& mark, std::string what);

  std::string file_;
  std::optional<Error> first_;
};

/// The one document in `file`. Errors: unreadable, not YAML, empty, or several documents.
[[nodiscard]] Result<YAML::Node> load(const std::filesystem::path& file);

/// The one document in `text`; `name` stands for the file in errors, which are as above.
[[nodiscard]] Result<YAML::Node> parse(const std::string& text, const std::string& name);

enum class Need { required, optional };

/// A mapping with a fixed set of keys. The read functions leave `into` as it is when the key is absent or wrong,
/// so `into` holds the default beforehand.
class Mapping {
 public:
  /// Complains about a node that is no mapping, and about unknown and repeated keys.
  /// `what` names the mapping in messages: "the rubric", "a criterion".
  Mapping(const YAML::Node& node, std::string what, std::vector<std::string> keys, Complaints& complaints);

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  /// Where the key's value stands; where the mapping begins if the key is absent.
  [[nodiscard]] YAML::Mark mark(std::string_view key) const;
  [[nodiscard]] const YAML::Mark& mark() const { return mark_; }

  /// Text in quotes or bare, not empty; blanks and line ends around it are dropped.
  void text(std::string_view key, std::string& into, Need need) const;
  /// A whole decimal number from `low` to `high`.
  void integer(std::string_view key, int& into, int low, int high, Need need) const;
  /// A decimal number from `low` to `high`.
  void number(std::string_view key, double& into, double low, double high, Need need) const;
  /// true or false
  void flag(std::string_view key, bool& into) const;
  /// The value itself, when it is there and is a mapping.
  [[nodiscard]] std::optional<YAML::Node> mapping(std::string_view key) const;
  /// The items; none when the key is absent or no list. A required list may not be empty.
  [[nodiscard]] std::vector<YAML::Node> list(std::string_view key, Need need) const;
  /// A list of text, each item at most once.
  [[nodiscard]] std::vector<std::pair<std::string, YAML::Mark>> texts(std::string_view key, Need need) const;

 private:
  struct Entry {
    std::string key;
    YAML::Mark key_mark;
    YAML::Node value;
  };

  [[nodiscard]] const Entry* find(std::string_view key) const;
  /// As find; complains when a required key is absent.
  [[nodiscard]] const Entry* find(std::string_view key, Need need) const;
  [[nodiscard]] static YAML::Mark mark_of(const Entry& entry);

  std::string what_;
  std::vector<Entry> entries_;
  YAML::Mark mark_;
  Complaints& complaints_;
  bool usable_ = false;  ///< false: no mapping at all, so that a missing key is no news
};

/// Text of a scalar node, trimmed; complains and gives nothing when it is something else or empty.
[[nodiscard]] std::optional<std::string> text_of(const YAML::Node& node, const YAML::Mark& mark, std::string_view what,
                                                 Complaints& complaints);

}  // namespace parcours::yaml
