#include "toolchain/failed_build.hpp"

#include <signal.h>

#include "toolchain/diagnostics.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

Finding limit_finding(const Outcome& outcome) {
  Finding finding;
  finding.kind = FindingKind::build_limit;
  switch (outcome.ending) {
    case Ending::wall_time:
    case Ending::cpu_time:
      finding.message = "Compiling took longer than the exercise allows.";
      break;
    case Ending::memory:
      finding.message = "Compiling needed more memory than the exercise allows.";
      break;
    case Ending::output:
      finding.message = "The compiler printed more messages than the exercise allows.";
      break;
    case Ending::signalled:  // it compiled the reference just before
      finding.message = "The compiler itself crashed on it.";
      break;
    default:
      finding.message = "Compiling ran past a limit.";
  }
  finding.advice = "Look for templates, macros or includes that expand without end, and for very long expressions.";
  return finding;
}

/// Less room on a disk means that it is full for everybody, not filled by one build, which gets half as much at most.
constexpr std::uintmax_t full_disk = 1024ULL << 20;

/// Whether the machine, not the code, kept the compiler from working: no place for its files, for one.
bool is_machines_fault(const std::string& output, const fs::path& folder) {
  for (const char* sign : {"error: no such file or directory", "error: unable to make temporary file",
                           "error: unable to execute command: posix_spawn failed"})
    if (output.find(sign) != std::string::npos) return true;
  std::error_code error;
  return output.find("No space left on device") != std::string::npos &&
         fs::space(folder, error).available < full_disk && !error;
}

}  // namespace

Result<std::vector<Finding>> explain_failed_build(const Outcome& outcome, const std::string& header,
                                                  const fs::path& folder) {
  if (outcome.ending == Ending::signalled && outcome.status == SIGKILL)  // by the system, for want of memory
    return machine_error("the compiler was killed: {}", outcome.output.substr(0, 300));
  if (outcome.ending != Ending::exited) return std::vector<Finding>{limit_finding(outcome)};
  std::vector<Finding> findings = parse_diagnostics(outcome.output, header);
  if (!findings.empty()) return findings;
  if (is_machines_fault(outcome.output, folder))
    return machine_error("the compiler cannot work on this machine: {}", outcome.output.substr(0, 300));
  Finding finding;
  finding.kind = FindingKind::compile_error;
  finding.location.file = header;
  finding.message = "The compiler refused it: " + outcome.output.substr(0, 300);
  return std::vector<Finding>{finding};
}

}  // namespace parcours
