#include "toolchain/main_text.hpp"

#include <fmt/format.h>

namespace parcours {

std::string main_text(const std::string& header, const Directives& directives,
                      const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string text;
  for (const std::string& name : directives.macros) text += fmt::format("#pragma push_macro(\"{}\")\n", name);
  text += fmt::format("#include \"{}/{}\"\n", submission_folder, header);
  for (const std::string& name : directives.macros) text += fmt::format("#pragma pop_macro(\"{}\")\n", name);
  for (const auto& [file, content] : parts) text += fmt::format("#line 1 \"{}\"\n{}\n", file, content);
  return text;
}

}  // namespace parcours
