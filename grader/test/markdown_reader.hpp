#pragma once
// What of a Markdown document is neither code, nor escaped, nor the target of one of the grader's own links: where
// markup, addresses and mentions would show.
#include <algorithm>
#include <string>
#include <string_view>

#include "util/text.hpp"

namespace parcours {

/// Of one line. What is escaped goes, and a gap becomes "·".
inline std::string bare_line(std::string_view line) {
  std::string rest;
  for (std::size_t i = 0; i < line.size();) {
    const std::string_view left = line.substr(i);
    if (left[0] == '\\' && left.size() > 1) {
      i += 2;
    } else if (left.starts_with("&#8203;")) {
      rest += "·";
      i += std::string_view("&#8203;").size();
    } else if (left.starts_with("](./")) {
      i = std::min(line.find(')', i), line.size());
    } else if (left[0] == '`') {
      const std::size_t run = std::min(left.find_first_not_of('`'), left.size());
      std::size_t end = i + run;
      for (std::size_t found = 0; found != run && end < line.size();) {
        const std::size_t begin = std::min(line.find('`', end), line.size());
        end = std::min(line.find_first_not_of('`', begin), line.size());
        found = end - begin;
      }
      i = end;
    } else {
      rest += line[i++];
    }
  }
  return rest;
}

inline std::string bare_markdown(const std::string& markdown) {
  std::string rest;
  std::string fence;
  for (const std::string& line : split(markdown, '\n')) {
    const std::size_t run = std::min(line.find_first_not_of('`'), line.size());
    const bool opens = fence.empty() && run >= 3 && line.find('`', run) == std::string::npos;
    if (opens) fence = line.substr(0, run);
    if (fence.empty()) rest += bare_line(line) + "\n";
    if (!opens && line == fence) fence.clear();
  }
  return fence.empty() ? rest : rest + "a fence is not closed: @everyone";
}

}  // namespace parcours
