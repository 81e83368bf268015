# Writes a C++ source file with the built front end in it, so that a build needs no Node.
# Usage: cmake -D WEB=<grader/web/dist> -D OUTPUT=<file.cpp> -P EmbedWeb.cmake
# Characters one by one: a string literal has a largest length.
foreach(part IN ITEMS js css)
  file(READ ${WEB}/report.${part} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," ${part} "${bytes}")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/EmbedWeb.cmake.
#include \"report/web_bundle.hpp\"

namespace parcours {
namespace {
constexpr char script[] = {${js}};
constexpr char style[] = {${css}};
}  // namespace

std::string_view web_script() { return {script, sizeof script}; }
std::string_view web_style() { return {style, sizeof style}; }

}  // namespace parcours
")
