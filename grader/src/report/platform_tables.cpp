// The formats are what the platforms' own code and exports show; docs/gradebooks.md names the sources.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "report/csv_cell.hpp"
#include "report/gradebook.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

using Key = std::string Person::*;

const std::string& column_name(const GradeBook& book) { return book.title.empty() ? book.exercise : book.title; }

/// Persons whom the platform can tell apart by `key`, the others in `left_out`.
std::vector<const GradeRow*> known_by(const GradeBook& book, Key key, std::string_view key_name,
                                      std::vector<std::string>& left_out) {
  std::map<std::string, int> uses;  // platforms may take "Ada@…" and "ada@…" for one
  for (const GradeRow& row : book.rows) ++uses[lower_case(row.person.*key)];
  std::vector<const GradeRow*> known;
  for (const GradeRow& row : book.rows) {
    const std::string& value = row.person.*key;
    if (value.empty())
      left_out.push_back(fmt::format("{}: the roster has no {}", row.person.id, key_name));
    else if (uses[lower_case(value)] > 1)
      left_out.push_back(
          fmt::format("{}: the roster has the {} {} for another person, too", row.person.id, key_name, value));
    else
      known.push_back(&row);
  }
  return known;
}

}  // namespace

PlatformTable to_canvas(const GradeBook& book) {
  PlatformTable table;
  table.text = fmt::format(
      "Student,ID,SIS User ID,SIS Login ID,Section,{0}\r\n"
      "Points Possible,,,,,{1}\r\n",
      text_cell(column_name(book)), book.max_points);
  for (const GradeRow* row : known_by(book, &Person::id, "id", table.left_out)) {
    if (!row->points) continue;
    const Person& person = row->person;
    // Canvas reads the digits that its own number of a person begins with: "12ab" would be person 12.
    const bool number = std::ranges::all_of(person.id, [](char c) { return c >= '0' && c <= '9'; });
    table.text +=
        fmt::format("{},{},{},{},,{}\r\n", text_cell(person.name.empty() ? person.id : person.name),
                    number ? person.id : "", number ? "" : id_cell(person.id), id_cell(person.login), *row->points);
  }
  return table;
}

PlatformTable to_moodle(const GradeBook& book) {
  const bool addresses = std::ranges::any_of(book.rows, [](const GradeRow& row) { return !row.person.email.empty(); });
  const bool logins = std::ranges::any_of(book.rows, [](const GradeRow& row) { return !row.person.login.empty(); });
  const bool by_login = !addresses && logins;
  const Key key = by_login ? &Person::login : &Person::email;
  PlatformTable table;
  table.text =
      fmt::format("{},Full name,{}\r\n", by_login ? "Username" : "Email address", text_cell(column_name(book)));
  for (const GradeRow* row : known_by(book, key, by_login ? "login" : "e-mail address", table.left_out))
    if (row->points)
      table.text += fmt::format("{},{},{}\r\n", id_cell(row->person.*key), text_cell(row->person.name), *row->points);
  return table;
}

PlatformTable to_gradescope(const GradeBook& book) {
  PlatformTable table;
  table.text = "Name,SID,Email,Total Score,Max Points,Status\r\n";
  for (const GradeRow* row : known_by(book, &Person::email, "e-mail address", table.left_out)) {
    const Person& person = row->person;
    const std::string_view status = row->points ? "Graded" : row->state == GradeState::missing ? "Missing" : "Ungraded";
    table.text +=
        fmt::format("{},{},{},{},{},{}\r\n", text_cell(person.name), id_cell(person.id), id_cell(person.email),
                    row->points ? std::to_string(*row->points) : "", book.max_points, status);
  }
  return table;
}

}  // namespace parcours
