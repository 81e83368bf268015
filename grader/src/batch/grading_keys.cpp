#include "batch/grading_keys.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "course/observed.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// The files below `folder`, in the order of their names; none where there is no such folder.
Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) files.push_back(at->path());
  if (error) return input_error("{}: cannot be read: {}", folder.string(), error.message());
  std::sort(files.begin(), files.end());
  return files;
}

class Hash {
 public:
  Result<void> add_file(const fs::path& file, const std::string& name) {
    const auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    add(name, sha256(*text));
    return {};
  }
  Result<void> add_files(const fs::path& folder, const std::vector<fs::path>& but = {}) {
    const auto files = files_below(folder);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& file : *files)
      if (std::ranges::find(but, file) == but.end())
        if (auto added = add_file(file, file.lexically_relative(folder).string()); !added) return added;
    return {};
  }
  void add(const std::string& name, const std::string& value) {
    text_ += fmt::format("{} {}{} {}\n", name.size(), name, value.size(), value);
  }
  [[nodiscard]] std::string take() const { return sha256(text_); }

 private:
  std::string text_;
};

}  // namespace

Result<GradingKeys> GradingKeys::create(const Exercise& exercise, const Installation& installation,
                                        const Compiler& compiler) {
  Hash hash;
  hash.add("exercise", exercise.id);
  const auto observed = observed_part(exercise.rubric);
  if (!observed) return tl::unexpected(observed.error());
  hash.add("rubric", *observed);
  hash.add("compiler", compiler.version);
  // The stub and the task may be polished while people work on it.
  Result<void> added = hash.add_files(exercise.folder, {exercise.stub, exercise.statement});
  if (added) added = hash.add_file(exercise.reference, "reference");
  if (added) added = hash.add_files(exercise.reference_folder / "baselines");
  if (added) added = hash.add_files(installation.runtime);
  if (added) added = hash.add_file(installation.init, "init");
  if (added) added = hash.add_file("/proc/self/exe", "program");
  if (!added) return tl::unexpected(added.error());
  return GradingKeys(hash.take());
}

std::string GradingKeys::of(const std::string& submission) const { return sha256(common_ + " " + submission); }

std::uint64_t seed_of(const std::string& key) {
  std::uint64_t seed = 0;
  std::from_chars(key.data(), key.data() + std::min<std::size_t>(key.size(), 8), seed, 16);
  return seed | 1U;
}

}  // namespace parcours
