#include "report/gradebook.hpp"

#include <fmt/format.h>

#include "report/csv_cell.hpp"

namespace parcours {

std::string to_csv(const GradeBook& book) {
  std::string text = "id,name,email,login,group,state,points,max_points,review,remark,submission\r\n";
  for (const GradeRow& row : book.rows) {
    const Person& person = row.person;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", id_cell(person.id), text_cell(person.name),
                        id_cell(person.email), id_cell(person.login), text_cell(person.group), to_string(row.state),
                        row.points ? std::to_string(*row.points) : "", book.max_points, row.review ? "yes" : "no",
                        text_cell(row.remark), text_cell(row.submission));
  }
  return text;
}

std::string_view to_string(GradeState state) {
  switch (state) {
    case GradeState::graded:
      return "graded";
    case GradeState::overridden:
      return "overridden";
    case GradeState::missing:
      return "missing";
    case GradeState::rejected:
      return "rejected";
    case GradeState::not_graded:
      return "not-graded";
  }
  return "not-graded";
}

}  // namespace parcours
