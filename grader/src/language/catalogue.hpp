#pragma once
// What people read, English and in another language: `- {en: "It ends in {} s.", fr: "Fini en {} s."}`.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct Saying {
  std::string english;     ///< with `{}` for each part that changes
  std::string translated;  ///< with the same parts: `{}` in the same order, or `{0}`, `{1}`, …
};

/// A language's catalogue of everything that the grader itself says.
struct Catalogue {
  std::vector<Saying> grader;
  std::vector<Saying> system;  ///< what messages quote of the system's libraries and the compiler's runtime
  std::vector<Saying> script;  ///< of the page for a browser
};

/// Reads a list of sayings in which `language` ("fr") is the key of the translations. Errors: input, with
/// file:line:column; unknown or missing keys, an English text twice, a translation with other parts than its original.
[[nodiscard]] Result<std::vector<Saying>> load_sayings(const std::filesystem::path& file, std::string_view language);

/// The text of a file that load_sayings reads back.
[[nodiscard]] std::string sayings_text(const std::vector<Saying>& sayings, std::string_view language);

/// The grader's own catalogue for `language`, from `text`: a mapping of three such lists, `grader`, `system` and
/// `script`. `name` stands for the file in errors, which are as above.
[[nodiscard]] Result<Catalogue> parse_catalogue(const std::string& text, const std::string& name,
                                                std::string_view language);

}  // namespace parcours
