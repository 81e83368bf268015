#include <gtest/gtest.h>

#include "intake/roster.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

std::vector<Person> people_in(std::string_view text) {
  auto people = parse_roster(text, "roster.csv");
  if (people) return std::move(*people);
  ADD_FAILURE() << people.error().message;
  return {};
}

std::string complaint(std::string_view text) {
  const auto people = parse_roster(text, "roster.csv");
  if (people) {
    ADD_FAILURE() << "it was accepted";
    return "";
  }
  EXPECT_EQ(people.error().fault, Fault::input);
  return people.error().message;
}

using People = std::vector<Person>;

TEST(Roster, KnowsColumnsByTheirNamesInAnyOrderAndCase) {
  EXPECT_EQ(people_in("Group,E-Mail,ID,note,Name,Login\nA,ada@x.org,7,hello,\"Byron, Ada\",abyron\n"),
            (People{{"7", "Byron, Ada", "ada@x.org", "abyron", "A"}}));
  EXPECT_EQ(people_in("id\n1\n2\n"), (People{{"1", "", "", "", ""}, {"2", "", "", "", ""}}));
}

TEST(Roster, TakesWhatPlatformsExport) {
  // Canvas' grade book, Moodle's grade sheet and participants, Gradescope's roster, GitHub Classroom's.
  EXPECT_EQ(people_in("Student,ID,SIS User ID,SIS Login ID,Section,Queue (12)\n"
                      ",,,,,Manual Posting\n    Points Possible,,,,,10\n\"Byron, Ada\",42,s7,abyron,A,\n"),
            (People{{"42", "Byron, Ada", "", "abyron", ""}}));
  EXPECT_EQ(people_in("\xEF\xBB\xBFIdentifier,\"Full name\",\"Email address\",Status\n\"Participant 12\",Ada "
                      "Byron,ada@x.org,Submitted\n"),
            (People{{"Participant 12", "Ada Byron", "ada@x.org", "", ""}}));
  EXPECT_EQ(people_in("First name;Last name;ID number;Email address;Groups\nAda;Byron;7;ada@x.org;A\n"),
            (People{{"7", "Ada Byron", "ada@x.org", "", "A"}}));
  EXPECT_EQ(people_in("First Name,Last Name,SID,Email,Role\nAda,Byron,7,ada@x.org,Student\n"),
            (People{{"7", "Ada Byron", "ada@x.org", "", ""}}));
  EXPECT_EQ(people_in("\"identifier\",\"github_username\",\"github_id\",\"name\"\n\"7\",\"ada-b\",\"99\",\"Ada\"\n"),
            (People{{"7", "Ada", "", "ada-b", ""}}));
  EXPECT_EQ(people_in("Matrikelnummer\tVorname\tNachname\n7\tAda\tByron\n"), (People{{"7", "Ada Byron", "", "", ""}}));
  EXPECT_EQ(people_in("Numéro étudiant;Nom;Prénom;Courriel\n7;Byron;Ada;ada@x.org\n"),
            (People{{"7", "Ada Byron", "ada@x.org", "", ""}}));
}

TEST(Roster, DropsWhatCannotBeSeenAndPersonlessLines) {
  EXPECT_EQ(people_in("id,name\n \u200B7 ,\" Ada \n\x1B Byron\u202E\"\n,,\n8\n"),
            (People{{"7", "Ada Byron", "", "", ""}, {"8", "", "", "", ""}}));
}

TEST(Roster, KeepsIdsThatAreNoFileNames) {
  EXPECT_EQ(people_in("id\n../../etc/passwd\nAnna\nanna\n"),
            (People{{"../../etc/passwd", "", "", "", ""}, {"Anna", "", "", "", ""}, {"anna", "", "", "", ""}}));
}

TEST(Roster, SaysWhereItIsWrong) {
  EXPECT_EQ(complaint(""), "roster.csv:1: is empty; it needs a line of titles and a line a person");
  EXPECT_EQ(complaint("\nfoo,name\n1,Ada\n"),
            "roster.csv:2: has no column for the id; name one `id` (there are: foo, name)");
  EXPECT_EQ(complaint("id,name\n"), "roster.csv:1: lists no person below its titles");
  EXPECT_EQ(complaint("id,name\n7,Ada\n\n,Ben\n"), "roster.csv:4: Ben has no id");
  EXPECT_EQ(complaint("id,name,email\n,,ada@x.org\n"), "roster.csv:2: this person has no id");
  EXPECT_EQ(complaint("id\n7\n8\n 7\n"), "roster.csv:4: the id 7 is in line 2 already");
  EXPECT_EQ(complaint("id\n\"7\n"), "roster.csv:2: the quote that begins a field here is not closed");
}

TEST(Roster, RefusesOtherEncodings) {
  using namespace std::string_literals;
  EXPECT_EQ(complaint("\xFF\xFEi\0d\0"s), "roster.csv:1: is UTF-16; save it as CSV in UTF-8");
  EXPECT_EQ(complaint("id,name\n1,M\xFCller\n"), "roster.csv:1: is not UTF-8; save it as CSV in UTF-8");
}

TEST(Roster, ShowsStrangeTitlesWithoutTheirControlCharacters) {
  EXPECT_EQ(complaint("\x1B[31mfoo\n1\n").find('\x1B'), std::string::npos);
}

TEST(Roster, IsLoadedFromAFile) {
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder);
  const auto file = folder->path() / "roster.csv";
  ASSERT_TRUE(write_file(file, "id\n7\n"));
  EXPECT_EQ(load_roster(file)->size(), 1U);
  ASSERT_TRUE(write_file(file, "name\n7\n"));
  EXPECT_TRUE(load_roster(file).error().message.starts_with(file.string() + ":1: "));
  EXPECT_FALSE(load_roster(folder->path() / "none.csv"));
}

}  // namespace
}  // namespace parcours
