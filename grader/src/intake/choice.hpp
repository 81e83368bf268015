#pragma once
// Which of a person's files is the one to grade.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "intake/layout.hpp"

namespace parcours {

/// How surely a file is the exercise's header, by its name; the surest first.
enum class Likeness {
  exact,         ///< it has the name
  renamed,       ///< the name but for case, separators and the number of a copy: "BoundedQueue (1).hpp"
  other_header,  ///< another header
  none,
};

[[nodiscard]] Likeness likeness(std::string_view path, const Wanted& wanted);

/// A file that may count for a person.
struct Offer {
  const Delivery* delivery;
  const HandedFile* handed;
  const FoundFile* found;
  bool own = true;  ///< false: another of the group handed it in
};

struct Choice {
  const Offer* offer = nullptr;
  std::string problem;  ///< one sentence: why it is none
};

/// Of what was handed in until `at`: the latest that holds a header. Where nobody says when, what is the person's own.
/// In it the header by name, else the only one; of several with the name, the highest number, else the one where the
/// exercise keeps it, else the one in the fewest folders. Files with the same bytes are one. Where that leaves several,
/// none. Reads files only to compare these.
[[nodiscard]] Choice choose(const std::vector<Offer>& offers, const Wanted& wanted, std::optional<std::int64_t> at);

}  // namespace parcours
