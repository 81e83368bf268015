#include "toolchain/builder.hpp"

#include <algorithm>
#include <chrono>

#include "toolchain/directives.hpp"
#include "toolchain/failed_build.hpp"
#include "toolchain/main_text.hpp"
#include "toolchain/open_mpi.hpp"
#include "toolchain/runtime_sources.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Whether the code, as LLVM's text, defines operator new or delete. ThreadSanitizer brings its own, which the linker
/// would not let it replace.
bool replaces_allocation(const std::string& ir) {
  for (const char* start : {" @_Znw", " @_Zna", " @_Zdl", " @_Zda"})
    for (std::size_t at = ir.find(start); at != std::string::npos; at = ir.find(start, at + 1))
      if (ir.compare(ir.rfind('\n', at) + 1, 7, "define ") == 0) return true;
  return false;
}

/// The file that the compiler complains of: the exercise's where it is one of them, else the header at `header`.
fs::path file_of(const Finding& finding, const Exercise& exercise, const fs::path& header) {
  for (const fs::path& part : {exercise.tests, exercise.hidden_tests, exercise.bench, exercise.scenarios})
    if (!part.empty() && part.filename() == finding.location.file) return part;
  return header;
}

}  // namespace

Result<std::vector<fs::path>> Builder::readable_folders(Profile profile, const Rubric& rubric) const {
  const auto shared = support_.folder(profile);
  if (!shared) return tl::unexpected(shared.error());
  const auto libraries = support_.libraries(profile, rubric.headers);
  if (!libraries) return tl::unexpected(libraries.error());
  return std::vector<fs::path>{"/usr", *shared, *libraries};
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

Result<Builder::Common> Builder::common(Profile profile, const Rubric& rubric) const {
  const auto shared = support_.folder(profile);
  if (!shared) return tl::unexpected(shared.error());
  const auto libraries = support_.libraries(profile, rubric.headers);
  if (!libraries) return tl::unexpected(libraries.error());
  Common found{*shared, *libraries, {}, {}, {*shared, *libraries}};
  fs::path rank_objects;
  if (rubric.launch == LaunchKind::mpi) {
    const auto& mpi = find_open_mpi();
    if (!mpi) return tl::unexpected(mpi.error());
    const auto ranks = support_.ranks(profile);
    if (!ranks) return tl::unexpected(ranks.error());
    rank_objects = *ranks;
    found.compile = mpi->compile;
    found.link = mpi->link;
    found.folders.push_back(*ranks);
  }
  const std::vector<std::string> linking = link_arguments(profile, *shared, rank_objects);
  found.link.insert(found.link.begin(), linking.begin(), linking.end());
  for (const std::string& object : library_objects(rubric.headers))
    found.link.push_back((*libraries / object).string());
  return found;
}

Result<Outcome> Builder::front_end(Profile profile, const Common& common, const std::string& source,
                                   const fs::path& folder, std::chrono::milliseconds wall) const {
  std::vector<std::string> arguments = compile_flags(profile);
  arguments.insert(arguments.end(), {"-include-pch", (common.libraries / precompiled_file).string(), "-I.",
                                     "-I" + (common.support / "runtime/include").string()});
  arguments.insert(arguments.end(), common.compile.begin(), common.compile.end());
  arguments.insert(arguments.end(), {"-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "-MD", "-MF", "main.d",
                                     "-x", "c++", "-", "-o", "main.ll"});
  return tools_.compile(arguments, folder, {{folder, true}, {common.support, false}, {common.libraries, false}}, wall,
                        source);
}

Result<Outcome> Builder::back_end(Profile profile, const Common& common, const std::vector<std::string>& link,
                                  const fs::path& folder, std::chrono::milliseconds wall) const {
  std::vector<std::string> arguments = back_end_flags(profile);
  arguments.emplace_back("main.ll");
  arguments.insert(arguments.end(), common.link.begin(), common.link.end());
  arguments.insert(arguments.end(), link.begin(), link.end());
  const auto ir = read_file(folder / "main.ll");
  if (!ir) return tl::unexpected(ir.error());
  // The first definition counts, which is the submission's. Of what else it may define, the gates judge the same code.
  if ((profile == Profile::races || profile == Profile::memory) && replaces_allocation(*ir))
    arguments.emplace_back("-Wl,--allow-multiple-definition");
  std::vector<Mount> mounts = {{folder, true}};
  for (const fs::path& part : common.folders) mounts.push_back({part, false});
  return tools_.compile(arguments, folder, mounts, wall);
}

Result<Build> Builder::build(const Exercise& exercise, const Rubric& rubric, const std::string& header, Profile profile,
                             const fs::path& folder) const {
  const auto shared = common(profile, rubric);
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
  auto key = support_.key(profile);
  if (!key) return tl::unexpected(key.error());
  *key += exercise.header + " " + sha256(*header) + "\n";
  for (const std::string& argument : rubric.link) *key += argument + "\n";
  const auto libraries = support_.libraries(profile, rubric.headers);
  if (!libraries) return tl::unexpected(libraries.error());
  *key += libraries->string() + "\n";
  *key += fmt::format("launch {}\n", static_cast<int>(rubric.launch));
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
      return input_error("{}:{}: it does not compile: {}", file_of(made->findings.front(), exercise, file).string(),
                         made->findings.front().location.line, made->findings.front().message);
    return {};
  });
  if (!folder) return tl::unexpected(folder.error());
  return *folder / "program";
}

}  // namespace parcours
