#include "toolchain/support.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>

#include "toolchain/open_mpi.hpp"
#include "toolchain/runtime_sources.hpp"
#include "util/files.hpp"
#include "util/machine.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Symbols of the libraries and the runtime, a line each.
constexpr const char* reserved_file = "reserved.txt";

/// A submission may not define what is in them.
const std::vector<std::string> standard_libraries = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"};

/// What is preloaded to see what threads wait for.
constexpr const char* waits_file = "waits.so";

/// How the precompiled header is made.
const std::vector<std::string> precompiling = {"-fpch-instantiate-templates", "-Xclang", "-fno-pch-timestamp", "-x",
                                               "c++-header"};

/// The canary's program.
constexpr const char* canary_file = "canary";

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

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// A line a file.
Result<std::string> names_and_hashes(const std::vector<fs::path>& files) {
  std::string lines;
  for (const fs::path& file : files) {
    const auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    lines += file.filename().string() + " " + sha256(*text) + "\n";
  }
  return lines;
}

}  // namespace

Result<std::string> Support::key(Profile profile) const {
  std::string key = fmt::format("support 7\n{}\n{}\n{}\n", to_string(profile), tools_.compiler().version,
                                tools_.compiler().clang.string());
  for (const std::string& flag : compile_flags(profile)) key += flag + "\n";
  for (const std::string& flag : back_end_flags(profile)) key += flag + "\n";
  for (const std::string& source : runtime_sources(profile)) key += source + "\n";
  std::vector<fs::path> files = files_below(installation_.runtime);
  for (const char* header : {"/usr/include/gtest/gtest.h", "/usr/include/benchmark/benchmark.h"})
    if (fs::exists(header)) files.emplace_back(header);
  auto hashes = names_and_hashes(files);
  if (!hashes) return hashes;
  return key + *hashes;
}

Result<std::string> Support::runtime_digest() const {
  auto hashes = names_and_hashes(files_below(installation_.runtime));
  if (!hashes) return hashes;
  utsname machine{};
  ::uname(&machine);
  return sha256(*hashes + machine.machine);
}

Result<fs::path> Support::folder(Profile profile) const {
  const auto made_of = key(profile);
  if (!made_of) return tl::unexpected(made_of.error());
  return cache_.get(*made_of, [&](const fs::path& fresh) { return make(profile, fresh); });
}

bool Support::is_made(Profile profile) const {
  const auto made_of = key(profile);
  return made_of && cache_.has(*made_of);
}

Result<void> Support::compile_for(Profile profile, const fs::path& folder, const std::vector<Mount>& mounts,
                                  std::vector<std::string> arguments) const {
  std::vector<std::string> all = compile_flags(profile);
  all.insert(all.end(), {"-Iruntime/include", "-Iruntime"});
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto outcome = tools_.compile(all, folder, mounts, std::chrono::minutes(5));
  if (!outcome) return tl::unexpected(outcome.error());
  if (outcome->ending != Ending::exited || outcome->status != 0)
    return machine_error("the compiler cannot build Parcours' own {} support: {}", to_string(profile),
                         outcome->output.substr(0, 600));
  return {};
}

/// Each compiler writes to a folder of its own: two commands at a time may not share one.
Result<void> Support::compile_object(Profile profile, const fs::path& folder, const std::string& object,
                                     std::vector<std::string> arguments) const {
  const fs::path own = folder / ("made-" + object);
  fs::create_directory(own);
  arguments.insert(arguments.end(), {"-c", "-o", (own / object).string()});
  auto done = compile_for(profile, folder, {{folder, false}, {own, true}}, std::move(arguments));
  if (done) fs::rename(own / object, folder / object);
  return done;
}

