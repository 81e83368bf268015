#include "toolchain/runtime_sources.hpp"

#include <fmt/format.h>

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Where GoogleTest's sources may lie; without them its installed, uninstrumented library is linked.
constexpr const char* googletest_sources[] = {"/usr/src/googletest/googletest", "/usr/src/gtest"};

/// The controlled scheduler, of which nothing is instrumented.
constexpr const char* scheduler_sources[] = {
    "controlled/atomic_steps.cpp", "controlled/c11_calls.cpp",     "controlled/lock_calls.cpp",
    "controlled/thread_calls.cpp", "controlled/wait_calls.cpp",    "controlled/scenario_main.cpp",
    "controlled/explorer.cpp",     "controlled/fiber.cpp",         "controlled/heap.cpp",
    "controlled/heap_calls.cpp",   "controlled/history_clock.cpp", "controlled/library_calls.cpp",
    "controlled/memory_model.cpp", "controlled/memory_steps.cpp",  "controlled/modules.cpp",
    "controlled/program_data.cpp", "controlled/race_detector.cpp", "controlled/scenarios.cpp",
    "controlled/scheduler.cpp",    "controlled/strategy.cpp",      "controlled/sync_deadlock.cpp",
    "controlled/sync_locks.cpp",   "controlled/sync_objects.cpp",  "controlled/sync_waits.cpp",
    "controlled/time_calls.cpp"};

}  // namespace

std::vector<std::string> runtime_sources(Profile profile) {
  if (profile == Profile::scenarios) {
    std::vector<std::string> sources = {"channel.cpp", "detector_repairs.cpp", "history_text.cpp", "linearizable.cpp"};
    sources.insert(sources.end(), std::begin(scheduler_sources), std::end(scheduler_sources));
    return sources;
  }
  if (profile == Profile::benchmark)
    return {"channel.cpp",     "bench_main.cpp",   "batch.cpp",
            "child_clock.cpp", "thread_clock.cpp", "thread_placement.cpp"};
  std::vector<std::string> sources = {
      "channel.cpp",          "test_main.cpp", "test_orders.cpp", "crash_reports.cpp", "test_support.cpp",
      "stress.cpp",           "sleepers.cpp",  "history.cpp",     "history_text.cpp",  "linearizable.cpp",
      "time_limit.cpp",       "census.cpp",    "node.cpp",        "sockets.cpp",       "faulty_stream.cpp",
      "faulty_datagrams.cpp", "loop_lag.cpp",  "thread_state.cpp"};
  if (profile == Profile::races)
    sources.insert(sources.end(), {"noise.cpp", "detector_repairs.cpp", "pthread_repairs.cpp", "race_reports.cpp"});
  else
    sources.emplace_back("quiet.cpp");
  if (profile == Profile::memory) sources.emplace_back("memory_reports.cpp");
  return sources;
}

std::string main_source(Profile profile) {
  if (profile == Profile::scenarios) return "controlled/scenario_main.cpp";
  return profile == Profile::benchmark ? "bench_main.cpp" : "test_main.cpp";
}

std::vector<std::string> rank_sources(Profile profile) {
  std::vector<std::string> sources = {"ranks/inherit.cpp",   "ranks/starter.cpp",  "ranks/rank.cpp",
                                      "ranks/stalemate.cpp", "ranks/blocking.cpp", "ranks/wait_board.cpp"};
  if (profile == Profile::benchmark)
    sources.emplace_back("ranks/rank_bench.cpp");
  else
    sources.insert(sources.end(), {"ranks/rank_tests.cpp", "ranks/mpi_calls.cpp"});
  return sources;
}

std::string object_name(const std::string& source) { return fs::path(source).stem().string() + ".o"; }

std::vector<std::string> object_names(const std::vector<std::string>& sources) {
  std::vector<std::string> names;
  for (const std::string& source : sources) names.push_back(object_name(source));
  return names;
}

std::string library_object(const SystemHeader& header) { return "library-" + object_name(header.name); }

std::vector<std::string> library_objects(const std::vector<SystemHeader>& headers) {
  std::vector<std::string> names;
  for (const SystemHeader& header : headers)
    if (!header.source.empty()) names.push_back(library_object(header));
  return names;
}

fs::path googletest_source() {
  for (const char* path : googletest_sources)
    if (fs::exists(fs::path(path) / "src/gtest-all.cc")) return path;
  return {};
}

std::string prelude(Profile profile) {
  switch (profile) {
    case Profile::benchmark:
      return "#include \"parcours/bench.hpp\"\n";
    case Profile::scenarios:
      return "#include \"controlled/library_repairs.hpp\"\n#include \"parcours/scenario.hpp\"\n";
    default:
      return "#include \"parcours/test.hpp\"\n";
  }
}

std::vector<std::string> link_arguments(Profile profile, const fs::path& support, const fs::path& ranks) {
  std::vector<std::string> arguments = {"-o", "program", "-pthread", "-no-pie", "-fuse-ld=lld"};
  for (const std::string& source : runtime_sources(profile))
    if (ranks.empty() || source != main_source(profile)) arguments.push_back((support / object_name(source)).string());
  if (!ranks.empty())
    for (const std::string& source : rank_sources(profile)) arguments.push_back((ranks / object_name(source)).string());
  if (profile == Profile::benchmark) {
    arguments.emplace_back("-lbenchmark");
    for (const char* stood_in_for : {"pthread_create", "fork", "wait", "wait3", "wait4", "waitid", "waitpid"})
      arguments.push_back(fmt::format("-Wl,--export-dynamic-symbol={}", stood_in_for));
  } else {
    arguments.push_back(fs::exists(support / "gtest.o") ? (support / "gtest.o").string() : "-lgtest");
  }
  std::vector<const char*> wrapped;
  if (profile == Profile::races)
    wrapped = {"noise_symbols.txt", "pthread_repair_symbols.txt", "library_repair_symbols.txt"};
  if (profile == Profile::scenarios) wrapped = {"library_repair_symbols.txt"};
  if (is_instrumented(profile))
    arguments.push_back(fmt::format("-Wl,--version-script={}", (support / hidden_file).string()));
  for (const char* file : wrapped) arguments.push_back(fmt::format("-Wl,@{}", (support / "runtime" / file).string()));
  return arguments;
}

}  // namespace parcours
