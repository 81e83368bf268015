#include "interleavings/native.hpp"

#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;

Result<fs::path> build_native(Sandbox& sandbox, const Builder& builder, Way way, const std::string& header_name,
                              const std::string& header, const std::string& text, const fs::path& folder) {
  fs::create_directories(folder);
  for (const auto& [name, content] : {std::pair(header_name, header), std::pair(std::string("scenarios.cpp"), text)})
    if (auto written = write_file(folder / name, content); !written) return tl::unexpected(written.error());
  const fs::path runtime = builder.installation().runtime;
  const fs::path own = fs::path(PARCOURS_SOURCE_DIR) / "grader/interleavings/native_main.cpp";
  std::vector<std::string> argv = {builder.compiler().clang.string(),
                                   "-std=c++20",
                                   "-pthread",
                                   "-fuse-ld=lld",
                                   "-I.",
                                   "-I" + runtime.string(),
                                   "-I" + (runtime / "include").string(),
                                   "scenarios.cpp",
                                   own.string()};
  for (const char* source : {"history.cpp", "history_text.cpp", "linearizable.cpp"})
    argv.push_back((runtime / source).string());
  if (way == Way::stress)
    argv.emplace_back("-O2");
  else
    argv.insert(argv.end(), {"-O1", "-fsanitize=thread"});
  if (way == Way::noisy_detector) {
    argv.insert(argv.end(), {"-DPARCOURS_NOISE", (runtime / "noise.cpp").string()});
    argv.push_back("-Wl,@" + (runtime / "noise_symbols.txt").string());
  }
  argv.insert(argv.end(), {"-lgtest", "-o", "program"});
  Limits limits;
  limits.memory_bytes = 4096ULL << 20;
  limits.file_bytes = 512ULL << 20;
  limits.wall = limits.cpu = std::chrono::minutes(5);
  const auto outcome = sandbox.run({.argv = std::move(argv),
                                    .environment = {{"PATH", "/usr/bin:/bin"}},
                                    .folder = folder,
                                    .mounts = {{folder, true}, {runtime, false}, {own, false}}},
                                   limits);
  if (!outcome) return tl::unexpected(outcome.error());
  if (outcome->ending != Ending::exited || outcome->status != 0)
    return machine_error("{} does not compile: {}", header_name, outcome->output.substr(0, 500));
  return folder / "program";
}

Result<bool> finds_natively(Sandbox& sandbox, const fs::path& program, const std::string& scenario,
                            std::chrono::milliseconds time, std::uint64_t seed) {
  Limits limits;
  limits.wall = time + std::chrono::seconds(10);
  const auto outcome = sandbox.run(
      {.argv = {program.string(), scenario, std::to_string(time.count()), std::to_string(seed)},
       .environment = {{"TSAN_OPTIONS", "symbolize=0:halt_on_error=1:detect_deadlocks=0:atexit_sleep_ms=0"}},
       .folder = "/tmp",
       .mounts = {{program, false}}},
      limits);
  if (!outcome) return tl::unexpected(outcome.error());
  return outcome->ending != Ending::exited || outcome->status != 0;
}

}  // namespace parcours
