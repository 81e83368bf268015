#include "cli/reports.hpp"

#include "util/files.hpp"

namespace parcours::cli {

Result<std::vector<ReportRequest>> parse_reports(const std::vector<std::string>& texts) {
  std::vector<ReportRequest> requests;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size())
      return input_error("--report {}: expected KIND=FILE, such as json=result.json", text);
    requests.push_back({text.substr(0, equals), text.substr(equals + 1)});
    if (requests.back().kind != "json") return input_error("--report {}: no such kind of report; there is: json", text);
  }
  return requests;
}

Result<void> write_report(const ReportRequest& request, const std::string& text) {
  if (request.file != "-") return write_file(request.file, text);
  fmt::print("{}", text);
  return {};
}

}  // namespace parcours::cli
