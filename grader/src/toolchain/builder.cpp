#include "toolchain/builder.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>

#include "toolchain/directives.hpp"
#include "toolchain/failed_build.hpp"
#include "toolchain/main_text.hpp"
#include "util/machine.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Where GoogleTest's sources may lie; without them its installed, uninstrumented library is linked.
constexpr const char* googletest_sources[] = {"/usr/src/googletest/googletest", "/usr/src/gtest"};

fs::path googletest_source() {
  for (const char* path : googletest_sources)
    if (fs::exists(fs::path(path) / "src/gtest-all.cc")) return path;
  return {};
}

/// The controlled scheduler, of which nothing is instrumented.
constexpr const char* scheduler_sources[] = {
    "controlled/atomic_steps.cpp", "controlled/c11_calls.cpp",     "controlled/scenario_main.cpp",
    "controlled/explorer.cpp",     "controlled/fiber.cpp",         "controlled/heap.cpp",
    "controlled/heap_calls.cpp",   "controlled/history_clock.cpp", "controlled/library_calls.cpp",
    "controlled/memory_model.cpp", "controlled/memory_steps.cpp",  "controlled/modules.cpp",
    "controlled/program_data.cpp", "controlled/pthread_calls.cpp", "controlled/race_detector.cpp",
    "controlled/scenarios.cpp",    "controlled/scheduler.cpp",     "controlled/strategy.cpp",
    "controlled/sync_objects.cpp", "controlled/time_calls.cpp"};

std::vector<std::string> runtime_sources(Profile profile) {
  if (profile == Profile::scenarios) {
    std::vector<std::string> sources = {"channel.cpp", "detector_repairs.cpp", "history_text.cpp", "linearizable.cpp"};
    sources.insert(sources.end(), std::begin(scheduler_sources), std::end(scheduler_sources));
    return sources;
  }
  if (profile == Profile::benchmark)
    return {"channel.cpp", "bench_main.cpp", "child_clock.cpp", "thread_clock.cpp", "thread_placement.cpp"};
  std::vector<std::string> sources = {"channel.cpp",      "test_main.cpp",  "crash_reports.cpp", "test_support.cpp",
                                      "stress.cpp",       "sleepers.cpp",   "history.cpp",       "history_text.cpp",
                                      "linearizable.cpp", "time_limit.cpp", "census.cpp"};
  if (profile == Profile::races)
    sources.insert(sources.end(), {"noise.cpp", "detector_repairs.cpp", "pthread_repairs.cpp", "race_reports.cpp"});
  else
    sources.emplace_back("quiet.cpp");
  if (profile == Profile::memory) sources.emplace_back("memory_reports.cpp");
  return sources;
}

/// Symbols of the libraries and the runtime, a line each.
constexpr const char* reserved_file = "reserved.txt";

/// What the linker is told to keep from the program's dynamic symbols, where dlsym would find it: all of the race
/// detector that is meant to be called by a program.
constexpr const char* hidden_file = "hidden.map";
constexpr const char* hidden_symbols = "{ local: __tsan_*; __asan_*; __ubsan_*; __sanitizer_*; Annotate*; };\n";

/// What is preloaded to see what threads wait for.
constexpr const char* waits_file = "waits.so";

/// The canary's program.
constexpr const char* canary_file = "canary";

/// What the precompiled header holds.
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

std::string object_name(const std::string& source) { return fs::path(source).stem().string() + ".o"; }

/// Whether the code, as LLVM's text, defines operator new or delete. ThreadSanitizer brings its own, which the linker
/// would not let it replace.
bool replaces_allocation(const std::string& ir) {
  for (const char* start : {" @_Znw", " @_Zna", " @_Zdl", " @_Zda"})
    for (std::size_t at = ir.find(start); at != std::string::npos; at = ir.find(start, at + 1))
      if (ir.compare(ir.rfind('\n', at) + 1, 7, "define ") == 0) return true;
  return false;
}

/// As many at a time as there are cores. The first error, if there is one.
Result<void> run_side_by_side(const std::vector<std::function<Result<void>()>>& jobs) {
  std::atomic<std::size_t> next{0};
  std::vector<std::future<Result<void>>> workers;
  for (int i = 0; i < cores(); ++i)
    workers.push_back(std::async(std::launch::async, [&]() -> Result<void> {
      for (std::size_t at = next++; at < jobs.size(); at = next++)
        if (auto done = jobs[at](); !done) return done;
      return {};
    }));
  Result<void> all;
  for (auto& worker : workers)
    if (auto done = worker.get(); !done) all = done;
  return all;
}

}  // namespace

Result<Outcome> Builder::compile(std::vector<std::string> arguments, const fs::path& folder, std::vector<Mount> mounts,
                                 std::chrono::milliseconds wall, const std::string& input) const {
  arguments.insert(arguments.begin(), compiler_.clang.string());
  return run_tool(std::move(arguments), folder, std::move(mounts), wall, input);
}

