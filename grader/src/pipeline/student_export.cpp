#include "pipeline/student_export.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "course/prebuilt.hpp"
#include "course/rubric_texts.hpp"
#include "course/student_rubric.hpp"
#include "language/exercise_language.hpp"
#include "pipeline/hidden_tests.hpp"
#include "pipeline/yardstick.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// In the template, where the workflow names it.
constexpr const char* action_placeholder = "@ACTION@";
const fs::path workflow = ".github/workflows/classroom.yml";
/// Where an editor finds the headers that tests and benchmarks include.
const fs::path headers = ".parcours/include";

Result<void> copy_to(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  if (error) return machine_error("{}: cannot be copied to {}: {}", from.string(), to.string(), error.message());
  return {};
}

Result<void> copy_if_there(const fs::path& from, const fs::path& to) {
  return !from.empty() && fs::exists(from) ? copy_to(from, to) : Result<void>();
}

/// Links of a page to files that are not there become their text.
std::string without_dead_links(const std::string& page, const fs::path& folder) {
  // With a dot or a slash in it: `[&](name)` in a program is no link.
  static const std::regex link(R"(\[([^\]]*)\]\(([^)\s#:]*[./][^)\s#:]*)(#[^)\s]*)?\))");
  std::string text;
  auto rest = page.begin();
  for (std::sregex_iterator at(page.begin(), page.end(), link), end; at != end; ++at) {
    const std::smatch& match = *at;
    text.append(rest, match[0].first);
    text += fs::exists(folder / match[2].str()) ? match[0].str() : match[1].str();
    rest = match[0].second;
  }
  return text.append(rest, page.end());
}

class StudentCopy {
 public:
  StudentCopy(const Grader& grader, const StudentExport& plan, fs::path root)
      : grader_(grader), plan_(plan), root_(std::move(root)) {}

  Result<void> write(const Progress& progress) {
    Result<void> done = write_template();
    std::set<std::string> chapters;
    for (const Exercise& exercise : plan_.exercises) {
      progress(exercise.id);
      if (done && chapters.insert(exercise.chapter).second) done = write_chapter(exercise);
      if (done) done = write_exercise(exercise);
      if (done) done = write_rubric(exercise);
      if (done) done = write_prebuilt_part(exercise);
    }
    return done ? mend_links() : done;
  }

 private:
  [[nodiscard]] const Installation& installation() const { return grader_.builder().installation(); }

  Result<void> write_template() {
    if (auto copied = copy_to(installation().student_template, root_); !copied) return copied;
    if (auto copied = copy_to(installation().runtime / "include", root_ / headers); !copied) return copied;
    auto text = read_file(root_ / workflow);
    if (!text) return tl::unexpected(text.error());
    const std::string placeholder = action_placeholder;
    for (std::size_t at = text->find(placeholder); at != std::string::npos; at = text->find(placeholder))
      text->replace(at, placeholder.size(), plan_.action);
    return write_file(root_ / workflow, *text);
  }

  Result<void> write_chapter(const Exercise& exercise) {
    const fs::path from = exercise.folder.parent_path();
    const fs::path to = root_ / "exercises" / exercise.chapter;
    Result<void> done;
    for (const char* part : {"README.md", "README.fr.md", "examples"})
      if (done) done = copy_if_there(from / part, to / part);
    return done;
  }

  /// By name: whatever else lies in the folder stays with the teacher.
  Result<void> write_exercise(const Exercise& exercise) {
    const fs::path to = root_ / "exercises" / exercise.chapter / exercise.id;
    Result<void> done;
    for (const fs::path& file : {exercise.statement, exercise.folder / "README.fr.md", exercise.stub, exercise.tests,
                                 exercise.bench, exercise.scenarios})
      if (done) done = copy_if_there(file, to / file.filename());
    return done;
  }

