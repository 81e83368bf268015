#include "cli/reports.hpp"

#include <algorithm>

#include "report/formats.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours::cli {

Result<ReportRequest> split_report(const std::string& text, const char* example) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    return input_error("--report {}: expected KIND=FILE, such as {}", text, example);
  return ReportRequest{text.substr(0, equals), text.substr(equals + 1)};
}

Result<std::vector<ReportRequest>> parse_reports(const std::vector<std::string>& texts,
                                                 const std::vector<std::string>& kinds) {
  std::vector<ReportRequest> requests;
  for (const std::string& text : texts) {
    auto request = split_report(text);
    if (!request) return tl::unexpected(request.error());
    requests.push_back(std::move(*request));
    const std::string& kind = requests.back().kind;
    if (std::ranges::find(kinds, kind) == kinds.end())
      return input_error("--report {}: no such kind of report{}; there is: {}", text, did_you_mean(kind, kinds),
                         fmt::join(kinds, ", "));
    if (const auto possible = can_render(kind); !possible)
      return input_error("--report {}: {}", text, possible.error().message);
  }
  return requests;
}

Result<void> write_report(const ReportRequest& request, const std::string& text) {
  if (request.file != "-") return write_file(request.file, text);
  fmt::print("{}", text);
  return {};
}

}  // namespace parcours::cli
