#pragma once
// Names of files for persons, whatever their ids hold.
#include <string>
#include <vector>

namespace parcours {

/// One for each id, all different, also where case does not count: letters, digits, ".", "_" and "-" stay, everything
/// else becomes "%E9" by its bytes. Never hidden, never longer than 100 bytes.
[[nodiscard]] std::vector<std::string> file_stems(const std::vector<std::string>& ids);

}  // namespace parcours
