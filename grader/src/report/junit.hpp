#pragma once
// JUnit's XML, as CI servers read it. The elements and attributes are those of Jenkins' schema junit-10.xsd.
#include <string>

#include "report/result.hpp"

namespace parcours {

/// Two suites: the criteria, whose points are properties, and the tests. A criterion without full points has failed;
/// one that was skipped or left out is skipped. Where nothing was graded there is an error besides.
[[nodiscard]] std::string to_junit(const GradedSubmission& submission);

}  // namespace parcours
