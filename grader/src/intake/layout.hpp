#pragma once
// How each platform names people and lays out files. A layout reads names only, never a file of a submission.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/collection.hpp"
#include "util/result.hpp"

namespace parcours {

struct FoundFile {
  std::string path;            ///< below Listing::root, parts joined by '/', valid UTF-8 in which all can be seen
  std::filesystem::path file;  ///< where its bytes are; empty: it cannot be taken
  std::string refusal;         ///< why not: "it is a symbolic link"
};

struct FoundFolder {
  std::string path;
  bool repository = false;  ///< holds version control's folder
};

/// All that the input holds, junk of systems and version control aside.
struct Listing {
  std::string root;              ///< the folders around everything else, "assignment_7_export/"; empty or ending in '/'
  std::vector<FoundFile> files;  ///< by path
  std::vector<FoundFolder>
      folders;  ///< by path, to a depth of two; an opened archive is one. Empty ones only of a disk
};

/// Who handed something in, as the input names them. What it does not tell is empty.
struct Claim {
  std::string id;
  std::string email;
  std::vector<std::string> logins;  ///< each may be it, the likeliest first
  std::vector<std::string> names;   ///< the same
  std::string any;                  ///< an id, a login, an e-mail address, a name or a group
};

struct HandedFile {
  std::size_t index = 0;  ///< in Listing::files
  std::string path;       ///< as the person named it: "src/queue.hpp"
  int number = 0;         ///< of several with one name, the latest has the highest
};

/// What came from one person or team at one time.
struct Delivery {
  std::string label;       ///< a folder or file of the input, for messages
  std::vector<Claim> who;  ///< several: a team
  std::vector<HandedFile> files;
  std::optional<std::int64_t> at;
  bool late = false;
};

struct Stray {
  std::size_t index = 0;  ///< in Listing::files
  std::string reason;     ///< why it is nobody's, one sentence
};

struct Sorting {
  std::vector<Delivery> deliveries;
  std::vector<Stray> strays;
};

/// The exercise's header under its two names.
struct Wanted {
  std::string header;    ///< "bounded_queue.hpp"
  std::string exercise;  ///< "bounded-queue"
};

[[nodiscard]] Wanted wanted_of(const std::string& header);

/// One layout. None of these functions touches the disk but the one that reads Gradescope's metadata.
struct LayoutRules {
  Layout layout;
  bool (*fits)(const Listing&, const Wanted&);
  Result<Sorting> (*sort)(const Listing&, const Wanted&);
};

extern const LayoutRules headers_rules;
extern const LayoutRules folders_rules;
extern const LayoutRules repositories_rules;
extern const LayoutRules moodle_rules;
extern const LayoutRules canvas_rules;
extern const LayoutRules gradescope_rules;

/// The layout that the names fit and the listing it fits, which is without the only folder around everything else where
/// that is no person's. `forced`: this one in any case. Errors: input, where no layout fits; the message lists them.
struct Recognised {
  const LayoutRules* rules = nullptr;
  Listing listing;
};
[[nodiscard]] Result<Recognised> recognise(Listing listing, const Wanted& wanted, std::optional<Layout> forced);

/// The folders directly in the input.
[[nodiscard]] std::vector<const FoundFolder*> top_folders(const Listing& listing);

/// The names of files and folders directly in the input, in order.
[[nodiscard]] std::vector<std::string> top_names(const Listing& listing);

/// The part of a path before the first slash, and the rest: empty where it has none.
[[nodiscard]] std::string_view top_of(std::string_view path);
[[nodiscard]] std::string_view below_top(std::string_view path);

/// Whether the name ends as headers do: .hpp, .h, .hh, .hxx, also with ".txt" behind, in any case.
[[nodiscard]] bool is_header_name(std::string_view name);

/// A folder's or a file's name as the name of a person: without the ending of an archive or header, and without the
/// exercise's name before or behind it.
[[nodiscard]] std::string person_part(std::string_view name, const Wanted& wanted);

/// For layouts that give each folder or file directly in the input to a person, whom its name tells as Claim::any.
[[nodiscard]] Sorting sort_by_top(const Listing& listing, const Wanted& wanted);

}  // namespace parcours
