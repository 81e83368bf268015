#pragma once
// SARIF 2.1.0 as GitHub's code scanning takes it:
// https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "report/result.hpp"

namespace parcours {

/// Where a file that findings name ("tests.cpp") lies, relative to the root of the repository, with slashes; nothing:
/// not in the repository.
using FileLocator = std::function<std::optional<std::string>(const std::string& file)>;

/// One result a finding, placed in the student's header wherever it was found: code scanning shows none without a place
/// in the repository. The sides of a race or of a deadlock are thread flows of one code flow, a schedule is one thread
/// flow in the order of its steps; steps in files that the repository does not have are told in the message only.
/// Fingerprints are made of the text of lines, so they outlive edits elsewhere. Errors are errors, findings to review
/// warnings, the rest notes.
[[nodiscard]] std::string to_sarif(const GradedSubmission& submission, const FileLocator& locate);

/// `file` as seen from `root`, both absolute; nothing where it lies elsewhere. Only compares text.
[[nodiscard]] std::optional<std::string> path_within(const std::filesystem::path& root,
                                                     const std::filesystem::path& file);

}  // namespace parcours
