#include "intake_listing_maker.hpp"
#include "util/files.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace {

class GradescopeLayout : public ::testing::Test {
 protected:
  /// With the metadata in a file; "created" behind a delivery that has a time.
  static Told sorted_with(const std::string& metadata, std::vector<std::string> lines) {
    const auto folder = TempDir::create();
    EXPECT_TRUE(folder);
    const auto file = folder->path() / "metadata";
    EXPECT_TRUE(write_file(file, metadata));
    lines.emplace_back("submission_metadata.yml");
    Listing listing = listed(std::move(lines));
    for (FoundFile& found : listing.files)
      if (found.path == "submission_metadata.yml") found.file = file;
    const auto sorting = gradescope_rules.sort(listing, wanted_of("bounded_queue.hpp"));
    if (!sorting) return {sorting.error().message};
    Told lines_told = told(listing, *sorting);
    for (std::size_t i = 0; i < sorting->deliveries.size(); ++i)
      if (const auto at = sorting->deliveries[i].at) lines_told[i] += " created " + timestamp_text(*at);
    return lines_told;
  }
};

TEST_F(GradescopeLayout, TakesPeopleAndTimesFromTheMetadata) {
  EXPECT_EQ(sorted_with("submission_1:\n  :submitters:\n  - :name: Ada Byron\n    :sid: '7'\n    :email: ada@x.org\n"
                        "  - :name: Ben\n  :created_at: 2026-11-26 04:03:36.5 Z\n  :score: 3.0\n"
                        "submission_2:\n  :submitters:\n  - :email: c@x.org\n",
                        {"submission_1/a.hpp", "submission_1/src/b.hpp", "submission_9/a.hpp", "other.txt"}),
            (Told{"id=7 email=ada@x.org name=Ada Byron & name=Ben: a.hpp src/b.hpp created 2026-11-26T04:03:36Z",
                  "email=c@x.org:", "other.txt! submission_metadata.yml does not say whose it is",
                  "submission_9/a.hpp! submission_metadata.yml does not say whose it is"}));
}

TEST_F(GradescopeLayout, IsRefusedWithoutItsMetadata) {
  EXPECT_EQ(sorted(gradescope_rules, {"submission_1/a.hpp"}),
            Told{"submission_metadata.yml: is missing, so nobody can tell whose a submission is; take the whole of the "
                 "export"});
  EXPECT_EQ(sorted(gradescope_rules, {"submission_metadata.yml! it is a symbolic link"}),
            Told{"submission_metadata.yml: cannot be taken: it is a symbolic link"});
  EXPECT_EQ(sorted_with("[]", {"submission_1/a.hpp"})[0].find("submission_metadata.yml:1: does not map"), 0U);
}

}  // namespace
}  // namespace parcours
