#include "pipeline/yardstick.hpp"

#include "check/test_run.hpp"
#include "course/prebuilt.hpp"
#include "explore/explore.hpp"

namespace parcours {

Result<TestNames> names_of_tests(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                 const Rubric& rubric) {
  if (exercise.reference.empty()) {
    auto prebuilt = read_prebuilt(exercise.prebuilt);
    if (!prebuilt) return tl::unexpected(prebuilt.error());
    return TestNames{std::move(prebuilt->tests), std::move(prebuilt->scenarios)};
  }
  const auto program = builder.reference(exercise, rubric, Profile::plain);
  if (!program) return tl::unexpected(program.error());
  auto tests = list_tests(sandbox, *program);
  if (!tests) return tl::unexpected(tests.error());
  TestNames names{std::move(*tests), {}};
  if (exercise.scenarios.empty()) return names;
  const auto explored = builder.reference(exercise, rubric, Profile::scenarios);
  if (!explored) return tl::unexpected(explored.error());
  auto scenarios = list_scenarios(sandbox, *explored);
  if (!scenarios) return tl::unexpected(scenarios.error());
  names.scenarios = std::move(*scenarios);
  return names;
}

Result<std::filesystem::path> reference_benchmark(const Builder& builder, const Exercise& exercise,
                                                  const Rubric& rubric) {
  if (!exercise.reference.empty()) return builder.reference(exercise, rubric, Profile::benchmark);
  const auto prebuilt = read_prebuilt(exercise.prebuilt);
  if (!prebuilt) return tl::unexpected(prebuilt.error());
  const auto runtime = builder.support().runtime_digest();
  if (!runtime) return tl::unexpected(runtime.error());
  if (prebuilt->made_with != *runtime)
    return input_error(
        "{}: made by another version of Parcours or for another processor, so it cannot be compared with",
        prebuilt_benchmark(exercise.prebuilt).string());
  return std::filesystem::absolute(prebuilt_benchmark(exercise.prebuilt));  // as a sandbox needs it
}

}  // namespace parcours
