#include "intake/roster.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "intake/entry_path.hpp"
#include "intake/names.hpp"
#include "util/csv.hpp"
#include "util/files.hpp"
#include "util/text.hpp"
#include "util/utf8.hpp"

namespace parcours {
namespace {

/// The columns' names as folded leaves them, without blanks; those in front win. docs/intake.md lists them.
struct Column {
  const char* title;
  std::vector<std::string> names;
};

const Column id_column{"id",
                       {"id", "studentid", "sid", "studentnumber", "idnumber", "identifier", "sisuserid", "userid",
                        "matriculationnumber", "matrikelnummer", "numeroetudiant"}};
const Column name_column{"name", {"name", "fullname", "student", "studentname", "nomcomplet", "vollstandigername"}};
const Column given_column{"first name", {"firstname", "givenname", "givennames", "forename", "prenom", "vorname"}};
const Column family_column{"last name", {"lastname", "surname", "familyname", "nomdefamille", "nom", "nachname"}};
const Column email_column{"email", {"email", "emailaddress", "mail", "courriel", "adressedecourriel", "emailadresse"}};
const Column login_column{"login",
                          {"login", "loginid", "sisloginid", "githubusername", "githublogin", "github", "username",
                           "user", "nomdutilisateur", "anmeldename", "benutzername"}};
const Column group_column{"group", {"group", "groupname", "groups", "team", "teamname", "groupe", "gruppe"}};

class Columns {
 public:
  explicit Columns(const CsvRow& titles) {
    std::transform(titles.fields.begin(), titles.fields.end(), std::back_inserter(titles_), squeezed);
  }

  [[nodiscard]] bool has(const Column& column) const { return place(column).has_value(); }

  [[nodiscard]] std::string of(const CsvRow& row, const Column& column) const {
    const auto at = place(column);
    return at && *at < row.fields.size() ? tidied(row.fields[*at]) : std::string();
  }

 private:
  [[nodiscard]] std::optional<std::size_t> place(const Column& column) const {
    for (const std::string& name : column.names) {
      const auto found = std::find(titles_.begin(), titles_.end(), name);
      if (found != titles_.end()) return static_cast<std::size_t>(found - titles_.begin());
    }
    return std::nullopt;
  }

  std::vector<std::string> titles_;
};

std::string name_of_person(const Columns& columns, const CsvRow& row) {
  if (std::string name = columns.of(row, name_column); !name.empty()) return name;
  return tidied(columns.of(row, given_column) + " " + columns.of(row, family_column));
}

/// Lines that grade books have and that are nobody's: Canvas writes one with "Points Possible" below the titles.
bool is_nobodys(const Person& person, const CsvRow& row) {
  const bool nothing = person.id.empty() && person.name.empty() && person.email.empty() && person.login.empty();
  return nothing || (person.id.empty() && trim(row.fields[0]) == "Points Possible");
}

}  // namespace

Result<std::vector<Person>> parse_roster(std::string_view text, const std::string& where) {
  if (!is_utf8(text)) {
    const std::string_view start = text.substr(0, 2);
    return input_error("{}:1: is {}; save it as CSV in UTF-8", where,
                       start == "\xFF\xFE" || start == "\xFE\xFF" ? "UTF-16" : "not UTF-8");
  }
  const auto rows = parse_csv(text, where);
  if (!rows) return tl::unexpected(rows.error());
  if (rows->empty()) return input_error("{}:1: is empty; it needs a line of titles and a line a person", where);
  const CsvRow& titles = rows->front();
  const Columns columns(titles);
  if (!columns.has(id_column))
    return input_error("{}:{}: has no column for the id; name one `id` (there are: {})", where, titles.line,
                       shown(tidied(fmt::format("{}", fmt::join(titles.fields, ", ")))));
  std::vector<Person> people;
  std::unordered_map<std::string, int> lines;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const CsvRow& row = (*rows)[i];
    Person person{columns.of(row, id_column), name_of_person(columns, row), columns.of(row, email_column),
                  columns.of(row, login_column), columns.of(row, group_column)};
    if (is_nobodys(person, row)) continue;
    if (person.id.empty())
      return input_error("{}:{}: {} has no id", where, row.line, person.name.empty() ? "this person" : person.name);
    if (const auto [first, fresh] = lines.emplace(person.id, row.line); !fresh)
      return input_error("{}:{}: the id {} is in line {} already", where, row.line, person.id, first->second);
    people.push_back(std::move(person));
  }
  if (people.empty()) return input_error("{}:{}: lists no person below its titles", where, titles.line);
  return people;
}

Result<std::vector<Person>> load_roster(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return tl::unexpected(text.error());
  return parse_roster(*text, file.string());
}

}  // namespace parcours
