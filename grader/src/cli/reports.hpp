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

/// Errors: input, where it is not KIND=FILE or no such kind exists.
[[nodiscard]] Result<std::vector<ReportRequest>> parse_reports(const std::vector<std::string>& texts);

/// Errors: Fault::machine.
[[nodiscard]] Result<void> write_report(const ReportRequest& request, const std::string& text);

}  // namespace parcours::cli
