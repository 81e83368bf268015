#pragma once
// `--report KIND=FILE`.
#include <string>
#include <vector>

#include "util/result.hpp"

namespace parcours::cli {

struct ReportRequest {
  std::string kind;
  std::string file;  ///< "-": standard output
};

/// Errors: input, where it is not KIND=FILE. `example`: one, for the message.
[[nodiscard]] Result<ReportRequest> split_report(const std::string& text, const char* example = "json=result.json");

/// `kinds`: those that the command has. Errors: input, where it is not KIND=FILE, the command has no such kind, or the
/// kind cannot be written here.
[[nodiscard]] Result<std::vector<ReportRequest>> parse_reports(const std::vector<std::string>& texts,
                                                               const std::vector<std::string>& kinds = {"json"});

/// Errors: Fault::machine.
[[nodiscard]] Result<void> write_report(const ReportRequest& request, const std::string& text);

}  // namespace parcours::cli
