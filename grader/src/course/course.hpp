#pragma once
// The course on disk: which exercises there are and where their files lie.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace parcours {

/// One exercise: names and places, nothing read but folder listings.
struct Exercise {
  std::string id;                      ///< kebab-case: "bounded-queue"
  std::string chapter;                 ///< "06-thread-communication"
  std::string header;                  ///< the student's file name: "bounded_queue.hpp"
  std::filesystem::path folder;        ///< exercises/<chapter>/<id>
  std::filesystem::path statement;     ///< folder/README.md
  std::filesystem::path stub;          ///< folder/<header>; may be missing in a student's copy
  std::filesystem::path tests;         ///< folder/tests.cpp
  std::filesystem::path hidden_tests;  ///< folder/hidden_tests.cpp; empty where there is none
  std::filesystem::path bench;         ///< folder/bench.cpp; empty where there is none
  std::filesystem::path scenarios;     ///< folder/scenarios.cpp; empty where there is none
  std::filesystem::path
      reference_folder;             ///< reference/<chapter>/<id>; empty in a student's copy, which has no reference/
  std::filesystem::path reference;  ///< reference_folder/<header>; empty in a student's copy
  std::filesystem::path prebuilt;   ///< prebuilt/<chapter>/<id>, which stands for it there; else empty
  std::filesystem::path rubric;     ///< rubrics/<chapter>/<id>.yaml
};

class Course {
 public:
  /// Reads the folders below `root` (rubrics/*/*.yaml names the exercises).
  /// Errors: no such folder, a chapter or an exercise whose name breaks the rules, an exercise id used twice,
  /// a file that must be there and is not; each names the path.
  [[nodiscard]] static Result<Course> open(const std::filesystem::path& root);

  /// In the order of chapters, then ids.
  [[nodiscard]] const std::vector<Exercise>& exercises() const { return exercises_; }
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

  /// Errors: input, where it is a student's copy, which has none.
  [[nodiscard]] Result<void> has_references() const;

  /// Errors: no such exercise; the message offers the nearest id.
  [[nodiscard]] Result<Exercise> find(const std::string& id) const;

 private:
  std::filesystem::path root_;
  std::vector<Exercise> exercises_;
};

/// "06-thread-communication": two digits from 01 to 17, a hyphen, kebab-case.
[[nodiscard]] bool is_chapter_id(std::string_view name);

/// "bounded-queue" → "bounded_queue.hpp"
[[nodiscard]] std::string header_name(const std::string& exercise_id);

}  // namespace parcours
