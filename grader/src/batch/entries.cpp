#include "batch/entries.hpp"

#include "submission/submission.hpp"

namespace parcours {

std::vector<Entry> read_entries(const std::vector<Entrant>& entrants, const std::string& header,
                                const GradingKeys& keys) {
  std::vector<Entry> entries;
  for (const Entrant& entrant : entrants) {
    Entry entry{.person = entrant.person, .submission = entrant.submission, .key = {}, .problem = entrant.problem};
    if (entry.submission) {
      const auto loaded = load_archived(header, entry.submission->file, entry.submission->shown);
      if (loaded)
        entry.key = keys.of(loaded->sha256);
      else
        entry.problem = loaded.error().message;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace parcours
