#pragma once
// Which parts of grader/runtime a program of each profile is made of.
#include <filesystem>
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "toolchain/profile.hpp"

namespace parcours {

/// Below the runtime's folder.
[[nodiscard]] std::vector<std::string> runtime_sources(Profile profile);

/// Of a program whose work is done by ranks, besides those and in place of `main_source`: below the runtime's folder.
[[nodiscard]] std::vector<std::string> rank_sources(Profile profile);

/// The one with the main function.
[[nodiscard]] std::string main_source(Profile profile);

/// "stress.o" for "stress.cpp".
[[nodiscard]] std::string object_name(const std::string& source);
[[nodiscard]] std::vector<std::string> object_names(const std::vector<std::string>& sources);

/// The objects of those of the system's libraries that have sources.
[[nodiscard]] std::string library_object(const SystemHeader& header);
[[nodiscard]] std::vector<std::string> library_objects(const std::vector<SystemHeader>& headers);

/// Where GoogleTest's sources lie; empty: its installed library is linked, which is not instrumented.
[[nodiscard]] std::filesystem::path googletest_source();

/// The precompiled header, and its text.
inline constexpr const char* precompiled_file = "prelude.pch";
[[nodiscard]] std::string prelude(Profile profile);

/// The linker's arguments: the objects in `support`, the libraries, and what is stood in for. `ranks`: the folder of
/// the objects of rank_sources; empty: the program does its work itself.
[[nodiscard]] std::vector<std::string> link_arguments(Profile profile, const std::filesystem::path& support,
                                                      const std::filesystem::path& ranks = {});

/// What the linker is told to keep from the program's dynamic symbols, where dlsym would find it: the name of a file in
/// the support's folder, and its text.
inline constexpr const char* hidden_file = "hidden.map";
inline constexpr const char* hidden_symbols = "{ local: __tsan_*; __asan_*; __ubsan_*; __sanitizer_*; Annotate*; };\n";

}  // namespace parcours
