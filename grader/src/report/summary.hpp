#pragma once
// A batch on one page, for the teacher.
#include <string>
#include <vector>

#include "intake/collection.hpp"
#include "report/gradebook.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct CriterionSummary {
  std::string title;
  int max_points = 0;
  double mean_points = 0;  ///< over the graded
  int full = 0;            ///< who earned all of them
};

struct FindingSummary {
  FindingKind kind = FindingKind::test_failure;
  std::string test;                  ///< in which test, empty: in none or several
  std::string example;               ///< the beginning of the message of one of them
  std::vector<std::string> persons;  ///< ids, each once
};

struct ReviewItem {
  std::string person;   ///< id
  std::string message;  ///< of the finding
  std::string file;
  int line = 0;  ///< 0: unknown
};

/// Lines from 1, both ends included.
struct MatchedRegion {
  int a_first = 0;
  int a_last = 0;
  int b_first = 0;
  int b_last = 0;
};

/// Two submissions with long stretches of the same tokens.
struct SimilarSubmissions {
  std::string a;  ///< id of the person
  std::string b;
  double share = 0;  ///< of the smaller one's own fingerprints that the other one has, 0 to 1
  std::vector<MatchedRegion> regions;
  std::string a_source;  ///< the whole files, untrusted
  std::string b_source;
};

struct BatchSummary {
  GradeBook book;
  int pass_mark = 0;
  std::vector<CriterionSummary> criteria;
  std::vector<FindingSummary> findings;  ///< the commonest first
  std::vector<ReviewItem> reviews;
  std::vector<SimilarSubmissions> similar;  ///< the most similar first
  std::vector<Leftover> leftovers;
  std::vector<std::string> remarks;         ///< what else the teacher should know, a sentence each
  std::string layout;                       ///< how the input was read
  std::string feedback_folder;              ///< relative to the page, where <stem of a person>.html lie; empty: none
  std::vector<std::string> feedback_stems;  ///< one a row of the book; "" where there is no feedback
};

/// One self-contained page, readable without scripts. Everything that a submission or the input wrote is text in it.
[[nodiscard]] std::string to_summary_html(const BatchSummary& summary);
[[nodiscard]] std::string to_summary_markdown(const BatchSummary& summary);

}  // namespace parcours
