#pragma once
// Who is in the course: the roster, a CSV file with a line a person.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace parcours {

/// Valid UTF-8, as the roster has it; empty where it says nothing. Without a roster, what the folder's or file's name
/// says.
struct Person {
  std::string id;  ///< unique, not empty
  std::string name;
  std::string email;
  std::string login;
  std::string group;

  bool operator==(const Person&) const = default;
};

/// In the file's order. Columns are known by their names, in any order and case: "id", "name", "email", "login",
/// "group" (docs/intake.md lists other names for them); further ones are left alone. `where`: the file's name for
/// messages. Errors: input, "file:line: what": no column for the id, an id twice or empty, no person at all.
[[nodiscard]] Result<std::vector<Person>> parse_roster(std::string_view text, const std::string& where);

[[nodiscard]] Result<std::vector<Person>> load_roster(const std::filesystem::path& file);

}  // namespace parcours
