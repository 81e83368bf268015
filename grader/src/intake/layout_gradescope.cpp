// What Gradescope gives as "Export Submissions": "assignment_N_export/submission_ID/…", beside which
// submission_metadata.yml says who handed each in, a team included, and when.
#include <algorithm>

#include "intake/gradescope_metadata.hpp"
#include "intake/layout.hpp"

namespace parcours {
namespace {

constexpr std::string_view metadata_name = "submission_metadata.yml";

const FoundFile* metadata_of(const Listing& listing) {
  const auto found = std::find_if(listing.files.begin(), listing.files.end(),
                                  [](const FoundFile& file) { return file.path == metadata_name; });
  return found == listing.files.end() ? nullptr : &*found;
}

/// The metadata lies at the top.
bool fits_gradescope(const Listing& listing, const Wanted& /*wanted*/) { return metadata_of(listing) != nullptr; }

Delivery delivery_of(const std::string& label, const GradescopeSubmission& submission) {
  Delivery delivery{label, {}, {}, submission.created_at, false};
  for (const Submitter& submitter : submission.submitters) {
    Claim claim{.id = submitter.sid, .email = submitter.email};
    if (!submitter.name.empty()) claim.names = {submitter.name};
    delivery.who.push_back(std::move(claim));
  }
  return delivery;
}

Result<Sorting> sort_gradescope(const Listing& listing, const Wanted& /*wanted*/) {
  const FoundFile* metadata = metadata_of(listing);
  if (metadata == nullptr)
    return input_error("{}{}: is missing, so nobody can tell whose a submission is; take the whole of the export",
                       listing.root, metadata_name);
  if (!metadata->refusal.empty())
    return input_error("{}{}: cannot be taken: {}", listing.root, metadata_name, metadata->refusal);
  const auto submissions = read_gradescope_metadata(metadata->file, listing.root + metadata->path);
  if (!submissions) return tl::unexpected(submissions.error());
  Sorting sorting;
  std::map<std::string, std::size_t, std::less<>> places;
  for (const auto& [label, submission] : *submissions) {
    places.emplace(label, sorting.deliveries.size());
    sorting.deliveries.push_back(delivery_of(label, submission));
  }
  for (std::size_t i = 0; i < listing.files.size(); ++i) {
    const FoundFile& file = listing.files[i];
    if (&file == metadata) continue;
    const std::string_view below = below_top(file.path);
    if (const auto place = places.find(top_of(file.path)); place != places.end())
      sorting.deliveries[place->second].files.push_back({i, below.empty() ? file.path : std::string(below), 0});
    else
      sorting.strays.push_back({i, std::string(metadata_name) + " does not say whose it is"});
  }
  return sorting;
}

}  // namespace

const LayoutRules gradescope_rules{Layout::gradescope, fits_gradescope, sort_gradescope};

}  // namespace parcours
