#include "calibrate/programs.hpp"

#include <fmt/format.h>

#include "util/files.hpp"

namespace parcours {
namespace {

/// Stands in for the two functions of Google Benchmark between which a benchmark's loop runs.
constexpr const char* spin = R"(
#include <benchmark/benchmark.h>

#include <chrono>

extern "C" {{
void __real__ZN9benchmark5State16StartKeepRunningEv(benchmark::State*);
void __real__ZN9benchmark5State17FinishKeepRunningEv(benchmark::State*);

inline std::chrono::steady_clock::time_point calibration_started;

[[gnu::used]] void __wrap__ZN9benchmark5State16StartKeepRunningEv(benchmark::State* state) {{
  __real__ZN9benchmark5State16StartKeepRunningEv(state);
  calibration_started = std::chrono::steady_clock::now();
}}

[[gnu::used]] void __wrap__ZN9benchmark5State17FinishKeepRunningEv(benchmark::State* state) {{
  const auto worked = std::chrono::steady_clock::now() - calibration_started;
  const auto until = calibration_started + worked + std::chrono::duration_cast<std::chrono::nanoseconds>(worked * {});
  while (std::chrono::steady_clock::now() < until) {{
  }}
  __real__ZN9benchmark5State17FinishKeepRunningEv(state);
}}
}}
)";

}  // namespace

Result<std::filesystem::path> slower_reference(const Builder& builder, const Exercise& exercise, Rubric rubric,
                                               double share, const std::filesystem::path& folder) {
  const auto reference = read_file(exercise.reference);
  if (!reference) return tl::unexpected(reference.error());
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return machine_error("{}: cannot be made: {}", folder.string(), error.message());
  rubric.link.insert(rubric.link.end(), {"-Wl,--wrap=_ZN9benchmark5State16StartKeepRunningEv",
                                         "-Wl,--wrap=_ZN9benchmark5State17FinishKeepRunningEv"});
  auto build =
      builder.build(exercise, rubric, *reference + fmt::format(fmt::runtime(spin), share), Profile::benchmark, folder);
  if (!build) return tl::unexpected(build.error());
  if (!build->ok()) return machine_error("{}: {}", exercise.id, build->findings.front().message);
  return build->program;
}

}  // namespace parcours