Result<Outcome> Builder::run_tool(std::vector<std::string> argv, const fs::path& folder, std::vector<Mount> mounts,
                                  std::chrono::milliseconds wall, const std::string& input) const {
  Limits limits;
  limits.wall = wall;
  limits.cpu = wall;
  limits.memory_bytes = 4096ULL << 20;
  limits.file_bytes = 512ULL << 20;
  return sandbox_.run({.argv = std::move(argv),
                       .environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}},
                       .folder = folder,
                       .mounts = std::move(mounts),
                       .input = input},
                      limits);
}

Result<std::string> Builder::support_key(Profile profile) const {
  std::string key =
      fmt::format("support 7\n{}\n{}\n{}\n", to_string(profile), compiler_.version, compiler_.clang.string());
  for (const std::string& flag : compile_flags(profile)) key += flag + "\n";
  for (const std::string& source : runtime_sources(profile)) key += source + "\n";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(installation_.runtime))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const char* header : {"/usr/include/gtest/gtest.h", "/usr/include/benchmark/benchmark.h"})
    if (fs::exists(header)) files.emplace_back(header);
  for (const fs::path& file : files) {
    auto text = read_file(file);
    if (!text) return text;
    key += file.filename().string() + " " + sha256(*text) + "\n";
  }
  return key;
}

Result<fs::path> Builder::support(Profile profile) const {
  const auto key = support_key(profile);
  if (!key) return tl::unexpected(key.error());
  return cache_.get(*key, [&](const fs::path& folder) { return make_support(profile, folder); });
}

Result<void> Builder::warm(Profile profile) const {
  if (auto made = support(profile); !made) return tl::unexpected(made.error());
  return {};
}

bool Builder::is_warm(Profile profile) const {
  const auto key = support_key(profile);
  return key && cache_.has(*key);
}

Result<void> Builder::make_support(Profile profile, const fs::path& folder) const {
  const fs::path include = folder / "include";
  std::error_code error;
  fs::copy(installation_.runtime, folder / "runtime", fs::copy_options::recursive, error);
  fs::create_directories(include, error);
  if (error) return machine_error("{}: cannot be filled: {}", folder.string(), error.message());
  if (auto written = write_file(include / "prelude.hpp", prelude(profile)); !written) return written;
  const auto call_with = [&](const std::vector<Mount>& mounts, std::vector<std::string> arguments) -> Result<void> {
    std::vector<std::string> all = compile_flags(profile);
    all.insert(all.end(), {"-Iruntime/include", "-Iruntime"});
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto outcome = compile(all, folder, mounts, std::chrono::minutes(5));
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->ending != Ending::exited || outcome->status != 0)
      return machine_error("the compiler cannot build Parcours' own {} support: {}", to_string(profile),
                           outcome->output.substr(0, 600));
    return {};
  };
  const auto call = [&](std::vector<std::string> arguments) {
    return call_with({{folder, true}}, std::move(arguments));
  };
  // Each compiler writes to a folder of its own: two commands at a time may not share one.
  const auto compile_own = [&](const std::string& object, std::vector<std::string> arguments) -> Result<void> {
    const fs::path own = folder / ("made-" + object);
    fs::create_directory(own);
    arguments.emplace_back("-c");
    // What repairs the library is seen by the scheduler, the scheduler itself is not.
    if (profile == Profile::scenarios && object != "detector_repairs.o")
      arguments.insert(arguments.end(), {"-fno-sanitize=thread", "-O2", "-fno-threadsafe-statics"});
    arguments.insert(arguments.end(), {"-o", (own / object).string()});
    auto done = call_with({{folder, false}, {own, true}}, std::move(arguments));
    if (done) fs::rename(own / object, folder / object);
    return done;
  };
  std::vector<std::function<Result<void>()>> jobs;
  for (const std::string& source : runtime_sources(profile))
    jobs.emplace_back([&, source] { return compile_own(object_name(source), {"runtime/" + source}); });
  if (const fs::path source = googletest_source(); profile != Profile::benchmark && !source.empty())
    jobs.emplace_back([&, source] {
      return compile_own("gtest.o", {"-I", source.string(), (source / "src/gtest-all.cc").string()});
    });
  if (auto done = run_side_by_side(jobs); !done) return done;
  if (auto listed = list_reserved_symbols(profile, folder); !listed) return listed;
  if (auto written = write_file(folder / hidden_file, hidden_symbols); !written) return written;
  if (profile == Profile::benchmark)
    if (auto done = call({"-shared", "-fPIC", "runtime/waits.cpp", "-o", waits_file}); !done) return done;
  if (profile == Profile::races) {
    std::vector<std::string> arguments = link_arguments(profile, folder);
    arguments.insert(arguments.begin(), "runtime/canary.cpp");
    arguments.insert(arguments.end(), {"-o", canary_file});
    if (auto done = call(arguments); !done) return done;
  }
  return call({"-fpch-instantiate-templates", "-Xclang", "-fno-pch-timestamp", "-x", "c++-header",
               "include/prelude.hpp", "-o", "prelude.pch"});
}

