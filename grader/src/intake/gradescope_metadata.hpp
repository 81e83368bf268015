#pragma once
// The file submission_metadata.yml of Gradescope's "Export Submissions".
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct Submitter {
  std::string name;
  std::string sid;
  std::string email;
};

struct GradescopeSubmission {
  std::vector<Submitter> submitters;
  std::optional<std::int64_t> created_at;  ///< seconds since 1970
};

/// By the names of the folders, "submission_123". Text is tidied. It is read as a stream, so memory does not grow with
/// what else is in it. Errors: input, "shown: what": larger than 64 MiB, no YAML, a reference to another part of the
/// file (Gradescope writes none), nested too deeply, or more submissions or submitters than any course has.
[[nodiscard]] Result<std::map<std::string, GradescopeSubmission>> read_gradescope_metadata(
    const std::filesystem::path& file, const std::string& shown);

}  // namespace parcours