Result<fs::path> Support::ranks(Profile profile) const {
  const auto& mpi = find_open_mpi();
  if (!mpi) return tl::unexpected(mpi.error());
  auto made_of = key(profile);
  if (!made_of) return tl::unexpected(made_of.error());
  *made_of += "ranks\n";
  for (const std::string& flag : mpi->compile) *made_of += flag + "\n";
  return cache_.get(*made_of, [&](const fs::path& fresh) -> Result<void> {
    std::error_code error;
    fs::copy(installation_.runtime, fresh / "runtime", fs::copy_options::recursive, error);
    if (error) return machine_error("{}: cannot be filled: {}", fresh.string(), error.message());
    std::vector<std::function<Result<void>()>> jobs;
    for (const std::string& source : rank_sources(profile))
      jobs.emplace_back([&, source] {
        std::vector<std::string> arguments = mpi->compile;
        arguments.push_back("runtime/" + source);
        return compile_object(profile, fresh, object_name(source), std::move(arguments));
      });
    if (auto done = run_side_by_side(jobs); !done) return done;
    return list_reserved_symbols(object_names(rank_sources(profile)), {mpi->library}, fresh);
  });
}

Result<void> Support::make(Profile profile, const fs::path& folder) const {
  const fs::path include = folder / "include";
  std::error_code error;
  fs::copy(installation_.runtime, folder / "runtime", fs::copy_options::recursive, error);
  fs::create_directories(include, error);
  if (error) return machine_error("{}: cannot be filled: {}", folder.string(), error.message());
  if (auto written = write_file(include / "prelude.hpp", prelude(profile)); !written) return written;
  const auto call = [&](std::vector<std::string> arguments) {
    return compile_for(profile, folder, {{folder, true}}, std::move(arguments));
  };
  const auto compile_own = [&](const std::string& object, std::vector<std::string> arguments) {
    // What repairs the library is seen by the scheduler, the scheduler itself is not.
    if (profile == Profile::scenarios && object != "detector_repairs.o")
      arguments.insert(arguments.end(), {"-fno-sanitize=thread", "-O2", "-fno-threadsafe-statics"});
    return compile_object(profile, folder, object, std::move(arguments));
  };
  std::vector<std::function<Result<void>()>> jobs;
  for (const std::string& source : runtime_sources(profile))
    jobs.emplace_back([&, source] { return compile_own(object_name(source), {"runtime/" + source}); });
  if (const fs::path source = googletest_source(); profile != Profile::benchmark && !source.empty())
    jobs.emplace_back([&, source] {
      return compile_own("gtest.o", {"-I", source.string(), (source / "src/gtest-all.cc").string()});
    });
  if (auto done = run_side_by_side(jobs); !done) return done;
  if (auto listed = list_reserved_symbols(object_names(runtime_sources(profile)), standard_libraries, folder); !listed)
    return listed;
  if (auto written = write_file(folder / hidden_file, hidden_symbols); !written) return written;
  if (profile == Profile::benchmark)
    if (auto done = call({"-shared", "-fPIC", "runtime/waits.cpp", "-o", waits_file}); !done) return done;
  if (profile == Profile::races) {
    std::vector<std::string> arguments = link_arguments(profile, folder);
    arguments.insert(arguments.begin(), "runtime/canary.cpp");
    arguments.insert(arguments.end(), {"-o", canary_file});
    if (auto done = call(arguments); !done) return done;
  }
  std::vector<std::string> arguments = precompiling;
  arguments.insert(arguments.end(), {"include/prelude.hpp", "-o", precompiled_file});
  return call(arguments);
}

