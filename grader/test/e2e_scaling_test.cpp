// Naive versions and scaling in a grading, on a copy of the small course of the hostile catalogue.
#include "e2e_fixture.hpp"

namespace parcours {
namespace {

class ScalingOfASubmission : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    fs::copy(source / "grader/test/course", at("course"), fs::copy_options::recursive);
    const std::string rubric = contents(at("course/rubrics/01-trust/parallel-sum.yaml"));
    const std::string key = "measure: {";
    const std::size_t place = rubric.find(key);
    ASSERT_NE(place, std::string::npos);
    file("course/rubrics/01-trust/parallel-sum.yaml",
         std::string(rubric).insert(
             place + key.size(),
             "scaling: true, baselines: [{file: serial.hpp, title: the serial version, serial: true}], "));
  }

  void add_baseline(const std::string& body) const {
    fs::create_directory(at("course/reference/01-trust/parallel-sum/baselines"));
    file("course/reference/01-trust/parallel-sum/baselines/serial.hpp", header(body));
  }

  [[nodiscard]] static std::string header(const std::string& body) {
    return "#pragma once\n#include <cstdint>\n#include <mutex>\n#include <span>\n#include <thread>\n#include <vector>\n"
           "inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {" +
           body + "}\n";
  }

  [[nodiscard]] Ran grade(const std::string& submission) const {
    return parcours({"--course", at("course").string(), "grade", "parallel-sum", submission, "--report",
                     "json=" + at("result.json").string()});
  }
};

constexpr const char* serial =
    "(void)threads; std::uint64_t sum = 0; for (const auto n : numbers) sum += n; return sum;";

TEST_F(ScalingOfASubmission, IsDrawnAndSeesTheLockThatThreadsWaitFor) {
  add_baseline(serial);
  const std::string submission = file("parallel_sum.hpp", header(R"(
    std::mutex mutex;
    std::uint64_t total = 0;
    std::vector<std::jthread> workers;
    threads = threads == 0 ? 1 : threads;
    for (unsigned i = 0; i < threads; ++i)
      workers.emplace_back([&, i] {
        const std::lock_guard lock(mutex);
        for (std::size_t n = numbers.size() * i / threads; n < numbers.size() * (i + 1) / threads; ++n) total += numbers[n];
      });
    workers.clear();
    return total;)"));
  const Ran ran = grade(submission);
  ASSERT_NE(ran.status, 2) << ran.err;
  const Json result = Json::parse(contents(at("result.json")));
  ASSERT_EQ(result["speedup"]["baselines"].size(), 1U) << result.dump(2);
  EXPECT_EQ(result["speedup"]["baselines"][0]["name"], "the serial version");
  EXPECT_GT(result["speedup"]["baselines"][0]["ratio"], 0);
  const Json& scaling = result["scaling"];
  ASSERT_TRUE(scaling.is_object()) << result.dump(2);
  EXPECT_EQ(scaling["points"].size() > 1, scaling["processors"] > 1);
  EXPECT_GT(scaling["serial_seconds"], 0);
  if (scaling["processors"] == 1) return;
  EXPECT_GT(scaling["waited"]["one_lock"], 0.1) << scaling.dump(2);
  EXPECT_FALSE(scaling["meaning"].empty());
}

TEST_F(ScalingOfASubmission, NeedsTheNaiveVersionsThatTheRubricNames) {
  const std::string submission =
      (source / "grader/test/course/reference/01-trust/parallel-sum/parallel_sum.hpp").string();
  const Ran missing = grade(submission);
  EXPECT_EQ(missing.status, 2);
  EXPECT_HAS(missing.err, "parallel-sum.yaml:7:");
  EXPECT_HAS(missing.err, "no such file");
  EXPECT_HAS(missing.err, "baselines/serial.hpp");
  add_baseline("return missing;");
  const Ran broken = grade(submission);
  EXPECT_EQ(broken.status, 2);
  EXPECT_HAS(broken.err, "baselines/serial.hpp:7: it does not compile");
}

}  // namespace
}  // namespace parcours
