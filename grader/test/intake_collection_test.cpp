#include "archive_maker.hpp"
#include "intake/collection.hpp"
#include "sandbox_fixture.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace {

#define EXPECT_HAS(text, part) EXPECT_PRED2(has, text, part)
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

using Told = std::vector<std::string>;

class Collected : public SandboxTest {
 protected:
  void SetUp() override {
    SandboxTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto installation = find_installation();
    ASSERT_TRUE(installation) << installation.error().message;
    options_.header = "bounded_queue.hpp";
    options_.unpack = installation->unpack;
    options_.scratch = path() / "scratch";
    fs::create_directory(input());
  }

  [[nodiscard]] fs::path input() const { return path() / "input"; }

  void write(const std::string& name, const std::string& bytes = "int a;\n") const {
    fs::create_directories((input() / name).parent_path());
    std::ofstream(input() / name, std::ios::binary) << bytes;
  }

  [[nodiscard]] fs::path archive(const std::vector<Item>& items, const std::string& kind = "zip") const {
    std::ofstream(path() / "all", std::ios::binary) << packed(kind, items);
    return path() / "all";
  }

  Result<Collection> collect_all(const fs::path& what) {
    fs::remove_all(options_.scratch);
    fs::create_directory(options_.scratch);
    return collect(*sandbox_, what, options_);
  }

  /// "id: shown [time] [late]", "id! problem", "shown (id)? reason".
  Told told(const fs::path& what) {
    const auto collection = collect_all(what);
    if (!collection) return {collection.error().message};
    Told lines;
    for (const Entrant& entrant : collection->entrants) {
      EXPECT_EQ(entrant.submission.has_value(), entrant.problem.empty());
      if (!entrant.submission) {
        lines.push_back(entrant.person.id + "! " + entrant.problem);
        continue;
      }
      const HandedIn& submission = *entrant.submission;
      EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(submission.file))) << submission.file;
      lines.push_back(entrant.person.id + ": " + submission.shown +
                      (submission.at ? " " + timestamp_text(*submission.at) : "") +
                      (submission.marked_late ? " late" : ""));
    }
    for (const Leftover& leftover : collection->leftovers) {
      EXPECT_FALSE(leftover.reason.empty()) << leftover.shown;
      lines.push_back(leftover.shown + (leftover.person.empty() ? "" : " (" + leftover.person + ")") + "? " +
                      leftover.reason);
    }
    remarks_ = collection->remarks;
    return lines;
  }

  CollectOptions options_;
  Told remarks_;
};

const std::vector<Person> course{{"s1", "Ada Byron", "ada@x.org", "ada-b", ""},
                                 {"s2", "Ben Li", "ben@x.org", "benli", ""},
                                 {"s3", "Carla Weiß", "carla@x.org", "cweiss", ""}};

INSTANTIATE_TEST_SUITE_P(Tiers, Collected, ::testing::Values("bubblewrap"), tier_name);

TEST_P(Collected, TakesFoldersWithoutARosterForPeople) {
  write("ben/bounded_queue.hpp");
  write("ben/notes.txt");
  write("anna/src/boundedqueue.hpp");
  fs::create_directory(input() / "carl");
  write("dora/main.cpp");
  EXPECT_EQ(
      told(input()),
      (Told{"anna: anna/src/boundedqueue.hpp", "ben: ben/bounded_queue.hpp", "carl! nothing was handed in",
            "dora! there is no bounded_queue.hpp, but dora/main.cpp",
            "ben/notes.txt (ben)? it is not bounded_queue.hpp", "dora/main.cpp (dora)? it is not bounded_queue.hpp"}));
}

TEST_P(Collected, ListsEverybodyOfTheRosterInItsOrder) {
  options_.roster = course;
  write("ben_li/bounded_queue.hpp");
  write("ada-b/bounded_queue.hpp");
  write("Stranger/bounded_queue.hpp");
  EXPECT_EQ(told(input()),
            (Told{"s1: ada-b/bounded_queue.hpp", "s2: ben_li/bounded_queue.hpp", "s3! nothing was handed in",
                  "Stranger/bounded_queue.hpp? it belongs to nobody in the roster (Stranger)"}));
}

