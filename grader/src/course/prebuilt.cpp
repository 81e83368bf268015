#include "course/prebuilt.hpp"

#include <nlohmann/json.hpp>

#include "util/files.hpp"

namespace parcours {
namespace {

constexpr const char* schema = "parcours/prebuilt/v1";

std::filesystem::path description(const std::filesystem::path& folder) { return folder / "prebuilt.json"; }

}  // namespace

std::filesystem::path prebuilt_benchmark(const std::filesystem::path& folder) { return folder / "benchmark"; }

Result<Prebuilt> read_prebuilt(const std::filesystem::path& folder) {
  const auto text = read_file(description(folder));
  if (!text)
    return input_error("{}: cannot be read; the course must have reference/, or be one that `parcours export` made",
                       description(folder).string());
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  try {
    if (json.is_object() && json.at("schema") == schema)
      return Prebuilt{json.at("made_with"), json.at("tests"), json.at("scenarios")};
  } catch (const nlohmann::json::exception&) {
    // told below
  }
  return input_error("{}: not what this version of `parcours export` writes; export the course again",
                     description(folder).string());
}

Result<void> write_prebuilt(const std::filesystem::path& folder, const Prebuilt& prebuilt) {
  const nlohmann::ordered_json json = {{"schema", schema},
                                       {"made_with", prebuilt.made_with},
                                       {"tests", prebuilt.tests},
                                       {"scenarios", prebuilt.scenarios}};
  return write_file(description(folder), json.dump(2) + "\n");
}

}  // namespace parcours
