#include "course/course.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "util/text.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// What lies in `folder`, by name, without hidden entries.
Result<std::vector<fs::path>> list_folder(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  while (!error && at != fs::directory_iterator{}) {
    if (!at->path().filename().string().starts_with('.')) entries.push_back(at->path());
    at.increment(error);
  }
  if (error) return input_error("{}: cannot be listed: {}", folder.string(), error.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

Result<void> must_be_there(const fs::path& path, const Exercise& exercise, std::string_view role) {
  if (is_file(path)) return {};
  return input_error("{}: no such file; it holds the {} of the exercise that {} declares", path.string(), role,
                     exercise.rubric.string());
}

Result<Exercise> locate(const fs::path& root, const std::string& chapter, const fs::path& rubric) {
  Exercise exercise;
  exercise.id = rubric.stem().string();
  if (!is_kebab_case(exercise.id)) {
    return input_error("{}: `{}` is no exercise id; it must be kebab-case, such as `bounded-queue`", rubric.string(),
                       exercise.id);
  }
  exercise.chapter = chapter;
  exercise.header = header_name(exercise.id);
  exercise.folder = root / "exercises" / chapter / exercise.id;
  exercise.statement = exercise.folder / "README.md";
  exercise.stub = exercise.folder / exercise.header;
  exercise.tests = exercise.folder / "tests.cpp";
  exercise.rubric = rubric;
  if (const fs::path hidden = exercise.folder / "hidden_tests.cpp"; is_file(hidden)) exercise.hidden_tests = hidden;
  if (const fs::path bench = exercise.folder / "bench.cpp"; is_file(bench)) exercise.bench = bench;
  if (const fs::path scenarios = exercise.folder / "scenarios.cpp"; is_file(scenarios)) exercise.scenarios = scenarios;
  if (is_folder(root / "reference")) {
    exercise.reference_folder = root / "reference" / chapter / exercise.id;
    exercise.reference = exercise.reference_folder / exercise.header;
  } else {
    exercise.prebuilt = root / "prebuilt" / chapter / exercise.id;
  }

  if (!is_folder(exercise.folder)) {
    return input_error("{}: no such folder; {} declares the exercise", exercise.folder.string(), rubric.string());
  }
  if (auto there = must_be_there(exercise.statement, exercise, "task"); !there) return tl::unexpected(there.error());
  if (auto there = must_be_there(exercise.tests, exercise, "tests"); !there) return tl::unexpected(there.error());
  // In a student's copy it is the student's file, whose loss is no matter of the other exercises.
  if (exercise.reference.empty()) return exercise;
  if (auto there = must_be_there(exercise.stub, exercise, "stub"); !there) return tl::unexpected(there.error());
  auto there = must_be_there(exercise.reference, exercise, "reference");
  if (!there) return tl::unexpected(there.error());
  return exercise;
}

}  // namespace

bool is_chapter_id(std::string_view name) {
  if (name.size() < 4 || name[2] != '-' || !is_kebab_case(name.substr(3))) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(name[0]) || !digit(name[1])) return false;
  const int number = (name[0] - '0') * 10 + (name[1] - '0');
  return number >= 1 && number <= 17;
}

Result<Course> Course::open(const fs::path& root) {
  if (!is_folder(root)) return input_error("{}: no such folder; the course should be there", root.string());
  const fs::path rubrics = root / "rubrics";
  if (!is_folder(rubrics)) {
    return input_error("{}: no such folder; a course has exercises/ and rubrics/", rubrics.string());
  }
  Course course;
  course.root_ = root;
  std::map<std::string, fs::path> rubric_of;
  const auto chapters = list_folder(rubrics);
  if (!chapters) return tl::unexpected(chapters.error());
  for (const fs::path& chapter : *chapters) {
    if (!is_folder(chapter)) continue;
    if (!is_chapter_id(chapter.filename().string())) {
      return input_error(
          "{}: `{}` is no chapter id; it must be two digits from 01 to 17 and kebab-case, such as `06-{}`",
          chapter.string(), chapter.filename().string(), "thread-communication");
    }
    const auto files = list_folder(chapter);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& file : *files) {
      if (file.extension() == ".yml") {
        return input_error("{}: a rubric's name ends in .yaml; rename it to {}.yaml", file.string(),
                           file.stem().string());
      }
      if (file.extension() != ".yaml" || !is_file(file)) continue;
      // "bounded-queue.fr.yaml" is the words of bounded-queue.yaml in another language.
      if (file.stem().has_extension()) {
        const fs::path rubric = chapter / (file.stem().stem().string() + ".yaml");
        if (is_file(rubric)) continue;
        return input_error("{}: there is no {}, whose words these would be", file.string(), rubric.filename().string());
      }
      auto exercise = locate(root, chapter.filename().string(), file);
      if (!exercise) return tl::unexpected(exercise.error());
      const auto [first, is_new] = rubric_of.emplace(exercise->id, file);
      if (!is_new) {
        return input_error("{}: the exercise id `{}` is taken by {}; an id is unique in the course", file.string(),
                           exercise->id, first->second.string());
      }
      course.exercises_.push_back(*std::move(exercise));
    }
  }
  // File names sort "a-b.yaml" before "a.yaml"; ids do not.
  std::sort(course.exercises_.begin(), course.exercises_.end(), [](const Exercise& a, const Exercise& b) {
    return a.chapter != b.chapter ? a.chapter < b.chapter : a.id < b.id;
  });
  return course;
}

Result<Exercise> Course::find(const std::string& id) const {
  std::vector<std::string> ids;
  for (const Exercise& exercise : exercises_) {
    if (exercise.id == id) return exercise;
    ids.push_back(exercise.id);
  }
  const std::string offer = did_you_mean(id, ids);
  return input_error("no exercise `{}` in the course{}", id,
                     offer.empty() ? "; `parcours list` shows them all" : offer);
}

Result<void> Course::has_references() const {
  if (is_folder(root_ / "reference")) return {};
  return input_error("{}: this course is a student's copy, without references; the teacher's is needed here",
                     root_.string());
}

std::string header_name(const std::string& exercise_id) {
  std::string name = exercise_id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name + ".hpp";
}

}  // namespace parcours