Result<fs::path> Support::libraries(Profile profile, const std::vector<SystemHeader>& headers) const {
  const auto shared = folder(profile);
  if (!shared) return tl::unexpected(shared.error());
  if (headers.empty()) return *shared;
  auto made_of = key(profile);
  if (!made_of) return tl::unexpected(made_of.error());
  std::string text = prelude(profile);
  for (const SystemHeader& header : headers) {
    for (const std::string& macro : header.defines) text += fmt::format("#define {} 1\n", macro);
    text += fmt::format("#include <{}>\n", header.name);
  }
  *made_of += "libraries\n" + text;
  for (const SystemHeader& header : headers) *made_of += header.source + "\n";
  return cache_.get(*made_of, [&](const fs::path& fresh) -> Result<void> {
    if (auto written = write_file(fresh / "prelude.hpp", text); !written) return written;
    const std::vector<Mount> mounts = {{*shared, false}, {fresh, true}};
    const std::string precompiled = (fresh / precompiled_file).string();
    std::vector<std::string> arguments = precompiling;
    arguments.insert(arguments.end(), {(fresh / "prelude.hpp").string(), "-o", precompiled});
    if (auto done = compile_for(profile, *shared, mounts, std::move(arguments)); !done) return done;
    for (const SystemHeader& header : headers) {
      if (header.source.empty()) continue;
      const fs::path source = fresh / "library.cpp";
      if (auto written = write_file(source, fmt::format("#include <{}>\n", header.source)); !written) return written;
      const fs::path object = fresh / library_object(header);
      auto done = compile_for(profile, *shared, mounts,
                              {"-include-pch", precompiled, "-c", source.string(), "-o", object.string()});
      if (!done) return done;
    }
    return list_reserved_symbols(library_objects(headers), {}, fresh);
  });
}

Result<void> Support::list_reserved_symbols(const std::vector<std::string>& objects,
                                            const std::vector<std::string>& library_names,
                                            const fs::path& folder) const {
  const auto output_of = [&](std::vector<std::string> argv) -> Result<std::string> {
    auto outcome = tools_.run(std::move(argv), folder, {{folder, false}}, std::chrono::minutes(1), "");
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->ending != Ending::exited || outcome->status != 0)
      return machine_error("the toolchain cannot list the symbols of its libraries: {}",
                           outcome->output.substr(0, 300));
    return std::move(outcome->output);
  };
  std::vector<std::string> libraries;
  for (const std::string& name : library_names) {
    auto path = output_of({tools_.compiler().clang.string(), "-print-file-name=" + name});
    if (!path) return tl::unexpected(path.error());
    // A name alone is the answer where there is no such library.
    if (path->find('/') != std::string::npos) libraries.emplace_back(trim(*path));
  }
  std::string symbols;
  for (const auto& [which, files] : {std::pair{"-D", libraries}, {"--extern-only", objects}}) {
    if (files.empty()) continue;
    std::vector<std::string> argv = {tools_.compiler().nm.string(), which, "--defined-only", "--format=just-symbols"};
    argv.insert(argv.end(), files.begin(), files.end());
    auto output = output_of(std::move(argv));
    if (!output) return tl::unexpected(output.error());
    symbols += *output;
  }
  return write_file(folder / reserved_file, symbols);
}

Result<std::set<std::string>> Support::reserved_symbols(Profile profile, const Rubric& rubric) const {
  std::vector<Result<fs::path>> folders = {folder(profile)};
  if (rubric.launch == LaunchKind::mpi) folders.push_back(ranks(profile));
  if (!rubric.headers.empty()) folders.push_back(libraries(profile, rubric.headers));
  std::set<std::string> symbols;
  for (const Result<fs::path>& from : folders) {
    if (!from) return tl::unexpected(from.error());
    const auto text = read_file(*from / reserved_file);
    if (!text) return tl::unexpected(text.error());
    for (const std::string& line : split(*text, '\n'))
      if (const std::string name = line.substr(0, line.find('@')); !name.empty() && !name.ends_with(':'))
        symbols.insert(name);
  }
  return symbols;
}

Result<fs::path> Support::canary() const {
  auto shared = folder(Profile::races);
  if (!shared) return shared;
  return *shared / canary_file;
}

Result<fs::path> Support::waits_library() const {
  auto shared = folder(Profile::benchmark);
  if (!shared) return shared;
  return *shared / waits_file;
}

}  // namespace parcours