Result<void> Builder::list_reserved_symbols(Profile profile, const fs::path& folder) const {
  const auto output_of = [&](std::vector<std::string> argv) -> Result<std::string> {
    auto outcome = run_tool(std::move(argv), folder, {{folder, false}}, std::chrono::minutes(1), "");
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->ending != Ending::exited || outcome->status != 0)
      return machine_error("the toolchain cannot list the symbols of its libraries: {}",
                           outcome->output.substr(0, 300));
    return std::move(outcome->output);
  };
  std::vector<std::string> libraries;
  for (const char* name : {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"}) {
    auto path = output_of({compiler_.clang.string(), std::string("-print-file-name=") + name});
    if (!path) return tl::unexpected(path.error());
    // A name alone is the answer where there is no such library.
    if (path->find('/') != std::string::npos) libraries.emplace_back(trim(*path));
  }
  std::vector<std::string> dynamic = {compiler_.nm.string(), "-D", "--defined-only", "--format=just-symbols"};
  dynamic.insert(dynamic.end(), libraries.begin(), libraries.end());
  std::vector<std::string> own = {compiler_.nm.string(), "--extern-only", "--defined-only", "--format=just-symbols"};
  for (const std::string& source : runtime_sources(profile)) own.push_back(object_name(source));
  std::string symbols;
  for (const std::vector<std::string>& argv : {dynamic, own}) {
    auto output = output_of(argv);
    if (!output) return tl::unexpected(output.error());
    symbols += *output;
  }
  return write_file(folder / reserved_file, symbols);
}

Result<std::set<std::string>> Builder::reserved_symbols(Profile profile) const {
  const auto shared = support(profile);
  if (!shared) return tl::unexpected(shared.error());
  const auto text = read_file(*shared / reserved_file);
  if (!text) return tl::unexpected(text.error());
  std::set<std::string> symbols;
  for (const std::string& line : split(*text, '\n'))
    if (const std::string name = line.substr(0, line.find('@')); !name.empty() && !name.ends_with(':'))
      symbols.insert(name);
  return symbols;
}

Result<fs::path> Builder::canary() const {
  auto shared = support(Profile::races);
  if (!shared) return shared;
  return *shared / canary_file;
}

Result<fs::path> Builder::waits_library() const {
  auto shared = support(Profile::benchmark);
  if (!shared) return shared;
  return *shared / waits_file;
}

Result<std::vector<fs::path>> Builder::readable_folders(Profile profile) const {
  auto shared = support(profile);
  if (!shared) return tl::unexpected(shared.error());
  return std::vector<fs::path>{"/usr", std::move(*shared)};
}

Result<void> Builder::lay_out(const Exercise& exercise, const std::string& header, const fs::path& folder) {
  std::error_code error;
  fs::create_directory(folder / submission_folder, error);
  if (auto written = write_file(folder / submission_folder / exercise.header, header); !written) return written;
  return write_file(folder / exercise.header, "#pragma once\n");
}

Result<std::string> Builder::source_of(const Exercise& exercise, const std::string& header, Profile profile) {
  std::vector<fs::path> files;
  if (profile == Profile::benchmark)
    files = {exercise.bench};
  else if (profile == Profile::scenarios)
    files = {exercise.scenarios};
  else
    files = {exercise.tests};
  if (profile != Profile::benchmark && profile != Profile::scenarios && !exercise.hidden_tests.empty())
    files.push_back(exercise.hidden_tests);
  std::vector<std::pair<std::string, std::string>> parts;
  for (const fs::path& file : files) {
    auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    parts.emplace_back(file.filename().string(), std::move(*text));
  }
  return main_text(exercise.header, read_directives(header), parts);
}

Result<Outcome> Builder::front_end(Profile profile, const fs::path& shared, const std::string& source,
                                   const fs::path& folder, std::chrono::milliseconds wall) const {
  std::vector<std::string> arguments = compile_flags(profile);
  arguments.insert(arguments.end(), {"-include-pch", (shared / "prelude.pch").string(), "-I.",
                                     "-I" + (shared / "runtime/include").string(), "-Xclang", "-disable-llvm-passes",
                                     "-S", "-emit-llvm", "-MD", "-MF", "main.d", "-x", "c++", "-", "-o", "main.ll"});
  return compile(arguments, folder, {{folder, true}, {shared, false}}, wall, source);
}

