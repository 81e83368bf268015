// `make install`: the installed program with what lies beside it, and nothing of the place where it was built.
#include <unistd.h>

#include "e2e_fixture.hpp"

namespace parcours {
namespace {

class Install : public CommandLine {
 protected:
  /// `options`: of cmake --install.
  [[nodiscard]] Ran install(const std::string& options = "") const {
    return run("cmake --install " + quoted(fs::path(PARCOURS_BINARY).parent_path().string()) + " --prefix " +
               quoted(at("usr").string()) + " " + options);
  }
  [[nodiscard]] std::string program() const { return quoted(at("usr/bin/parcours").string()); }
};

TEST_F(Install, BringsTheCourse) {
  ASSERT_EQ(install().status, 0);
  const Ran shown = run(program() + " show letter-count");
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_HAS(shown.out, at("usr/share/parcours/exercises").string());
}

TEST_F(Install, WritesARepositoryWhoseScriptsRun) {
  ASSERT_EQ(install().status, 0);
  const Ran written = run(program() + " export student " + quoted(at("copy").string()) + " --exercise letter-count");
  ASSERT_EQ(written.status, 0) << written.err;
  for (const char* script : {"run", "grade", "watch", "grade-on-github"})
    EXPECT_EQ(::access((at("copy/.parcours") / script).c_str(), X_OK), 0) << script;
  const Ran listed = run("PATH=" + quoted(at("usr/bin").string()) + ":$PATH make -C " + quoted(at("copy").string()) +
                         " --no-print-directory list");
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_HAS(listed.out, "letter-count");
}

TEST_F(Install, LeavesTheCourseOutForStudents) {
  ASSERT_EQ(install("--component program").status, 0);
  EXPECT_TRUE(fs::exists(at("usr/bin/parcours")));
  EXPECT_FALSE(fs::exists(at("usr/share/parcours/reference")));
  EXPECT_FALSE(fs::exists(at("usr/share/parcours/exercises")));
}

}  // namespace
}  // namespace parcours
