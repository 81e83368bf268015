# Writes a C++ source file in which functions return what is in files, so that the program needs no file beside it.
# Usage: cmake -D HEADER=<header that declares them> -D OUTPUT=<file.cpp> -D TEXTS=<function>=<file>[,…] -P EmbedTexts.cmake
# Characters one by one: a string literal has a largest length.
string(REPLACE "," ";" texts "${TEXTS}")
set(arrays "")
set(functions "")
foreach(text IN LISTS texts)
  string(REGEX MATCH "^([a-z_]+)=(.*)$" _ "${text}")
  set(function ${CMAKE_MATCH_1})
  file(READ ${CMAKE_MATCH_2} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," characters "${bytes}")
  string(APPEND arrays "constexpr char ${function}_text[] = {${characters}};\n")
  string(APPEND functions "std::string_view ${function}() { return {${function}_text, sizeof ${function}_text}; }\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/EmbedTexts.cmake.
#include \"${HEADER}\"

namespace parcours {
namespace {
${arrays}}  // namespace

${functions}
}  // namespace parcours
")
