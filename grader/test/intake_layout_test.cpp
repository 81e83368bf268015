#include "intake/layout.hpp"
#include "intake_listing_maker.hpp"

namespace parcours {
namespace {

const std::string unknown =
    "its layout is not known: no folder or file in it is a person's; there are headers, folders, repositories, moodle, "
    "canvas, gradescope";

TEST(Layout, IsRecognisedByItsNames) {
  EXPECT_EQ(recognised_as({"anna.hpp", "ben.hpp", "README.txt"}), "headers");
  EXPECT_EQ(recognised_as({"anna/bounded_queue.hpp", "ben/x.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"queue-anna/.git", "queue-anna/a.hpp", "queue-ben/.git"}), "repositories");
  EXPECT_EQ(recognised_as({"Ada Byron_12_assignsubmission_file/bounded_queue.hpp"}), "moodle");
  EXPECT_EQ(recognised_as({"byronada_12_345_bounded_queue.hpp"}), "canvas");
  EXPECT_EQ(recognised_as({"submission_metadata.yml", "submission_1/bounded_queue.hpp"}), "gradescope");
}

TEST(Layout, IsRecognisedInsideTheOnlyFolder) {
  EXPECT_EQ(recognised_as({"all/anna.hpp", "all/ben.hpp"}), "headers all/");
  EXPECT_EQ(recognised_as({"all/anna/bounded_queue.hpp", "all/ben/bounded_queue.hpp"}), "folders all/");
  EXPECT_EQ(recognised_as({"queue-submissions/queue-anna/.git", "queue-submissions/queue-ben/.git",
                           "queue-submissions/queue-ben/a.hpp"}),
            "repositories queue-submissions/");
  EXPECT_EQ(recognised_as({"all/Ada_12_assignsubmission_file_a.hpp"}), "moodle all/");
  EXPECT_EQ(recognised_as({"assignment_7_export/submission_metadata.yml", "assignment_7_export/submission_1/a.hpp"}),
            "gradescope assignment_7_export/");
}

TEST(Layout, DoesNotTakeTheFoldersOfTheOnlyPersonForPeople) {
  EXPECT_EQ(recognised_as({"anna/src/bounded_queue.hpp", "anna/tests/other.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"anna/bounded_queue.hpp", "anna/old/bounded_queue.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"anna/bounded_queue.hpp", "anna/helper.hpp"}), "folders");
  EXPECT_EQ(recognised_as({"anna/queue.hpp"}), "folders");
}

TEST(Layout, NeedsHalfOfTheNames) {
  EXPECT_EQ(recognised_as({"a_1_assignsubmission_file/x", "b/x"}), "moodle");
  EXPECT_EQ(recognised_as({"a_1_assignsubmission_file/x", "b/x", "c/x"}), "folders");
  EXPECT_EQ(recognised_as({"a_1_2_x.hpp", "b.hpp"}), "canvas");
  EXPECT_EQ(recognised_as({"a_1_2_x.hpp", "b.hpp", "c.hpp"}), "headers");
  EXPECT_EQ(recognised_as({"a.hpp", "b.txt"}), "headers");
  EXPECT_EQ(recognised_as({"a.hpp", "b.txt", "c.txt"}), unknown);
  EXPECT_EQ(recognised_as({"anna/.git", "ben/.git", "c/x", "d/x"}), "repositories");
  EXPECT_EQ(recognised_as({"anna/.git", "c/x", "d/x"}), "folders");
}

TEST(Layout, IsNotKnownWhereNothingIsNamedAfterAnybody) {
  EXPECT_EQ(recognised_as({"bounded_queue.hpp"}), unknown);
  EXPECT_EQ(recognised_as({"notes.txt"}), unknown);
}

TEST(Layout, CanBeForced) {
  EXPECT_EQ(recognised_as({"queue-anna/a.hpp", "queue-ben/a.hpp"}, Layout::folders), "folders");
  EXPECT_EQ(recognised_as({"all/anna/bounded_queue.hpp", "all/ben/bounded_queue.hpp"}, Layout::folders),
            "folders all/");
  EXPECT_EQ(recognised_as({"all/a_1_2_x.hpp", "all/b.txt", "all/c.txt", "all/d.txt"}, Layout::canvas), "canvas");
  EXPECT_EQ(recognised_as({"all/a_1_2_x.hpp"}, Layout::canvas), "canvas all/");
  EXPECT_EQ(recognised_as({"notes.txt"}, Layout::moodle), "moodle");
}

TEST(Layout, HasANameThatIsReadAgain) {
  for (const Layout layout :
       {Layout::headers, Layout::folders, Layout::repositories, Layout::moodle, Layout::canvas, Layout::gradescope})
    EXPECT_EQ(parse_layout(to_string(layout)), layout);
  EXPECT_EQ(parse_layout("modle").error().message, "unknown layout `modle`; did you mean `moodle`?");
  EXPECT_EQ(parse_layout("zzzzzzzzz").error().message,
            "unknown layout `zzzzzzzzz`; there are headers, folders, repositories, moodle, canvas, gradescope");
}

TEST(Layout, FindsThePersonInAName) {
  const Wanted wanted = wanted_of("bounded_queue.hpp");
  EXPECT_EQ(wanted.exercise, "bounded-queue");
  EXPECT_EQ(person_part("anna.hpp", wanted), "anna");
  EXPECT_EQ(person_part("anna.H.TXT", wanted), "anna");
  EXPECT_EQ(person_part("anna.tar.gz", wanted), "anna");
  EXPECT_EQ(person_part("anna_Bounded_Queue.hpp", wanted), "anna");
  EXPECT_EQ(person_part("bounded-queue-anna-b", wanted), "anna-b");
  EXPECT_EQ(person_part("Bounded Queue.hpp", wanted), "");
  EXPECT_EQ(person_part("unbounded_queue.hpp", wanted), "unbounded_queue");
}

}  // namespace
}  // namespace parcours
