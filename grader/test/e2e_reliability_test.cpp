// `parcours check --repeat`, on a copy of the small course of the hostile catalogue.
#include "e2e_fixture.hpp"

namespace parcours {
namespace {

class RepeatedCheck : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    fs::copy(source / "grader/test/course", at("course"), fs::copy_options::recursive);
    fs::create_directory(at("course/reference/01-trust/parallel-sum/wrong"));
    declare("");
  }

  /// `wrong`: that part of the rubric.
  void declare(const std::string& wrong) const {
    file("course/rubrics/01-trust/parallel-sum.yaml",
         contents(source / "grader/test/course/parallel-sum-untimed.yaml") + wrong);
  }

  void hand_in_wrong(const std::string& name, const std::string& body) const {
    file("course/reference/01-trust/parallel-sum/wrong/" + name,
         "#pragma once\n#include <cstdint>\n#include <span>\n"
         "inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned) {" +
             body + "}\n");
  }

  [[nodiscard]] Ran repeat(const std::string& times) const {
    return parcours({"--course", at("course").string(), "check", "parallel-sum", "--repeat", times});
  }
};

TEST_F(RepeatedCheck, CountsHowOftenAMistakeIsCaught) {
  declare("wrong: [{file: forgets_all.hpp, finding: test-failure, about: it counts them}]\n");
  hand_in_wrong("forgets_all.hpp", "return numbers.size();");
  const Ran ran = repeat("2");
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_HAS(ran.out, "| `parallel-sum` forgets_all.hpp | test-failure | 2 of 2 | 2 of 2 | 2 of 3 |");
}

TEST_F(RepeatedCheck, FailsWhereAMistakeIsMissed) {
  declare("wrong: [{file: no_mistake.hpp, finding: data-race, about: there is none}]\n");
  hand_in_wrong("no_mistake.hpp",
                "std::uint64_t sum = 0; for (const auto number : numbers) sum += number; return sum;");
  const Ran ran = repeat("1");
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_HAS(ran.out, "| `parallel-sum` no_mistake.hpp | data-race | 0 of 1 | 0 of 1 |");
  EXPECT_HAS(ran.err, "2 gradings missed what was wrong");
}

TEST_F(RepeatedCheck, RefusesToRepeatLessThanOnce) {
  (void)refusal({"check", "--repeat", "0"});
  (void)refusal({"check", "--repeat", "often"});
}

}  // namespace
}  // namespace parcours