std::vector<std::string> Builder::link_arguments(Profile profile, const fs::path& shared) {
  std::vector<std::string> arguments = {"-o", "program", "-pthread", "-no-pie", "-fuse-ld=lld"};
  for (const std::string& source : runtime_sources(profile))
    arguments.push_back((shared / object_name(source)).string());
  if (profile == Profile::benchmark) {
    arguments.emplace_back("-lbenchmark");
    for (const char* stood_in_for : {"pthread_create", "fork", "wait", "wait3", "wait4", "waitid", "waitpid"})
      arguments.push_back(fmt::format("-Wl,--export-dynamic-symbol={}", stood_in_for));
  } else {
    arguments.push_back(fs::exists(shared / "gtest.o") ? (shared / "gtest.o").string() : "-lgtest");
  }
  std::vector<const char*> wrapped;
  if (profile == Profile::races)
    wrapped = {"noise_symbols.txt", "pthread_repair_symbols.txt", "library_repair_symbols.txt"};
  if (profile == Profile::scenarios) wrapped = {"library_repair_symbols.txt"};
  if (is_instrumented(profile))
    arguments.push_back(fmt::format("-Wl,--version-script={}", (shared / hidden_file).string()));
  for (const char* file : wrapped) arguments.push_back(fmt::format("-Wl,@{}", (shared / "runtime" / file).string()));
  return arguments;
}

Result<Outcome> Builder::back_end(Profile profile, const fs::path& shared, const std::vector<std::string>& link,
                                  const fs::path& folder, std::chrono::milliseconds wall) const {
  std::vector<std::string> arguments = code_generation_flags(profile);
  arguments.emplace_back("main.ll");
  const std::vector<std::string> linking = link_arguments(profile, shared);
  arguments.insert(arguments.end(), linking.begin(), linking.end());
  arguments.insert(arguments.end(), link.begin(), link.end());
  const auto ir = read_file(folder / "main.ll");
  if (!ir) return tl::unexpected(ir.error());
  // The first definition counts, which is the submission's. Of what else it may define, the gates judge the same code.
  if ((profile == Profile::races || profile == Profile::memory) && replaces_allocation(*ir))
    arguments.emplace_back("-Wl,--allow-multiple-definition");
  return compile(arguments, folder, {{folder, true}, {shared, false}}, wall);
}

Result<Build> Builder::build(const Exercise& exercise, const Rubric& rubric, const std::string& header, Profile profile,
                             const fs::path& folder) const {
  const auto shared = support(profile);
  if (!shared) return tl::unexpected(shared.error());
  if (auto laid = lay_out(exercise, header, folder); !laid) return tl::unexpected(laid.error());
  const auto source = source_of(exercise, header, profile);
  if (!source) return tl::unexpected(source.error());

  const auto started = std::chrono::steady_clock::now();
  auto outcome = front_end(profile, *shared, *source, folder, rubric.limits.build_wall);
  if (outcome && outcome->ending == Ending::exited && outcome->status == 0)
    outcome = back_end(profile, *shared, rubric.link, folder, rubric.limits.build_wall);
  if (!outcome) return tl::unexpected(outcome.error());
  Build build;
  build.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (outcome->ending == Ending::exited && outcome->status == 0) {
    build.program = folder / "program";
    build.ir = folder / "main.ll";
    build.read_files = folder / "main.d";
    return build;
  }
  auto findings = explain_failed_build(*outcome, exercise.header, folder);
  if (!findings) return tl::unexpected(findings.error());
  build.findings = std::move(*findings);
  return build;
}

Result<fs::path> Builder::kept(const Exercise& exercise, const Rubric& rubric, Profile profile,
                               const fs::path& file) const {
  const auto header = read_file(file);
  if (!header) return tl::unexpected(header.error());
  auto key = support_key(profile);
  if (!key) return tl::unexpected(key.error());
  *key += exercise.header + " " + sha256(*header) + "\n";
  for (const std::string& argument : rubric.link) *key += argument + "\n";
  for (const fs::path& part : {exercise.tests, exercise.hidden_tests, exercise.bench, exercise.scenarios}) {
    if (part.empty()) continue;
    const auto text = read_file(part);
    if (!text) return tl::unexpected(text.error());
    *key += sha256(*text) + "\n";
  }
  const auto folder = cache_.get(*key, [&](const fs::path& fresh) -> Result<void> {
    const auto made = build(exercise, rubric, *header, profile, fresh);
    if (!made) return tl::unexpected(made.error());
    if (!made->ok())
      return input_error("{}:{}: it does not compile: {}", file.string(), made->findings.front().location.line,
                         made->findings.front().message);
    return {};
  });
  if (!folder) return tl::unexpected(folder.error());
  return *folder / "program";
}

}  // namespace parcours
