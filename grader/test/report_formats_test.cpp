#include <gtest/gtest.h>

#include <cstdlib>

#include "classroom_reader.hpp"
#include "format_checks.hpp"
#include "report/formats.hpp"

namespace parcours {
namespace {

/// Puts an environment variable back at its end.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* const before = std::getenv(name)) before_ = before;
    if (value == nullptr)
      ::unsetenv(name);
    else
      ::setenv(name, value, 1);
  }
  ~Variable() {
    if (before_)
      ::setenv(name_, before_->c_str(), 1);
    else
      ::unsetenv(name_);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(ReportFormats, AreThoseOfTheInterface) {
  EXPECT_EQ(report_kinds(), (std::vector<std::string>{"json", "html", "markdown", "junit", "sarif", "classroom",
                                                      "classroom50", "gradescope", "autolab"}));
}

TEST(ReportFormats, EveryKindIsWrittenWhateverTheOutcome) {
  const Variable classroom("CLASSROOM", "c");
  const Variable assignment("ASSIGNMENT", "a");
  const Variable tag("SUBMISSION_TAG", "submit/x");
  const Variable owner("OWNER", "ada");
  const Variable commit("COMMIT_URL", "https://c.example");
  const Variable release("RELEASE_URL", "https://r.example");
  for (const std::string& kind : report_kinds()) {
    EXPECT_TRUE(can_render(kind)) << kind;
    for (const GradedSubmission& graded :
         {samples::submission(), samples::flawless(), samples::hostile(), not_graded(), rejected()}) {
      const auto text = render(kind, graded);
      ASSERT_TRUE(text) << kind << ": " << text.error().message;
      EXPECT_FALSE(text->empty()) << kind;
    }
  }
}

TEST(ReportFormats, AnUnknownKindIsRefusedWithTheNearest) {
  for (const std::string kind : {"junt", "", "JSON", "canvas"}) {
    EXPECT_FALSE(can_render(kind)) << kind;
    const auto text = render(kind, samples::submission());
    ASSERT_FALSE(text) << kind;
    EXPECT_EQ(text.error().fault, Fault::input);
  }
  EXPECT_NE(can_render("junt").error().message.find("did you mean `junit`"), std::string::npos);
}

TEST(ReportFormats, Classroom50IsRefusedWithoutItsEnvironment) {
  const Variable classroom("CLASSROOM", nullptr);
  ASSERT_FALSE(can_render("classroom50"));
  EXPECT_NE(can_render("classroom50").error().message.find("CLASSROOM"), std::string::npos);
  EXPECT_FALSE(render("classroom50", samples::submission()));
}

TEST(ReportFormats, SarifNamesFilesFromTheRootOfTheRepository) {
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder);
  const std::filesystem::path exercise = folder->path() / "exercises" / "a queue";
  std::filesystem::create_directories(exercise);
  for (const char* name : {"bounded_queue.hpp", "tests.cpp"}) ASSERT_TRUE(write_file(exercise / name, "x"));
  const Variable workspace("GITHUB_WORKSPACE", folder->path().c_str());
  GradedSubmission graded = samples::submission();
  graded.path = (exercise / "bounded_queue.hpp").string();
  graded.evidence.findings = {samples::race(), samples::test_failure(), samples::test_failure()};
  graded.evidence.findings[2].location.file = "hidden_tests.cpp";
  const nlohmann::json results = nlohmann::json::parse(*render("sarif", graded))["runs"][0]["results"];
  const auto uri = [](const nlohmann::json& result) {
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].get<std::string>();
  };
  EXPECT_EQ(uri(results[0]), "exercises/a%20queue/bounded_queue.hpp");
  EXPECT_EQ(uri(results[1]), "exercises/a%20queue/tests.cpp");
  EXPECT_EQ(uri(results[2]), "exercises/a%20queue/bounded_queue.hpp");  // there is no such file
  graded.path = "/elsewhere/mine.hpp";
  const nlohmann::json outside = nlohmann::json::parse(*render("sarif", graded))["runs"][0]["results"];
  EXPECT_EQ(uri(outside[0]), "bounded_queue.hpp");
}

}  // namespace
}  // namespace parcours
