#include "batch/outputs.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "batch/file_stems.hpp"
#include "batch/overview.hpp"
#include "report/formats.hpp"
#include "similarity/similarity.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr const char* placeholder = "{id}";
struct Book {
  std::string_view kind;
  PlatformTable (*make)(const GradeBook&);
};
constexpr std::array<Book, 4> books = {
    {{"csv", [](const GradeBook& book) -> PlatformTable { return {to_csv(book), {}}; }},
     {"canvas", to_canvas},
     {"moodle", to_moodle},
     {"gradescope", to_gradescope}}};
const std::vector<std::pair<std::string, std::string>> feedback = {
    {"html", ".html"}, {"markdown", ".md"}, {"json", ".json"}};

bool is_for_each(const BatchReport& report) { return report.file.find(placeholder) != std::string::npos; }

std::string file_for(const BatchReport& report, const std::string& stem) {
  std::string file = report.file;
  return file.replace(file.find(placeholder), std::string_view(placeholder).size(), stem);
}

Result<void> write_report(const std::string& kind, const fs::path& file, const GradedSubmission& submission,
                          const Language& language) {
  const auto text = render(kind, submission, language);
  if (!text) return tl::unexpected(text.error());
  return replace_file(file, *text);
}

/// Each person's reports, one at a time.
Result<void> write_feedback(const PersonGrade& grade, const std::string& stem, const OutputPlan& plan) {
  for (const auto& [kind, ending] : feedback)
    if (auto written = write_report(kind, plan.out / "feedback" / (stem + ending), *grade.submission, plan.language);
        !written)
      return written;
  for (const BatchReport& report : plan.reports)
    if (is_for_each(report))
      if (auto written = write_report(report.kind, file_for(report, stem), *grade.submission, plan.language); !written)
        return written;
  return {};
}

/// Feedback of who is not in this batch any more.
void remove_others(const fs::path& folder, const std::set<std::string>& names) {
  std::error_code ignored;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const bool ours = std::ranges::find(feedback, entry.path().extension().string(),
                                        [](const auto& pair) { return pair.second; }) != feedback.end();
    if (ours && !names.contains(entry.path().filename().string())) old.push_back(entry.path());
  }
  for (const fs::path& path : old) fs::remove(path, ignored);
}

void count(const GradeRow& row, Totals& totals) {
  ++totals.persons;
  totals.review += row.review ? 1 : 0;
  switch (row.state) {
    case GradeState::graded:
    case GradeState::overridden:
      ++totals.graded;
      break;
    case GradeState::missing:
      ++totals.missing;
      break;
    case GradeState::rejected:
      ++totals.rejected;
      break;
    case GradeState::not_graded:
      ++totals.not_graded;
      break;
  }
}

Result<void> write_book(const std::string& kind, const fs::path& file, const GradeBook& book, Totals& totals) {
  PlatformTable table = std::ranges::find(books, kind, &Book::kind)->make(book);
  for (std::string& reason : table.left_out)
    totals.left_out.push_back(fmt::format("{}: {}", file.string(), std::move(reason)));
  return replace_file(file, table.text);
}

}  // namespace

Result<void> check_report(const BatchReport& report) {
  const bool book = std::ranges::find(books, report.kind, &Book::kind) != books.end();
  const bool one = std::ranges::find(report_kinds(), report.kind) != report_kinds().end();
  if (!book && !one) {
    std::set<std::string> all(report_kinds().begin(), report_kinds().end());
    for (const Book& known : books) all.emplace(known.kind);
    return input_error("--report {}={}: no such kind of report{}; there are: {}", report.kind, report.file,
                       did_you_mean(report.kind, {all.begin(), all.end()}), fmt::join(all, ", "));
  }
  if (is_for_each(report) && !one)
    return input_error("--report {}={}: a grade book holds everybody: leave {} out of the file's name", report.kind,
                       report.file, placeholder);
  if (!is_for_each(report) && !book)
    return input_error("--report {}={}: there will be one a person: put {} into the file's name, as in {}", report.kind,
                       report.file, placeholder, "reports/{id}.xml");
  if (!is_for_each(report)) return {};
  if (auto possible = can_render(report.kind); !possible)
    return input_error("--report {}={}: {}", report.kind, report.file, possible.error().message);
  return {};
}

Result<Totals> write_outputs(const Exercise& exercise, const Rubric& rubric, const std::vector<Entry>& entries,
                             const Collection& collection, const Grades& grades, const OutputPlan& plan) {
  Totals totals;
  BatchSummary summary;
  summary.book = {.exercise = exercise.id, .title = rubric.title, .max_points = rubric.max_points, .rows = {}};
  summary.pass_mark = rubric.pass_mark;
  summary.feedback_folder = "feedback";
  summary.layout = to_string(collection.layout);
  summary.leftovers = collection.leftovers;
  summary.remarks = plan.remarks;
  summary.remarks.insert(summary.remarks.end(), collection.remarks.begin(), collection.remarks.end());
  Overview overview(rubric);
  std::vector<std::string> ids;
  for (const Entry& entry : entries) ids.push_back(entry.person.id);
  const std::vector<std::string> stems = file_stems(ids);
  std::error_code error;
  fs::create_directories(plan.out / "feedback", error);
  if (error) return machine_error("{}: cannot be made: {}", (plan.out / "feedback").string(), error.message());
  std::set<std::string> written;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto grade = grades.of(entries[i]);
    if (!grade) return tl::unexpected(grade.error());
    count(grade->row, totals);
    overview.add(*grade);
    summary.book.rows.push_back(grade->row);
    summary.feedback_stems.push_back(grade->submission ? stems[i] : "");
    if (!grade->submission) continue;
    if (auto done = write_feedback(*grade, stems[i], plan); !done) return tl::unexpected(done.error());
    for (const auto& [kind, ending] : feedback) written.insert(stems[i] + ending);
  }
  remove_others(plan.out / "feedback", written);
  overview.finish(summary);
  summary.similar = find_similar(exercise, entries);
  totals.similar = static_cast<int>(summary.similar.size());
  if (summary.similar.size() == most_similar_pairs)
    summary.remarks.push_back(
        fmt::format("There are more pairs of similar submissions than the {} that are shown.", most_similar_pairs));
  Result<void> done = write_book("csv", plan.out / "grades.csv", summary.book, totals);
  for (const BatchReport& report : plan.reports)
    if (done && !is_for_each(report)) done = write_book(report.kind, report.file, summary.book, totals);
  if (done) done = replace_file(plan.out / "summary.md", to_summary_markdown(summary));
  if (done) done = replace_file(plan.out / "summary.html", to_summary_html(summary));
  if (!done) return tl::unexpected(done.error());
  return totals;
}

}  // namespace parcours