TEST_P(Collected, ReadsWhatMoodleGives) {
  options_.roster = course;
  EXPECT_EQ(
      told(archive({{"Ada Byron_12_assignsubmission_file/bounded_queue.hpp", "int a;"},
                    {"Ada Byron_12_assignsubmission_onlinetext/onlinetext.html", "hello"},
                    {"Carla Weiss_13_assignsubmission_file/work.zip",
                     packed("zip", {{"src/bounded_queue.hpp", "int c;"}, {"__MACOSX/x", ""}})},
                    {"Dora Who_14_assignsubmission_file/bounded_queue.hpp", "int d;"}})),
      (Told{"s1: Ada Byron_12_assignsubmission_file/bounded_queue.hpp", "s2! nothing was handed in",
            "s3: Carla Weiss_13_assignsubmission_file/work.zip/src/bounded_queue.hpp",
            "Ada Byron_12_assignsubmission_onlinetext/onlinetext.html (s1)? it is not bounded_queue.hpp",
            "Dora Who_14_assignsubmission_file/bounded_queue.hpp? it belongs to nobody in the roster (Dora Who)"}));
}

TEST_P(Collected, ReadsWhatCanvasGives) {
  options_.roster = course;
  EXPECT_EQ(told(archive({{"byronada_12_345_boundedqueue.hpp", "int a;"},
                          {"byronada_12_346_boundedqueue-1.hpp", "int b;"},
                          {"liben_LATE_13_347_bounded_queue.hpp", "int c;"}})),
            (Told{"s1: byronada_12_346_boundedqueue-1.hpp", "s2: liben_LATE_13_347_bounded_queue.hpp late",
                  "s3! nothing was handed in",
                  "byronada_12_345_boundedqueue.hpp (s1)? byronada_12_346_boundedqueue-1.hpp counts in its place"}));
}

TEST_P(Collected, DoesNotTakeTheTimeOfADownloadForThatOfASubmission) {
  options_.at = 1;  // the archive's files are from 2023
  EXPECT_EQ(told(archive({{"byronada_12_345_bounded_queue.hpp", "int a;"}})),
            Told{"12: byronada_12_345_bounded_queue.hpp"});
  EXPECT_EQ(remarks_, Told{"of 1 of 1 submissions nobody says when they were handed in (layout canvas), so the time "
                           "limit 1970-01-01T00:00:01Z decides nothing for them"});
  options_.at.reset();
  (void)told(archive({{"byronada_12_345_bounded_queue.hpp", "int a;"}}));
  EXPECT_EQ(remarks_, Told{});
}

constexpr const char* gradescope_metadata =
    "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: s1\n    :email: ada@x.org\n"
    "  - :name: Ben Li\n    :email: BEN@x.org\n  :created_at: 2026-11-25 10:00:00 Z\n"
    "submission_2:\n  :submitters:\n  - :name: Ben Li\n    :sid: s2\n  :created_at: 2026-11-26 10:00:00 Z\n"
    "submission_3:\n  :submitters:\n  - :name: Carla Weiss\n  - :name: Dora Who\n  :created_at: 2026-11-27 10:00:00 Z\n"
    "submission_4:\n  :submitters: []\n";

TEST_P(Collected, ReadsWhatGradescopeGives) {
  options_.roster = course;
  const fs::path all = archive({{"assignment_7_export/submission_metadata.yml", gradescope_metadata},
                                {"assignment_7_export/submission_1/bounded_queue.hpp", "int a;"},
                                {"assignment_7_export/submission_2/bounded_queue.hpp", "int b;"},
                                {"assignment_7_export/submission_3/bounded_queue.hpp", "int c;"},
                                {"assignment_7_export/submission_4/bounded_queue.hpp", "int d;"}});
  EXPECT_EQ(told(all),
            (Told{"s1: assignment_7_export/submission_1/bounded_queue.hpp 2026-11-25T10:00:00Z",
                  "s2: assignment_7_export/submission_2/bounded_queue.hpp 2026-11-26T10:00:00Z",
                  "s3: assignment_7_export/submission_3/bounded_queue.hpp 2026-11-27T10:00:00Z",
                  "assignment_7_export/submission_3 (s3)? of a team: it belongs to nobody in the roster (Dora Who)",
                  "assignment_7_export/submission_4/bounded_queue.hpp? it belongs to nobody: no submitter is named"}));
  options_.at = parse_timestamp("2026-11-26T09:00").value();
  EXPECT_EQ(told(all),
            (Told{"s1: assignment_7_export/submission_1/bounded_queue.hpp 2026-11-25T10:00:00Z",
                  "s2: assignment_7_export/submission_1/bounded_queue.hpp 2026-11-25T10:00:00Z",
                  "s3! all was handed in after 2026-11-26T09:00:00Z",
                  "assignment_7_export/submission_2/bounded_queue.hpp (s2)? it was handed in at 2026-11-26T10:00:00Z, "
                  "after 2026-11-26T09:00:00Z",
                  "assignment_7_export/submission_3 (s3)? of a team: it belongs to nobody in the roster (Dora Who)",
                  "assignment_7_export/submission_3/bounded_queue.hpp (s3)? it was handed in at 2026-11-27T10:00:00Z, "
                  "after 2026-11-26T09:00:00Z",
                  "assignment_7_export/submission_4/bounded_queue.hpp? it belongs to nobody: no submitter is named"}));
  EXPECT_EQ(remarks_.size(), 1U);
}

