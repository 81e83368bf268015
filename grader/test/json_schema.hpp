#pragma once
// Holds a document against a JSON Schema with the validator of Debian's python3-jsonschema.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "util/files.hpp"

namespace parcours {

inline testing::AssertionResult fits_schema(const nlohmann::json& document,
                                            const std::string& schema = PARCOURS_SOURCE_DIR
                                            "/docs/result.schema.json") {
  const auto folder = TempDir::create();
  if (!folder) return testing::AssertionFailure() << folder.error().message;
  const std::string file = folder->path() / "document.json";
  if (auto written = write_file(file, document.dump()); !written)
    return testing::AssertionFailure() << written.error().message;
  const std::string command = "/usr/bin/python3 -W ignore -m jsonschema -i '" + file + "' '" + schema + "' 2>&1";
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return testing::AssertionFailure() << "cannot run " << command;
  std::string output;
  for (char bytes[4096]; const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe);) output.append(bytes, size);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return testing::AssertionSuccess();
  return testing::AssertionFailure() << output.substr(0, 2000);
}

}  // namespace parcours
