#pragma once
#include <string>

namespace parcours {

/// Restricts this process to the files below the given paths by Landlock: "r/usr:w/tmp/x". False: it could not.
[[nodiscard]] bool confine_files(const std::string& paths);

}  // namespace parcours