TEST_P(Collected, GivesTheLatestOfAGroupToEachMember) {
  options_.roster = course;
  options_.roster[0].group = "Team  1";
  options_.roster[1].group = "team 1";
  write("submission_metadata.yml",
        "submission_1:\n  :submitters:\n  - :sid: s1\n  :created_at: 2026-11-25 10:00:00 Z\n"
        "submission_2:\n  :submitters:\n  - :sid: s2\n  :created_at: 2026-11-26 10:00:00 Z\n");
  write("submission_1/bounded_queue.hpp");
  write("submission_2/bounded_queue.hpp");
  EXPECT_EQ(told(input()), (Told{"s1: submission_2/bounded_queue.hpp 2026-11-26T10:00:00Z",
                                 "s2: submission_2/bounded_queue.hpp 2026-11-26T10:00:00Z", "s3! nothing was handed in",
                                 "submission_1/bounded_queue.hpp (s1)? submission_2/bounded_queue.hpp was handed in "
                                 "later or by another of the group, and counts"}));
}

TEST_P(Collected, GivesAFolderOfAGroupToItsMembers) {
  options_.roster = course;
  options_.roster[0].group = options_.roster[2].group = "Team 1";
  write("team-1/bounded_queue.hpp");
  write("benli/bounded_queue.hpp");
  EXPECT_EQ(told(input()),
            (Told{"s1: team-1/bounded_queue.hpp", "s2: benli/bounded_queue.hpp", "s3: team-1/bounded_queue.hpp"}));
}

TEST_P(Collected, ReadsRepositories) {
  options_.roster = course;
  write("queue-ada-b/.git/HEAD", "x");
  write("queue-ada-b/exercises/03-queues/bounded-queue/bounded_queue.hpp");
  write("queue-ada-b/old/bounded_queue.hpp", "int old;\n");
  for (int i = 0; i < 20; ++i) write("queue-ada-b/build/" + std::to_string(i) + ".o");
  write("queue-benli/.git/HEAD", "x");
  options_.at = 1;
  EXPECT_EQ(told(input()),
            (Told{"s1: queue-ada-b/exercises/03-queues/bounded-queue/bounded_queue.hpp", "s2! nothing was handed in",
                  "s3! nothing was handed in", "queue-ada-b (20 files) (s1)? none of them is bounded_queue.hpp",
                  "queue-ada-b/old/bounded_queue.hpp (s1)? "
                  "queue-ada-b/exercises/03-queues/bounded-queue/bounded_queue.hpp counts in its place"}));
  EXPECT_EQ(remarks_.size(), 1U);
}

TEST_P(Collected, ReadsHeadersNamedAfterPeople) {
  options_.roster = course;
  write("ada-b.hpp");
  write("bounded_queue_benli.hpp");
  write("bounded_queue.hpp");
  EXPECT_EQ(told(input()),
            (Told{"s1: ada-b.hpp", "s2: bounded_queue_benli.hpp", "s3! nothing was handed in",
                  "bounded_queue.hpp? it lies beside the people's files and is not named after anybody"}));
}

TEST_P(Collected, TellsWhatCannotBeTakenAndWhoseItIs) {
  options_.roster = course;
  fs::create_directory(input() / "ada-b");
  fs::create_symlink("/etc/passwd", input() / "ada-b/bounded_queue.hpp");
  fs::create_symlink("/etc", input() / "benli");
  write("cweiss.zip", "PK\3\4");
  write("x/bounded_queue.hpp");
  const Told lines = told(input());
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_EQ(lines[0], "s1! ada-b/bounded_queue.hpp cannot be taken: it is a symbolic link");
  EXPECT_EQ(lines[1], "s2! benli cannot be taken: it is a symbolic link");
  EXPECT_HAS(lines[2], "s3! cweiss.zip cannot be taken: it cannot be read as an archive");
  EXPECT_EQ(lines[3], "ada-b/bounded_queue.hpp (s1)? it is a symbolic link");
  EXPECT_EQ(lines[4], "benli (s2)? it is a symbolic link");
  EXPECT_HAS(lines[5], "cweiss.zip (s3)? it cannot be read as an archive");
  EXPECT_EQ(lines[6], "x/bounded_queue.hpp? it belongs to nobody in the roster (x)");
}

