#pragma once
// A rubric as the grader uses it: checked, complete, every default filled in. docs/rubric.md documents the YAML.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "util/result.hpp"
#include "verdict/finding.hpp"

namespace parcours {

enum class CriterionKind {
  compile,  ///< all points when the submission compiles
  tests,    ///< points shared among its tests by weight
  race,     ///< all points when no data-race or lock-order finding was made
  speed,    ///< points from the speed bands
};

struct TestWeight {
  std::string name;  ///< "Suite.Name", exact
  int weight = 1;
  std::string hint;  ///< for the student, when it fails; may be empty
  int line = 0;      ///< where the rubric's file names it, from 1: for errors found after loading; 0: unknown
  int column = 0;    ///< from 1; 0: unknown
};

/// Points at a ratio; between two bands linear, below the first one the first's, above the last one the last's.
struct SpeedBand {
  double ratio = 0;
  int points = 0;
};

struct Criterion {
  std::string id;     ///< kebab-case, unique in the rubric
  std::string title;  ///< for people
  CriterionKind kind = CriterionKind::tests;
  int points = 0;
  bool hidden = false;                 ///< its tests are in hidden_tests.cpp
  std::vector<TestWeight> tests;       ///< kind tests; none of a hidden criterion in a student's copy
  std::vector<SpeedBand> bands;        ///< kind speed, rising in ratio
  bool essential = false;              ///< kind speed: without it there is no grade
  std::vector<std::string> requires_;  ///< ids that must be fully earned, or this one is skipped: a gate
  std::string advice;                  ///< what to read or try when points are missing; may be empty
};

/// What the exercise's work is done by.
enum class LaunchKind {
  threads,
  processes,  ///< that the submission forks
  mpi,        ///< processes that the grader starts, and that send each other messages
  cluster,    ///< programs that the tests start, on a network of their own
};

struct ResourceLimits {
  std::chrono::milliseconds test_wall{10'000};   ///< one test in one run
  std::chrono::milliseconds test_cpu{40'000};    ///< of one test in one run, all its threads and processes together
  std::chrono::milliseconds build_wall{60'000};  ///< one compiler call
  std::uint64_t memory_bytes = 2048ULL << 20;    ///< resident, all processes of a run together
  int processes = 256;                           ///< processes and threads of a run
  std::uint64_t output_bytes = 1ULL << 20;       ///< standard output and error of a run together
  std::uint64_t file_bytes = 64ULL << 20;        ///< one file that a run writes
};

struct RunCounts {
  int plain = 2;           ///< runs under the race detector, undisturbed
  int noisy = 3;           ///< runs under it with seeded noise
  int memory = 0;          ///< runs under AddressSanitizer and UndefinedBehaviorSanitizer
  int uninstrumented = 1;  ///< runs without any sanitizer

  /// Where processes meet, a race detector sees nothing: it watches one of them.
  [[nodiscard]] static RunCounts usual(LaunchKind launch) {
    if (launch == LaunchKind::processes || launch == LaunchKind::cluster)
      return {.plain = 0, .noisy = 0, .memory = 2, .uninstrumented = 2};
    if (launch == LaunchKind::mpi) return {.plain = 0, .noisy = 0, .memory = 1, .uninstrumented = 2};
    return {};
  }
  [[nodiscard]] int race() const { return plain + noisy; }
  [[nodiscard]] int all() const { return plain + noisy + memory + uninstrumented; }
};

/// A naive version of the exercise, in reference/<chapter>/<id>/baselines/, to compare a submission with besides the
/// reference. It earns and costs nothing.
struct BaselineFile {
  std::string file;
  std::string title;    ///< for people, in the middle of a sentence: "the serial version"
  bool serial = false;  ///< does the work itself on one thread and nothing else
  int line = 0;         ///< where the rubric's file names it, from 1: for errors found after loading; 0: unknown
  int column = 0;       ///< from 1; 0: unknown
};

struct Measurement {
  std::vector<std::string> benchmarks;  ///< names in bench.cpp; their log-ratios are averaged pair by pair
  int pairs = 40;
  int threads = 0;        ///< as reported; 0: all cores of the machine
  bool parallel = false;  ///< the exercise asks for parallel work: one thread earns a `sequential` finding
  bool scaling = false;   ///< also measured with 1, 2, 4 … threads
  std::vector<BaselineFile> baselines{};
};

/// The search for interleavings that go wrong, in exercises with a scenarios.cpp.
struct Exploring {
  int schedules = 3000;                     ///< of each scenario, at most
  std::chrono::milliseconds budget{2'000};  ///< of all together, at most; so that scores repeat, the number above is
                                            ///< chosen to be reached first
  int depth = 3;                            ///< of priority changes: how many steps must come in an unlucky order
  int preemptions = 2;                      ///< the exhaustive search tries all schedules with up to so many
  int exhaustive_percent = 20;              ///< of the schedules
};

/// Text that a submission may not contain as a token outside comments and strings: {"std::barrier", "write your own"}.
struct Forbidden {
  std::string token;
  std::string reason;
};

/// What `check` demands of reference/<chapter>/<id>/wrong/<file>.
struct WrongExpectation {
  std::string file;
  FindingKind finding = FindingKind::test_failure;
  std::string about;  ///< the mistake in one sentence
  int line = 0;       ///< where the rubric's file names it, from 1: for errors found after loading; 0: unknown
  int column = 0;     ///< from 1; 0: unknown
};

/// A header of the system, of a library that the exercise builds on. All its programs get it precompiled.
struct SystemHeader {
  std::string name;                    ///< as in #include <…>: "asio.hpp"
  std::string package;                 ///< that brings it, on Debian: "libasio-dev"
  std::vector<std::string> defines{};  ///< macros defined as 1 before it is included
  std::string source{};  ///< header with the library's functions, compiled once: "asio/impl/src.hpp"; may be empty
};

/// What handing in after the due date costs.
struct LateRule {
  int per_day = 0;                ///< points, for each day that has begun
  int most = 0;                   ///< points, whatever the delay
  std::chrono::minutes grace{0};  ///< so much later is not late yet
};

struct Rubric {
  std::string exercise;
  std::string title;
  int max_points = 100;
  int pass_mark = 50;
  LaunchKind launch = LaunchKind::threads;
  int ranks = 0;  ///< with LaunchKind::mpi: so many processes run the tests; else 0
  ResourceLimits limits;
  RunCounts runs;
  Measurement measure;
  Exploring explore;
  std::vector<Criterion> criteria;
  std::vector<Forbidden> forbidden;
  std::vector<WrongExpectation> wrong;
  std::vector<std::string> link;  ///< extra linker arguments, such as "-lrt"
  std::vector<SystemHeader> headers;
  LateRule late;  ///< where `batch` is told when it was due
};

/// Reads and checks a rubric. Errors: Fault::input, "file:line:column: what; what was meant".
[[nodiscard]] Result<Rubric> load_rubric(const std::filesystem::path& file);

/// Checks that `suite` (names that the reference's test program lists) and the rubric's tests are the same set.
/// Errors carry the rubric's file and the line of the test that no suite has.
[[nodiscard]] Result<void> check_tests_exist(const std::filesystem::path& file, const Rubric& rubric,
                                             const std::vector<std::string>& suite);

}  // namespace parcours