  Result<void> write_rubric(const Exercise& exercise) {
    const auto text = student_rubric(exercise.rubric);
    if (!text) return tl::unexpected(text.error());
    const fs::path to = root_ / "rubrics" / exercise.chapter / exercise.rubric.filename();
    std::error_code ignored;
    fs::create_directories(to.parent_path(), ignored);
    if (auto written = write_file(to, *text); !written) return written;
    // What students cannot use must not leave the house.
    const auto sound = load_rubric(to);
    if (!sound) return tl::unexpected(sound.error());
    for (const std::string& language : language_ids())
      if (auto written = write_translation(exercise, *sound, language); !written) return written;
    return {};
  }

  /// Of what the student's rubric says, and of nothing else: hints to hidden tests are in the teacher's file as well.
  Result<void> write_translation(const Exercise& exercise, const Rubric& rubric, const std::string& language) {
    const fs::path from = translated_rubric(exercise, language);
    if (!fs::exists(from)) return {};
    auto sayings = load_sayings(from, language);
    if (!sayings) return tl::unexpected(sayings.error());
    const std::vector<std::string> told = texts_for_students(rubric);
    std::erase_if(*sayings, [&](const Saying& one) { return std::ranges::find(told, one.english) == told.end(); });
    return write_file(root_ / "rubrics" / exercise.chapter / from.filename(), sayings_text(*sayings, language));
  }

  Result<void> write_prebuilt_part(const Exercise& exercise) {
    auto rubric = load_rubric(exercise.rubric);
    if (!rubric) return tl::unexpected(rubric.error());
    if (auto placed = check_hidden_tests(exercise, *rubric); !placed) return placed;
    auto names = names_of_tests(grader_.sandbox(), grader_.builder(), exercise, *rubric);
    if (!names) return tl::unexpected(names.error());
    std::erase_if(names->tests, [&](const std::string& name) { return is_hidden_test(*rubric, name); });
    Prebuilt prebuilt{{}, std::move(names->tests), std::move(names->scenarios)};
    const fs::path to = root_ / "prebuilt" / exercise.chapter / exercise.id;
    std::error_code ignored;
    fs::create_directories(to, ignored);
    if (speed_criterion(*rubric) != nullptr) {
      const auto runtime = grader_.builder().support().runtime_digest();
      if (!runtime) return tl::unexpected(runtime.error());
      prebuilt.made_with = *runtime;
      rubric->link.emplace_back("-s");  // no name and no line of the source
      const auto program = reference_benchmark(grader_.builder(), exercise, *rubric);
      if (!program) return tl::unexpected(program.error());
      if (auto copied = copy_to(*program, prebuilt_benchmark(to)); !copied) return copied;
    }
    return write_prebuilt(to, prebuilt);
  }

  static bool is_hidden_test(const Rubric& rubric, const std::string& name) {
    return std::ranges::any_of(rubric.criteria, [&](const Criterion& criterion) {
      return criterion.hidden && std::ranges::find(criterion.tests, name, &TestWeight::name) != criterion.tests.end();
    });
  }

  Result<void> mend_links() {
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      if (entry.path().extension() != ".md") continue;
      const auto page = read_file(entry.path());
      if (!page) return tl::unexpected(page.error());
      const std::string mended = without_dead_links(*page, entry.path().parent_path());
      if (mended == *page) continue;
      if (auto written = write_file(entry.path(), mended); !written) return written;
    }
    return {};
  }

  const Grader& grader_;
  const StudentExport& plan_;
  fs::path root_;
};

}  // namespace

Result<void> export_student(const Grader& grader, const StudentExport& plan, const Progress& progress) {
  std::error_code error;
  if (fs::exists(plan.into) && (!fs::is_directory(plan.into) || !fs::is_empty(plan.into, error)))
    return input_error("{}: there is something already; nothing was written", plan.into.string());
  const auto made = TempDir::create();
  if (!made) return tl::unexpected(made.error());
  const fs::path root = made->path() / "copy";
  if (auto written = StudentCopy(grader, plan, root).write(progress); !written) return written;
  return copy_to(root, fs::absolute(plan.into));
}

}  // namespace parcours
