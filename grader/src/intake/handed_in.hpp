#pragma once
// What a student hands in: the header, a folder or an archive.
#include "sandbox/sandbox.hpp"
#include "submission/submission.hpp"

namespace parcours {

/// As load_submission; `path` may also be an archive that holds exactly one file named `header`, wherever in it.
/// `unpack`: the program parcours-unpack.
[[nodiscard]] Result<Submission> read_handed_in(Sandbox& sandbox, const std::filesystem::path& unpack,
                                                const std::string& header, const std::filesystem::path& path);

}  // namespace parcours
