#pragma once
// Reads XML with Python's parser, which refuses what is not well-formed.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "util/files.hpp"

namespace parcours {

/// Of each document its root: {"tag", "attributes": {…}, "text", "children": […]}. One process reads them all. Empty,
/// and a failure, where one is not well-formed.
inline std::vector<nlohmann::json> read_xml(const std::vector<std::string>& documents) {
  static const std::string script =
      "import sys, json, xml.etree.ElementTree as E\n"
      "def tree(e): return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text or '',"
      " 'children': [tree(c) for c in e]}\n"
      "print(json.dumps([tree(E.parse(sys.argv[1] + '/' + str(i)).getroot()) for i in range(int(sys.argv[2]))]))\n";
  const auto folder = TempDir::create();
  if (!folder) {
    ADD_FAILURE() << folder.error().message;
    return {};
  }
  for (std::size_t i = 0; i < documents.size(); ++i)
    if (auto written = write_file(folder->path() / std::to_string(i), documents[i]); !written)
      ADD_FAILURE() << written.error().message;
  if (auto written = write_file(folder->path() / "read.py", script); !written) ADD_FAILURE() << written.error().message;
  const std::string at = folder->path().string();
  const std::string command =
      "/usr/bin/python3 '" + at + "/read.py' '" + at + "' " + std::to_string(documents.size()) + " 2>&1";
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  for (char bytes[4096]; const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe);) output.append(bytes, size);
  const int status = ::pclose(pipe);
  const nlohmann::json trees = nlohmann::json::parse(output, nullptr, false);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !trees.is_array()) {
    ADD_FAILURE() << output.substr(0, 2000);
    return {};
  }
  return trees;
}

}  // namespace parcours
