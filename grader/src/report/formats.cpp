#include "report/formats.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "report/autolab.hpp"
#include "report/classroom.hpp"
#include "report/classroom50.hpp"
#include "report/gradescope.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/sarif.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

std::string variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

Result<Classroom50Context> context_here() {
  return classroom50_context(variable, fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))));
}

/// The header lies where the submission was found, and the exercise's files beside it where they are there.
FileLocator repository_of(const GradedSubmission& submission) {
  std::error_code ignored;
  const std::string workspace = variable("GITHUB_WORKSPACE");
  const fs::path root = fs::weakly_canonical(workspace.empty() ? "." : workspace, ignored);
  const fs::path header = fs::weakly_canonical(fs::absolute(submission.path, ignored), ignored);
  return [root, header, name = submission.header](const std::string& file) -> std::optional<std::string> {
    if (file == name) return path_within(root, header).value_or(name);
    std::error_code absent;
    if (file.empty() || file.find('/') != std::string::npos) return std::nullopt;
    const fs::path beside = header.parent_path() / file;
    return fs::is_regular_file(beside, absent) ? path_within(root, beside) : std::nullopt;
  };
}

struct Format {
  const char* kind;
  Result<std::string> (*render)(const GradedSubmission&, const Language&);
};

using Submission = const GradedSubmission&;

constexpr std::array<Format, 9> formats = {{
    {"json", [](Submission graded, const Language&) -> Result<std::string> { return to_json(graded).dump(2) + "\n"; }},
    {"html",
     [](Submission graded, const Language& language) -> Result<std::string> { return to_html(graded, language); }},
    {"markdown",
     [](Submission graded, const Language& language) -> Result<std::string> { return to_markdown(graded, language); }},
    {"junit", [](Submission graded, const Language&) -> Result<std::string> { return to_junit(graded); }},
    {"sarif",
     [](Submission graded, const Language&) -> Result<std::string> { return to_sarif(graded, repository_of(graded)); }},
    {"classroom", [](Submission graded, const Language&) -> Result<std::string> { return to_classroom(graded); }},
    {"classroom50",
     [](Submission graded, const Language&) -> Result<std::string> {
       return context_here().map([&](const Classroom50Context& context) { return to_classroom50(graded, context); });
     }},
    {"gradescope",
     [](Submission graded, const Language&) -> Result<std::string> { return to_gradescope_results(graded); }},
    {"autolab", [](Submission graded, const Language&) -> Result<std::string> { return to_autolab(graded); }},
}};

Result<const Format*> find(std::string_view kind) {
  const auto found =
      std::ranges::find(formats, kind, [](const Format& format) { return std::string_view(format.kind); });
  if (found != formats.end()) return &*found;
  return input_error("no such kind of report: {}{}; there are: {}", kind, did_you_mean(kind, report_kinds()),
                     fmt::join(report_kinds(), ", "));
}

}  // namespace

const std::vector<std::string>& report_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> all;
    for (const Format& format : formats) all.emplace_back(format.kind);
    return all;
  }();
  return kinds;
}

Result<void> can_render(std::string_view kind) {
  if (const auto format = find(kind); !format) return tl::unexpected(format.error());
  if (kind != "classroom50") return {};
  return context_here().map([](const Classroom50Context&) {});
}

Result<std::string> render(std::string_view kind, const GradedSubmission& submission, const Language& language) {
  return find(kind).and_then([&](const Format* format) { return format->render(submission, language); });
}

}  // namespace parcours
