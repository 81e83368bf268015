#pragma once
// grader/messages/ as a part of the program: CMake makes the source file.
#include <string_view>

namespace parcours {

/// grader/messages/fr.yaml
[[nodiscard]] std::string_view french_messages();

}  // namespace parcours