TEST_P(Collected, KeepsPeopleApartWhoseNamesAreTheSameOrNearlySo) {
  options_.roster = {{"1", "Ada Byron", "", "", ""}, {"2", "ada byron", "", "", ""}, {"../../3", "Ben", "", "", ""}};
  write("Ada Byron/bounded_queue.hpp");
  write("Ben/bounded_queue.hpp");
  EXPECT_EQ(told(input()),
            (Told{"1! nothing was handed in", "2! nothing was handed in", "../../3: Ben/bounded_queue.hpp",
                  "Ada Byron/bounded_queue.hpp? 2 people in the roster go by Ada Byron: 1 and 2"}));
  options_.roster.clear();
  write("ada byron/bounded_queue.hpp");
  EXPECT_EQ(told(input()), (Told{"Ada Byron: Ada Byron/bounded_queue.hpp", "Ben: Ben/bounded_queue.hpp",
                                 "ada byron: ada byron/bounded_queue.hpp"}));
}

TEST_P(Collected, SaysWhichOfSeveralAttemptsAreTheSamePersons) {
  options_.roster = course;
  write("ada-b/bounded_queue.hpp", "int a;\n");
  write("Ada Byron/bounded_queue.hpp", "int b;\n");
  EXPECT_EQ(told(input()),
            (Told{"s1! nobody can tell which of 2 files is bounded_queue.hpp: Ada Byron/bounded_queue.hpp, "
                  "ada-b/bounded_queue.hpp",
                  "s2! nothing was handed in", "s3! nothing was handed in",
                  "Ada Byron/bounded_queue.hpp (s1)? it is one of several that may be bounded_queue.hpp",
                  "ada-b/bounded_queue.hpp (s1)? it is one of several that may be bounded_queue.hpp"}));
}

TEST_P(Collected, CanBeToldTheLayout) {
  options_.layout = Layout::folders;
  write("queue-anna/bounded_queue.hpp");
  write("queue-ben/bounded_queue.hpp");
  EXPECT_EQ(told(input()),
            (Told{"queue-anna: queue-anna/bounded_queue.hpp", "queue-ben: queue-ben/bounded_queue.hpp"}));
  options_.layout = Layout::moodle;
  EXPECT_EQ(told(input()), Told{input().string() + ": nothing in it lies or is named as in the layout moodle"});
}

TEST_P(Collected, RefusesAnInputThatHoldsNothing) {
  EXPECT_EQ(told(input()), Told{input().string() + ": holds no files"});
  write("notes.txt");
  EXPECT_HAS(told(input())[0], "input: its layout is not known");
  EXPECT_HAS(told(path() / "none")[0], "none: no such file or folder");
}

TEST_P(Collected, LosesNoFile) {
  options_.roster = course;
  std::vector<Item> items;
  for (const char* person : {"ada-b", "benli", "stranger"})
    for (const char* name : {"bounded_queue.hpp", "x/bounded_queue.hpp", "y/other.hpp", "z.txt"})
      items.push_back({std::string(person) + "/" + name, "int a;"});
  items.push_back({"loose.txt", "x"});
  items.push_back({"benli/link", "", AE_IFLNK, "/etc/passwd"});
  const auto collection = collect_all(archive(items, "tar"));
  ASSERT_TRUE(collection) << collection.error().message;
  std::size_t taken = collection->leftovers.size();
  for (const Entrant& entrant : collection->entrants) taken += entrant.submission ? 1 : 0;
  EXPECT_EQ(taken, items.size());
}

TEST_P(Collected, StandsManyFilesOfOnePerson) {
  std::vector<Item> items{{"anna/bounded_queue.hpp", "int a;"}};
  for (int i = 0; i < 20'000; ++i) items.push_back({"ben/" + std::to_string(i) + ".hpp", ""});
  EXPECT_EQ(
      told(archive(items, "tar")),
      (Told{"anna: anna/bounded_queue.hpp",
            "ben! nobody can tell which of 20000 files is bounded_queue.hpp: ben/0.hpp, ben/1.hpp, ben/10.hpp and "
            "19997 more",
            "ben (20000 files) (ben)? none of them is bounded_queue.hpp"}));
}

}  // namespace
}  // namespace parcours
