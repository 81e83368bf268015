#pragma once
// One submission with everything that any report says about it.
#include <optional>
#include <string>
#include <vector>

#include "score/grade.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// What to read in the course's text.
struct Reading {
  std::string chapter;                ///< id: "06-thread-communication"; empty: nothing is known of it
  std::string title;                  ///< of the chapter
  std::vector<std::string> sections;  ///< titles of those about what was found, in the chapter's order; may be empty
};

struct GradedSubmission {
  std::string exercise;  ///< id
  std::string title;     ///< the exercise's, for people
  std::optional<std::string> student;
  std::string path;                ///< the header, as the student named it
  std::string header;              ///< the file name that findings use for it: "bounded_queue.hpp"
  std::string sha256;              ///< of the header
  std::string source;              ///< text of the header, for excerpts; untrusted
  std::string outcome = "graded";  ///< "graded", "rejected" (no submission) or "not-graded" (the machine's fault)
  std::string outcome_reason;      ///< one sentence unless graded
  std::string note;                ///< a sentence on what counts in the grade book beside the score; mostly empty
  Reading reading;
  Grade grade;
  Evidence evidence;
};

}  // namespace parcours
