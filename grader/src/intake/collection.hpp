#pragma once
// All that a course handed in for one exercise, and whose each file is.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "intake/roster.hpp"
#include "sandbox/sandbox.hpp"
#include "util/result.hpp"

namespace parcours {

/// How submissions lie in what was downloaded. docs/intake.md shows each.
enum class Layout {
  headers,       ///< a folder of headers, one a person, named after them
  folders,       ///< a folder a person
  repositories,  ///< a clone a person, as GitHub Classroom's tools make them: "<assignment>-<login>"
  moodle,        ///< "Full Name_ID_assignsubmission_file…/path"
  canvas,        ///< "sortablename[_LATE]_userid_fileid_name"
  gradescope,    ///< "assignment_N_export/submission_ID/…" with submission_metadata.yml
};

/// A file that is to be graded.
struct HandedIn {
  std::filesystem::path file;  ///< where its bytes are; an archive's files lie below CollectOptions::scratch
  std::string shown;           ///< valid UTF-8, how the input has it: "Ada Byron_12_assignsubmission_file/queue.hpp"
  std::optional<std::int64_t> at;  ///< when it was handed in, seconds since 1970; empty: nobody says
  bool marked_late = false;        ///< by the platform, which does not say by how much
};

struct Entrant {
  Person person;
  std::optional<HandedIn> submission;
  std::string problem;  ///< one sentence: why there is none; empty where there is one
};

/// What was found and is not graded, each with its reason: it belongs to nobody, was handed in again later, came after
/// `at`, is not the exercise's header, could not be read from the archive.
struct Leftover {
  std::string shown;
  std::string reason;  ///< one sentence
  std::string person;  ///< id; empty: nobody's
};

struct Collection {
  Layout layout = Layout::folders;
  std::vector<Entrant> entrants;     ///< with a roster: each of its persons, in its order; else by id
  std::vector<Leftover> leftovers;   ///< junk of systems and version control aside
  std::vector<std::string> remarks;  ///< one sentence each: what `at` cannot decide here
};

struct CollectOptions {
  std::string header;                ///< the exercise's: "bounded_queue.hpp"
  std::filesystem::path scratch;     ///< an empty folder for what is in archives, which the grader may read
  std::filesystem::path unpack;      ///< the program parcours-unpack
  std::vector<Person> roster{};      ///< empty: who is found is in the course
  std::optional<Layout> layout{};    ///< empty: by the looks of it
  std::optional<std::int64_t> at{};  ///< what was handed in later does not count, seconds since 1970
};

/// `input`: a folder or an archive. One submission a person: the latest; of a group, the latest counts for each of its
/// members. Nothing is dropped: each file of the input is an entrant's or a leftover (a folder of a repository or a
/// program that holds many other files may be one leftover together). No file outside of `input` is read, whatever
/// links say. Errors: input, where it is neither, holds nothing, or its layout is not known; machine.
[[nodiscard]] Result<Collection> collect(Sandbox& sandbox, const std::filesystem::path& input,
                                         const CollectOptions& options);

[[nodiscard]] std::string_view to_string(Layout layout);
/// Errors: input, with the names that there are.
[[nodiscard]] Result<Layout> parse_layout(std::string_view name);

}  // namespace parcours
