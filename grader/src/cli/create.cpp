#include <algorithm>

#include "cli/commands.hpp"
#include "util/text.hpp"

namespace parcours::cli {
namespace fs = std::filesystem;
namespace {

/// "bounded-queue" → "BoundedQueue"
std::string suite_name(const std::string& id) {
  std::string name;
  for (const std::string& word : split(id, '-')) {
    if (word.empty()) continue;
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    name += word.substr(1);
  }
  return name;
}

std::string snake(const std::string& id) {
  std::string name = id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// Of C++20, as the function of a task with that id would be named; and what cannot be a function of a header.
bool is_keyword(const std::string& name) {
  static const std::vector<std::string> keywords = split(
      "alignas alignof and asm auto bool break case catch char class compl concept const continue decltype "
      "default delete do double else enum explicit export extern false float for friend goto if inline int "
      "long main mutable namespace new noexcept not nullptr operator or private protected public register "
      "requires return short signed sizeof static struct switch template this throw true try typedef "
      "typeid typename union unsigned using virtual void volatile while xor and_eq bitand bitor not_eq "
      "or_eq xor_eq char8_t char16_t char32_t wchar_t co_await co_return co_yield const_cast consteval "
      "constexpr constinit dynamic_cast reinterpret_cast static_assert static_cast thread_local",
      ' ');
  return std::ranges::find(keywords, name) != keywords.end();
}

/// Another one than `chapter`; empty: there is none.
std::string chapter_with_the_number_of(const fs::path& root, const std::string& chapter) {
  std::error_code none;
  for (const char* part : {"exercises", "rubrics"})
    for (const auto& entry : fs::directory_iterator(root / part, none)) {
      std::string name = entry.path().filename().string();
      if (is_chapter_id(name) && name != chapter && name.starts_with(chapter.substr(0, 3))) return name;
    }
  return {};
}

/// In the order that the formatter wants.
std::string includes(const std::string& header, const std::string& ours) {
  const std::string first = std::min(header, ours);
  return fmt::format("#include \"{}\"\n#include \"{}\"\n", first, first == header ? ours : header);
}

struct NewFile {
  fs::path path;
  std::string text;
};

/// A small exercise that `parcours check` proves as it stands: sum the numbers 0 … n-1 with a few threads.
std::vector<NewFile> scaffold(const fs::path& root, const std::string& chapter, const std::string& id) {
  const fs::path exercise = root / "exercises" / chapter / id;
  const fs::path reference = root / "reference" / chapter / id;
  const std::string f = snake(id);
  const std::string header = f + ".hpp";
  const std::string suite = suite_name(id);
  const std::string signature = fmt::format("inline std::uint64_t {}(std::uint64_t n, unsigned threads)", f);
  const std::string top =
      "#pragma once\n#include <atomic>\n#include <cstdint>\n#include <thread>\n#include <vector>\n\n";
  const auto threaded = [&](const std::string& total, const std::string& add, const std::string& result) {
    return top + signature +
           fmt::format(
               " {{\n  {};\n  std::vector<std::jthread> workers;\n  if (threads == 0) threads = 1;\n"
               "  for (unsigned w = 0; w < threads; ++w)\n    workers.emplace_back([&, w] {{\n"
               "      std::uint64_t part = 0;\n      for (std::uint64_t i = w; i < n; i += threads) part += i;\n"
               "      {};\n    }});\n  workers.clear();  // joins\n  return {};\n}}\n",
               total, add, result);
  };
  const std::string good = threaded("std::atomic<std::uint64_t> total{0}", "total += part", "total");
  return {
      {exercise / "README.md",
       fmt::format("# {}\n\nWrite `{}` in `{}`: the sum of the numbers below `n`, computed by `threads` threads.\n",
                   suite, f, header)},
      {exercise / header, top + signature + " {\n  (void)n;\n  (void)threads;\n  return 0;  // yours to write\n}\n"},
      {exercise / "tests.cpp",
       fmt::format(
           "{0}\nTEST({1}, AddsUpSmallNumbers) {{ EXPECT_EQ({2}(5, 2), "
           "10U); }}\n\nTEST({1}, AddsUpForAnyInput) {{\n  auto random = parcours::rng();\n  const std::uint64_t n = "
           "1000 + random() % 1000;\n  EXPECT_EQ({2}(n, 4), n * (n - 1) / 2);\n}}\n",
           includes(header, "parcours/test.hpp"), suite, f)},
      {exercise / "hidden_tests.cpp",
       fmt::format("TEST({1}Hidden, TakesMoreThreadsThanNumbers) {{ EXPECT_EQ({0}(2, 8), 1U); }}\n", f, suite)},
      {exercise / "scenarios.cpp",
       fmt::format("{0}\n"
                   "// Played in thousands of orders of steps: docs/authoring-scenarios.md.\n"
                   "SCENARIO(TwoThreadsAddUp) {{ EXPECT_EQ({1}(4, 2), 6U); }}\n",
                   includes(header, "parcours/scenario.hpp"), f)},
      {exercise / "bench.cpp",
       fmt::format("#include \"parcours/bench.hpp\"\n\n#include \"{0}\"\n\nstatic void sum_numbers(benchmark::State& "
                   "state) {{\n"
                   "  const std::uint64_t n = 20'000'000 + parcours::rng()() % 1000;\n  std::uint64_t sum = 0;\n"
                   "  for (auto _ : state) benchmark::DoNotOptimize(sum = {1}(n, parcours::threads()));\n"
                   "  if (sum != n * (n - 1) / 2) state.SkipWithError(\"wrong sum\");\n}}\n"
                   "BENCHMARK(sum_numbers)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);\n",
                   header, f)},
      {reference / header, good},
      {reference / "SOLUTION.md",
       fmt::format("# {}: the solution\n\nSay here how the reference works and why.\n", suite)},
      {reference / "right/atomic.hpp", good},
      {reference / "wrong/shared_sum.hpp",
       threaded("std::uint64_t total = 0", "for (int again = 0; again < 2; ++again) total += again * part", "total")},
      {root / "rubrics" / chapter / (id + ".yaml"),
       fmt::format(
           "# docs/rubric.md explains every key.\nexercise: {0}\ntitle: {1}\npoints: 100\npass_mark: 50\n"
           "measure: {{benchmarks: [sum_numbers]}}\ncriteria:\n"
           "  - {{id: compiles, title: It compiles, kind: compile, points: 10}}\n"
           "  - id: sums\n    title: The sum is right\n    kind: tests\n    points: 30\n    tests:\n"
           "      - {1}.AddsUpSmallNumbers\n      - {1}.AddsUpForAnyInput\n"
           "  - id: hidden\n    title: It holds at the edges\n    kind: tests\n    hidden: true\n    points: 10\n"
           "    tests: [{1}Hidden.TakesMoreThreadsThanNumbers]\n"
           "  - id: interleavings\n    title: It holds in every order of steps\n    kind: tests\n    points: 10\n"
           "    tests: [Scenario.TwoThreadsAddUp]\n"
           "  - {{id: race-free, title: No data race, kind: race, points: 20, requires: [compiles]}}\n"
           "  - id: speed\n    title: Speed beside the reference\n    kind: speed\n    points: 20\n"
           "    requires: [sums, hidden, interleavings, race-free]\n"
           "    bands: [{{ratio: 0.4, points: 0}}, {{ratio: 0.8, points: 20}}]\n"
           "wrong:\n  - {{file: shared_sum.hpp, finding: data-race, about: adds to the total without protection}}\n",
           id, suite)},
  };
}

}  // namespace

int create(const Course& course, const std::string& id, const std::string& chapter) {
  if (!is_kebab_case(id))
    return fail({Fault::input, fmt::format("{}: an exercise's id is kebab-case, such as bounded-queue", id)});
  if (is_keyword(snake(id)))
    return fail({Fault::input, fmt::format("{}: its function could not be called so in C++; take another id", id)});
  if (!is_chapter_id(chapter))
    return fail(
        {Fault::input, fmt::format("{}: a chapter's id is NN-kebab-case, 01 to 17, such as 04-threads", chapter)});
  if (const std::string other = chapter_with_the_number_of(course.root(), chapter); !other.empty())
    return fail({Fault::input, fmt::format("{}: chapter {} is {}", chapter, chapter.substr(0, 2), other)});
  if (course.find(id)) return fail({Fault::input, fmt::format("{}: the course has this exercise already", id)});
  const std::vector<NewFile> files = scaffold(course.root(), chapter, id);
  for (const NewFile& file : files)
    if (fs::exists(file.path))
      return fail({Fault::input, fmt::format("{}: is there already; nothing was written", file.path.string())});
  for (const NewFile& file : files) {
    std::error_code error;
    fs::create_directories(file.path.parent_path(), error);
    if (auto written = write_file(file.path, file.text); !written) return fail(written.error());
    fmt::print("{}\n", file.path.string());
  }
  fmt::print("\nProve it: parcours check {}\n", id);
  return passed;
}

}  // namespace parcours::cli
