#include "batch/overview.hpp"

#include <algorithm>
#include <tuple>

#include "similarity/similarity.hpp"
#include "submission/submission.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Enough of a message to know which it is: a test that fails tells all its values.
std::string beginning(const std::string& message) {
  constexpr int most_lines = 3;
  std::size_t end = 0;
  for (int line = 0; line < most_lines && end != std::string::npos; ++line)
    end = message.find('\n', line == 0 ? 0 : end + 1);
  return end == std::string::npos ? message : message.substr(0, end) + " …";
}

}  // namespace

Overview::Overview(const Rubric& rubric) {
  for (const auto& criterion : rubric.criteria)
    criteria_.push_back({.summary = {.title = criterion.title, .max_points = criterion.points}});
}

void Overview::add(const PersonGrade& grade) {
  if (!grade.submission || grade.submission->grade.criteria.empty()) return;
  const GradedSubmission& submission = *grade.submission;
  for (std::size_t i = 0; i < std::min(criteria_.size(), submission.grade.criteria.size()); ++i) {
    const CriterionGrade& one = submission.grade.criteria[i];
    if (one.max_points == 0) continue;
    criteria_[i].points += one.points;
    criteria_[i].summary.full += one.points == one.max_points ? 1 : 0;
    ++criteria_[i].count;
  }
  const std::string& id = grade.row.person.id;
  for (const Finding& finding : submission.evidence.findings) {
    if (finding.severity == Severity::review || finding.kind == FindingKind::tampering)
      reviews_.push_back({id, finding.message, finding.location.file, finding.location.line});
    if (finding.severity != Severity::error) continue;
    FindingSummary& summary = findings_[{finding.kind, finding.test}];
    if (summary.persons.empty()) {
      summary.kind = finding.kind;
      summary.test = finding.test;
      summary.example = beginning(finding.message);
    }
    if (summary.persons.empty() || summary.persons.back() != id) summary.persons.push_back(id);
  }
}

void Overview::finish(BatchSummary& summary) {
  for (Criterion& one : criteria_) {
    if (one.count > 0) one.summary.mean_points = static_cast<double>(one.points) / one.count;
    summary.criteria.push_back(std::move(one.summary));
  }
  for (auto& [key, finding] : findings_) summary.findings.push_back(std::move(finding));
  std::ranges::sort(summary.findings, {}, [](const FindingSummary& finding) {
    return std::tuple(-static_cast<long>(finding.persons.size()), finding.kind, finding.test);
  });
  summary.reviews = std::move(reviews_);
}

std::vector<SimilarSubmissions> find_similar(const Exercise& exercise, const std::vector<Entry>& entries) {
  std::vector<const Entry*> owners;
  std::vector<std::string> texts;
  std::map<fs::path, std::size_t> known;  // who handed in one file together is one owner
  for (const Entry& entry : entries) {
    if (entry.key.empty() || !known.emplace(entry.submission->file, texts.size()).second) continue;
    auto loaded = load_archived(exercise.header, entry.submission->file, entry.submission->shown);
    if (!loaded) continue;
    owners.push_back(&entry);
    texts.push_back(std::move(loaded->text));
  }
  std::vector<std::string> given;
  for (const fs::path& file : {exercise.stub, exercise.tests, exercise.folder.parent_path() / "examples/basic.cpp",
                               exercise.folder.parent_path() / "examples/advanced.cpp"})
    if (auto text = read_file(file)) given.push_back(std::move(*text));
  std::vector<SimilarSubmissions> similar;
  for (SimilarPair& pair : similar_pairs(texts, given)) {
    const Person& a = owners[pair.a]->person;
    const Person& b = owners[pair.b]->person;
    if (!a.group.empty() && a.group == b.group) continue;
    SimilarSubmissions& found = similar.emplace_back();
    found.a = a.id;
    found.b = b.id;
    found.share = pair.share;
    for (const SimilarRegion& region : pair.regions)
      found.regions.push_back({region.a_first, region.a_last, region.b_first, region.b_last});
    found.a_source = texts[pair.a];
    found.b_source = texts[pair.b];
  }
  return similar;
}

}  // namespace parcours
