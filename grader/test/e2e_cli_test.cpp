// Runs the built program as a person or a script would.
#include "archive_maker.hpp"
#include "e2e_fixture.hpp"
#include "json_schema.hpp"

namespace parcours {
namespace {

bool has_finding(const Json& result, const std::string& kind) {
  return std::any_of(result["findings"].begin(), result["findings"].end(),
                     [&](const Json& finding) { return finding["kind"] == kind; });
}

/// What holds of every graded result.
void expect_graded(const Json& result) {
  ASSERT_TRUE(result.is_object());
  EXPECT_TRUE(fits_schema(result));
  EXPECT_EQ(result["schema"], "parcours/result/v1");
  EXPECT_EQ(result["exercise"], "letter-count");
  EXPECT_EQ(result["outcome"], "graded");
  int points = 0;
  int most = 0;
  for (const Json& criterion : result["criteria"]) {
    points += criterion["points"].get<int>();
    most += criterion["max_points"].get<int>();
  }
  EXPECT_EQ(points, result["score"].get<int>());
  EXPECT_EQ(most, result["max_score"].get<int>());
}

TEST_F(CommandLine, OffersTheNearestExerciseForAnUnknownOne) {
  const std::string message = refusal({"grade", "leter-count"});
  EXPECT_HAS(message, "leter-count");
  EXPECT_HAS(message, "`letter-count`");
  EXPECT_HAS(refusal({"show", "leter-count"}), "`letter-count`");
}

TEST_F(CommandLine, RefusesWhatIsNoCommand) {
  (void)refusal({});
  (void)refusal({"grad"});
  (void)refusal({"grade"});
  (void)refusal({"grade", "letter-count", "a.hpp", "b.hpp"});
  (void)refusal({"grade", "letter-count", "--seed", "many"});
  (void)refusal({"grade", "letter-count", "--no-such-option"});
}

TEST_F(CommandLine, RefusesABrokenReport) {
  const std::string header = (letter_count / "letter_count.hpp").string();
  for (const std::string report : {"jsn=x", "json", "json=", "=x", ""})
    EXPECT_HAS(refusal({"grade", "letter-count", header, "--report", report}), "--report");
}

TEST_F(CommandLine, RefusesAReportOfWhichItsEnvironmentIsMissing) {
  const std::string header = (letter_count / "letter_count.hpp").string();
  ::unsetenv("CLASSROOM");
  EXPECT_HAS(refusal({"grade", "letter-count", header, "--report", "classroom50=-"}), "CLASSROOM");
}

TEST_F(CommandLine, WritesEveryKindOfReportOfOneGrading) {
  const std::string header = file("letter_count.hpp", "#pragma once\n\nint broken = no_such_name;\n");
  std::vector<std::string> arguments = {"grade", "letter-count", header};
  const std::vector<std::string> kinds = {"json",  "html",      "markdown",   "junit",
                                          "sarif", "classroom", "gradescope", "autolab"};
  for (const std::string& kind : kinds) {
    arguments.emplace_back("--report");
    arguments.push_back(kind + "=" + at(kind).string());
  }
  const Ran ran = parcours(arguments);
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_EQ(ran.out, "");
  for (const std::string& kind : kinds) EXPECT_NE(contents(at(kind)), "") << kind;
  EXPECT_EQ(Json::parse(contents(at("gradescope")), nullptr, false)["score"], 0);
  const Json sarif = Json::parse(contents(at("sarif")), nullptr, false);
  EXPECT_EQ(sarif["runs"][0]["results"][0]["ruleId"], "compile-error") << sarif.dump(1);
}

TEST_F(CommandLine, LeavesReportsThatSayWhyASubmissionIsRefused) {
  const std::string binary = file("letter_count.hpp", std::string("a\0b", 3));
  const std::string json = file("json", R"({"outcome": "graded", "score": 100})");  // of an earlier grading
  EXPECT_HAS(refusal({"grade", "letter-count", binary, "--report", "json=" + json, "--report",
                      "gradescope=" + at("gradescope").string(), "--report", "html=" + at("html").string()}),
             "binary");
  const Json result = Json::parse(contents(json), nullptr, false);
  EXPECT_EQ(result["outcome"], "rejected");
  EXPECT_HAS(result["outcome_reason"], "binary");
  EXPECT_EQ(result["submission"]["path"], binary);
  EXPECT_EQ(result["max_score"], 0) << "it is no zero";
  EXPECT_FALSE(Json::parse(contents(at("gradescope")), nullptr, false).contains("score"));
  EXPECT_HAS(contents(at("html")), "This cannot be graded.");
}

TEST_F(CommandLine, LeavesReportsThatSayThatTheMachineIsAtFault) {
  ::setenv("PARCOURS_SANDBOX", "none", 1);
  const Ran ran = parcours({"grade", "letter-count", (letter_count / "letter_count.hpp").string(), "--report",
                            "json=" + at("json").string()});
  ::unsetenv("PARCOURS_SANDBOX");
  EXPECT_EQ(ran.status, 3) << ran.err;
  const Json result = Json::parse(contents(at("json")), nullptr, false);
  EXPECT_EQ(result["outcome"], "not-graded");
  EXPECT_HAS(result["outcome_reason"], "parcours doctor");
  EXPECT_EQ(result["max_score"], 0) << "it is no zero";
}

TEST_F(CommandLine, RefusesAFileThatIsNotThere) {
  EXPECT_HAS(refusal({"grade", "letter-count", at("absent.hpp").string()}), "absent.hpp");
}

TEST_F(CommandLine, RefusesAFileWithATreacherousNameInOnePlainLine) {
  EXPECT_HAS(refusal({"grade", "letter-count", at("a\nb.hpp").string()}), "no such file");
  EXPECT_EQ(refusal({"grade", "letter-count", at("\x1b[2J.hpp").string()}).find('\x1b'), std::string::npos);
}

TEST_F(CommandLine, RefusesAFolderWithoutTheHeader) {
  EXPECT_HAS(refusal({"grade", "letter-count", folder_->path().string()}), "letter_count.hpp");
}

TEST_F(CommandLine, RefusesAnEmptyFile) {
  EXPECT_HAS(refusal({"grade", "letter-count", file("letter_count.hpp", "")}), "empty");
  EXPECT_HAS(refusal({"grade", "letter-count", file("letter_count.hpp", " \r\n\t\n")}), "empty");
}

TEST_F(CommandLine, RefusesABinaryFile) {
  EXPECT_HAS(refusal({"grade", "letter-count",
                      file("letter_count.hpp", std::string("\x7F"
                                                           "ELF\0\1\2",
                                                           7))}),
             "binary");
}

TEST_F(CommandLine, RefusesACourseThatIsNotThere) {
  EXPECT_HAS(refusal({"--course", at("nowhere").string(), "list"}), "nowhere");
}

TEST_F(CommandLine, MakesNoExerciseThatTheCourseCouldNotHold) {
  for (const char* folder : {"course/exercises/02-tools", "course/rubrics/02-tools"})
    fs::create_directories(at(folder));
  const auto refused = [&](const std::string& id, const std::string& chapter) {
    return refusal({"--course", at("course").string(), "new", id, "--chapter", chapter});
  };
  EXPECT_HAS(refused("sum", "18-more"), "01 to 17");
  EXPECT_HAS(refused("sum", "02-threads"), "chapter 02 is 02-tools");
  EXPECT_HAS(refused("int", "02-tools"), "could not be called so");
  EXPECT_TRUE(fs::is_empty(at("course/exercises/02-tools")));
  EXPECT_EQ(parcours({"--course", at("course").string(), "new", "sum", "--chapter", "02-tools"}).status, 0);
  EXPECT_EQ(parcours({"--course", at("course").string(), "show", "sum"}).status, 0);
}

TEST_F(CommandLine, ChecksOnAfterAnExerciseThatCannotBeUsed) {
  const std::string course = at("course").string();
  for (const char* folder : {"course/exercises", "course/rubrics"}) fs::create_directories(at(folder));
  for (const char* id : {"one", "two"})
    ASSERT_EQ(parcours({"--course", course, "new", id, "--chapter", "02-tools"}).status, 0);
  file("course/rubrics/02-tools/one.fr.yaml", "broken: [\n");
  std::string rubric = contents(at("course/rubrics/02-tools/two.yaml"));
  const std::string hidden = "    hidden: true\n";
  ASSERT_NE(rubric.find(hidden), std::string::npos);
  file("course/rubrics/02-tools/two.yaml", rubric.erase(rubric.find(hidden), hidden.size()));
  const Ran ran = parcours({"--course", course, "check"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_HAS(ran.err, "one.fr.yaml:");
  EXPECT_HAS(ran.err, "`TwoHidden.TakesMoreThreadsThanNumbers` is in hidden_tests.cpp");
  EXPECT_HAS(ran.out, "2 exercises cannot be used");
}

TEST_F(CommandLine, ListsAndShowsTheCourse) {
  const Ran list = parcours({"list"});
  EXPECT_EQ(list.status, 0) << list.err;
  EXPECT_HAS(list.out, "letter-count");
  const Ran show = parcours({"show", "letter-count"});
  EXPECT_EQ(show.status, 0) << show.err;
  EXPECT_HAS(show.out, "letter_count.hpp");
  EXPECT_EQ(parcours({"--help"}).status, 0);
}

TEST_F(CommandLine, SpeaksTheLanguageThatIsAskedFor) {
  EXPECT_HAS(parcours({"list", "--lang", "fr"}).out, "Une file bornée");
  EXPECT_HAS(parcours({"--lang", "fr", "show", "letter-count"}).out, "Votre fichier");
  EXPECT_HAS(parcours({"show", "letter-count"}).out, "Your file");
  EXPECT_HAS(refusal({"--lang", "fr", "grade", "bounded-qeue"}), "pas d'exercice `bounded-qeue`");
  EXPECT_HAS(refusal({"--lang", "latin", "list"}), "latin");
}

TEST_F(CommandLine, SpeaksTheLanguageOfTheLocale) {
  ::setenv("LC_ALL", "fr_FR.UTF-8", 1);
  EXPECT_HAS(parcours({"show", "letter-count"}).out, "Votre fichier");
  EXPECT_HAS(parcours({"show", "letter-count", "--lang", "en"}).out, "Your file");
}

TEST_F(CommandLine, GradesAlikeInEachLanguage) {
  const std::string header = file("letter_count.hpp", "#pragma once\nint f() { return 1 }\n");
  Ran french = parcours({"grade", "letter-count", header, "--seed", "1", "--lang", "fr"});
  EXPECT_EQ(french.status, 1) << french.err;
  EXPECT_HAS(french.out, "Le programme compile");
  EXPECT_HAS(french.out, "À faire");
  EXPECT_FALSE(has(french.out, "Next:"));
  EXPECT_HAS(french.out, "expected");  // the compiler's own words
  french = parcours({"grade", "letter-count", header, "--seed", "1", "--lang", "fr", "--report", "json=-"});
  const Ran english = parcours({"grade", "letter-count", header, "--seed", "1", "--report", "json=-"});
  for (const char* part : {"score", "criteria", "findings", "next_step"})
    EXPECT_EQ(Json::parse(french.out)[part], Json::parse(english.out)[part]) << part;
}

TEST_F(CommandLine, PassesTheReferenceThoughItsFileIsOddlySaved) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : contents(letter_count / "letter_count.hpp"))
    text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const std::string header = file("my letter count (final).hpp", text);
  const std::string report = at("result of mine.json").string();
  const Ran ran = parcours({"grade", "letter-count", header, "--report", "json=" + report});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.out, "");
  const Json result = Json::parse(contents(report), nullptr, false);
  expect_graded(result);
  EXPECT_EQ(result["passed"], true);
  EXPECT_EQ(result["submission"]["sha256"], sha256(text));
  for (const char* kind : {"compile-error", "test-failure", "data-race", "deadlock", "crash", "leak", "tampering"})
    EXPECT_FALSE(has_finding(result, kind)) << kind << "\n" << result.dump(1);
}

TEST_F(CommandLine, TellsTheLineThatDoesNotCompile) {
  const std::string header = file("letter_count.hpp", "#pragma once\n\nint broken = no_such_name;\n");
  const Ran ran = parcours({"grade", "letter-count", folder_->path().string(), "--report", "json=-"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  const Json result = Json::parse(ran.out, nullptr, false);
  expect_graded(result);
  EXPECT_EQ(result["passed"], false);
  EXPECT_EQ(result["score"], 0);
  ASSERT_TRUE(has_finding(result, "compile-error")) << result.dump(1);
  EXPECT_EQ(result["findings"][0]["file"], "letter_count.hpp");
  EXPECT_EQ(result["findings"][0]["line"], 3);
  EXPECT_HAS(result["findings"][0]["message"].get<std::string>(), "no_such_name");
}

TEST_F(CommandLine, GradesWithoutAnyStandardDescriptor) {
  const std::string header = file("letter_count.hpp", "#pragma once\n\nint broken = no_such_name;\n");
  const std::string report = at("result.json").string();
  const std::string line = quoted(PARCOURS_BINARY) + " grade letter-count " + quoted(header) + " --report " +
                           quoted("json=" + report) + " <&- >&- 2>&-";
  const int status = std::system(line.c_str());
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
  EXPECT_TRUE(has_finding(Json::parse(contents(report), nullptr, false), "compile-error"));
}

TEST_F(CommandLine, GradesTheHeaderInAnArchiveInAnArchive) {
  const std::string text = "#pragma once\nthis is not C++\n";
  const std::string inner = hand_made_zip({{"src\\letter_count.hpp", text}, {"__MACOSX/letter_count.hpp", "junk"}});
  const std::string archive = file("handed in", hand_made_zip({{"work.zip", inner}, {"readme.txt", "x"}}));
  const Ran ran = parcours({"grade", "letter-count", archive, "--report", "json=-"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  const Json result = Json::parse(ran.out, nullptr, false);
  expect_graded(result);
  EXPECT_EQ(result["submission"]["path"], archive + "/work.zip/src/letter_count.hpp");
  EXPECT_EQ(result["submission"]["sha256"], sha256(text));
  ASSERT_TRUE(has_finding(result, "compile-error"));
  EXPECT_EQ(result["findings"][0]["file"], "letter_count.hpp");
}

TEST_F(CommandLine, ListsWhatAnArchiveHoldsThatCannotBeGraded) {
  const std::string two = file("two.zip", hand_made_zip({{"a/letter_count.hpp", "a"}, {"b/letter_count.hpp", "b"}}));
  EXPECT_HAS(refusal({"grade", "letter-count", two}), "a/letter_count.hpp, b/letter_count.hpp; hand in one");
  const std::string none = file("none.zip", hand_made_zip({{"\x1b[2J.hpp", "a"}, {"letters.hpp", "b"}}));
  EXPECT_HAS(refusal({"grade", "letter-count", none}), "holds no letter_count.hpp, but %1B[2J.hpp, letters.hpp");
}

TEST_F(CommandLine, TellsADataRaceInTheHeadersOwnLines) {
  const std::string header = (letter_count / "wrong/shared_counters.hpp").string();
  const Ran ran = parcours({"grade", "letter-count", header, "--seed", "1", "--report", "json=-"});
  EXPECT_TRUE(ran.status == 0 || ran.status == 1) << ran.status << ran.err;
  const Json result = Json::parse(ran.out, nullptr, false);
  expect_graded(result);
  EXPECT_LT(result["score"].get<int>(), result["max_score"].get<int>());
  EXPECT_EQ(result["seed"], 1);
  ASSERT_TRUE(has_finding(result, "data-race")) << result.dump(1);
  for (const Json& finding : result["findings"])
    if (finding["kind"] == "data-race") {
      EXPECT_GT(finding["line"].get<int>(), 0) << finding.dump(1);
    }
}

TEST_F(CommandLine, MeasuresTwoHeadersAgainstEachOther) {
  const std::string slow = (source / "docs/samples/letter_count.hpp").string();
  const std::string fast = (letter_count / "letter_count.hpp").string();
  const Ran ran = parcours({"measure", "letter-count", slow, fast, "--report", "json=-"});
  EXPECT_TRUE(ran.status == 0 || ran.status == 3) << ran.err;  // 3: the machine is too busy to be exact
  const Json speedup = Json::parse(ran.out, nullptr, false);
  ASSERT_TRUE(speedup.is_object()) << ran.out;
  EXPECT_LT(speedup["high"], 1);  // one thread of two, and a byte at a time
  EXPECT_LE(speedup["low"], speedup["ratio"]);
  EXPECT_LE(speedup["ratio"], speedup["high"]);
  EXPECT_EQ(speedup["stable"], ran.status == 0);
}

TEST_F(CommandLine, RefusesToMeasureWhatDoesNotCompile) {
  const std::string broken = file("letter_count.hpp", "#pragma once\nnonsense;\n");
  const std::string good = (letter_count / "letter_count.hpp").string();
  EXPECT_HAS(refusal({"measure", "letter-count", broken, good}), "letter_count.hpp:2: ");
  EXPECT_HAS(refusal({"measure", "letter-count", good, broken}), broken);
}

}  // namespace
}  // namespace parcours
