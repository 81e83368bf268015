#pragma once
// A submission with a bit of everything that a report can show, and hostile text to put into it.
#include <string>
#include <string_view>

#include "report/result.hpp"

namespace parcours::samples {

/// Line 13 and 20 wait, 15 and 23 wake one thread only, 22 and 27 race.
inline constexpr std::string_view bounded_queue =
    "#pragma once\n"
    "#include <condition_variable>\n"
    "#include <deque>\n"
    "#include <mutex>\n"
    "\n"
    "template <class T>\n"
    "class BoundedQueue {\n"
    " public:\n"
    "  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}\n"
    "\n"
    "  void push(T value) {\n"
    "    std::unique_lock lock(mutex_);\n"
    "    changed_.wait(lock, [this] { return items_.size() < capacity_; });\n"
    "    items_.push_back(std::move(value));\n"
    "    changed_.notify_one();\n"
    "  }\n"
    "\n"
    "  T pop() {\n"
    "    std::unique_lock lock(mutex_);\n"
    "    changed_.wait(lock, [this] { return !items_.empty(); });\n"
    "    T value = std::move(items_.front());\n"
    "    items_.pop_front();\n"
    "    changed_.notify_one();\n"
    "    return value;\n"
    "  }\n"
    "\n"
    "  std::size_t size() const { return items_.size(); }\n"
    "\n"
    " private:\n"
    "  const std::size_t capacity_;\n"
    "  std::deque<T> items_;\n"
    "  std::mutex mutex_;\n"
    "  std::condition_variable changed_;\n"
    "};\n";

inline SourceLocation at(int line, int column) { return {"bounded_queue.hpp", line, column}; }

inline Finding race() {
  Finding finding;
  finding.kind = FindingKind::data_race;
  finding.location = at(22, 5);
  finding.message = "Two threads use `items_` at the same time, and one of them writes it: nothing orders them.";
  finding.steps = {{"thread 1 writes `items_`", at(22, 5)},
                   {"thread 2 reads `items_`", at(27, 36)},
                   {"thread 1 was started", {"tests.cpp", 31, 15}}};
  finding.test = "BoundedQueue.SizeIsNeverAboveTheCapacity";
  finding.also_in = {"BoundedQueue.ManyToMany"};
  finding.advice = "Let every access to it, reads too, happen under one and the same mutex.";
  finding.seen = 3;
  finding.runs = 5;
  finding.seed = 77;
  return finding;
}

inline Finding test_failure() {
  Finding finding;
  finding.kind = FindingKind::test_failure;
  finding.location = {"tests.cpp", 48, 0};
  finding.message = "Expected equality of these values:\n  queue.size()\n    Which is: 3\n  2";
  finding.test = "BoundedQueue.SizeIsNeverAboveTheCapacity";
  finding.advice = "Who may change the queue between the check and the push?";
  finding.seen = 1;
  finding.runs = 5;
  finding.seed = 4711;
  return finding;
}

inline Finding deadlock() {
  Finding finding;
  finding.kind = FindingKind::deadlock;
  finding.location = at(20, 14);
  finding.message = "The test stopped for good: every thread waits.";
  finding.steps = {{"thread 1 waits for a condition variable in BoundedQueue::pop", at(20, 14)},
                   {"thread 2 waits for a condition variable in BoundedQueue::push", at(13, 14)}};
  finding.test = "BoundedQueue.ManyToMany";
  finding.advice = "For each waiting thread ask: who should have woken it?";
  finding.seen = 2;
  finding.runs = 5;
  finding.seed = 99;
  return finding;
}

/// Of the controlled scheduler, with a timeline.
inline Finding schedule() {
  Finding finding;
  finding.kind = FindingKind::deadlock;
  finding.location = at(20, 14);
  finding.message = "In this order of steps every thread waits for ever.";
  finding.advice = "Follow the steps: who could have woken them, and why did it not?";
  finding.seed = 12;
  finding.scenario = "TwoConsumers";
  finding.schedules_tried = 38;
  finding.timeline = {{"consumer 1", "locks, waits for a notification", at(20, 14)},
                      {"consumer 2", "locks, waits for a notification", at(20, 14)},
                      {"producer", "locks", at(12, 22)},
                      {"producer", "notifies consumer 1", at(15, 14)},
                      {"consumer 1", "is woken, notifies consumer 2", at(23, 14)},
                      {"consumer 2", "is woken, waits for ever", at(20, 14)},
                      {"producer", "waits for ever", at(13, 14)}};
  return finding;
}

inline Finding review() {
  Finding finding;
  finding.kind = FindingKind::inconclusive;
  finding.severity = Severity::review;
  finding.location = at(33, 3);
  finding.message = "The code replaces operator new: a person should look at what it does.";
  return finding;
}

/// 44 of 100 points, the pass mark is 50.
inline Grade grade() {
  Grade grade;
  grade.score = 44;
  grade.max_score = 100;
  grade.next_step = "Find out why BoundedQueue.ManyToMany stops: line 20 of bounded_queue.hpp waits for ever.";
  grade.criteria = {
      {"compiles", "It compiles", CriterionKind::compile, 10, 10, CriterionStatus::passed, "the submission compiles",
       ""},
      {"fifo", "First in, first out", CriterionKind::tests, 20, 30, CriterionStatus::partial,
       "2 of 3 tests pass; the first that does not: BoundedQueue.ManyToMany", "Read the basic example again."},
      {"corner-cases", "Corner cases", CriterionKind::tests, 0, 20, CriterionStatus::skipped,
       "needs \"First in, first out\" first", ""},
      {"race-free", "No data race", CriterionKind::race, 0, 20, CriterionStatus::failed, "a data race was found",
       "Which members does more than one thread use?"},
      {"speed", "Speed beside the reference", CriterionKind::speed, 14, 20, CriterionStatus::partial,
       "0.78× the speed of the reference (0.74 to 0.82); full points from 0.90×", "Hold the lock for less."}};
  grade.criteria.back().bands = {{0.4, 0}, {0.9, 20}};
  return grade;
}

inline Scaling scaling() {
  Scaling scaling;
  scaling.points = {
      {.threads = 1, .seconds = 0.0081, .cpu = 0.0080, .busiest = 0.0080, .switches = 2, .reference = 0.0062},
      {.threads = 2, .seconds = 0.0055, .cpu = 0.0082, .busiest = 0.0042, .switches = 310, .reference = 0.0032},
      {.threads = 4, .seconds = 0.0049, .cpu = 0.0090, .busiest = 0.0024, .switches = 2240, .reference = 0.0017}};
  scaling.serial = 0.0070;
  scaling.waited_one_lock = 0.41;
  scaling.waited_locks = 0.43;
  scaling.processors = 4;
  return scaling;
}

inline Evidence evidence() {
  Evidence evidence;
  evidence.compiled = true;
  evidence.tests = {
      {"BoundedQueue.KeepsOrder", TestStatus::passed, ""},
      {"BoundedQueue.SizeIsNeverAboveTheCapacity", TestStatus::failed, "Expected equality of these values"},
      {"BoundedQueue.ManyToMany", TestStatus::failed, "it stopped for good"},
      {"BoundedQueueHidden.CapacityOne", TestStatus::not_run, "an earlier test stopped the program"}};
  evidence.findings = {review(), deadlock(), race(), test_failure(), schedule()};
  evidence.searches = {{"TwoConsumers", 38, -1}, {"OneEach", 3000, 2}};
  evidence.measured = true;
  evidence.speedup.ratio = 0.78;
  evidence.speedup.low = 0.74;
  evidence.speedup.high = 0.82;
  evidence.speedup.pairs = 40;
  evidence.speedup.threads = 2;
  evidence.speedup.stable = true;
  evidence.speedup.baselines = {{"the serial version", 1.31}};
  for (int i = 0; i < 80; ++i) evidence.speedup.ratios.push_back(0.78 + 0.002 * ((i * 37) % 80 - 40));
  evidence.scaling = scaling();
  evidence.test_runs = 6;
  evidence.race_runs = 5;
  evidence.seconds = 6.42;
  evidence.phases = {{"build-tests", 0.71}, {"run-tests", 2.9}, {"explore", 1.2}, {"measure", 2.1}};
  evidence.environment = {{"compiler", "clang 19.1.7"}, {"cores", "4"}, {"sandbox", "bubblewrap"}};
  evidence.seed = 20261126;
  return evidence;
}

inline GradedSubmission submission() {
  GradedSubmission graded;
  graded.exercise = "bounded-queue";
  graded.title = "A bounded queue";
  graded.student = "Ada Byron";
  graded.path = "work/bounded_queue.hpp";
  graded.header = "bounded_queue.hpp";
  graded.sha256 = std::string(64, 'a');
  graded.source = bounded_queue;
  graded.reading = {"06-thread-communication", "06 Threads that talk to each other", {"Four rules", "The end"}};
  graded.grade = grade();
  graded.grade.pass_mark = 50;
  graded.evidence = evidence();
  return graded;
}

/// Full marks, nothing found.
inline GradedSubmission flawless() {
  GradedSubmission graded = submission();
  graded.grade.score = 100;
  graded.grade.passed = true;
  graded.grade.next_step.clear();
  for (CriterionGrade& criterion : graded.grade.criteria) {
    criterion.points = criterion.max_points;
    criterion.status = CriterionStatus::passed;
  }
  graded.evidence.findings.clear();
  return graded;
}

/// Markup, formulas, mentions, escapes of a terminal, marks that reorder text, bytes that are no UTF-8, and a zero.
inline std::string hostile_text() {
  return std::string(
             "=cmd|'/c calc'!A1 <script>alert(1)</script> </style></title><img src=x onerror=alert(1)> "
             "\"'>& @everyone #12 GH-7 ![i](http://evil.example/x.png) [l](javascript:alert(1)) https://evil.example "
             "www.evil.example ``` ~~~ <!-- `code` | cell | $x$ *b* _i_ \x1b[31m\r\xE2\x80\xAE\xE2\x80\x8B\xff") +
         '\0' + "end";
}

/// The same submission with hostile text wherever a submission, an input or a machine can put text.
inline GradedSubmission hostile() {
  const std::string evil = hostile_text();
  GradedSubmission graded = submission();
  graded.student = evil;
  graded.path = evil + ".hpp";
  graded.source = evil + "\n" + evil + "\n" + evil + "\n";
  graded.grade.next_step = evil;
  graded.note = evil;
  for (CriterionGrade& criterion : graded.grade.criteria) {
    criterion.title += evil;
    criterion.message += evil;
    criterion.advice += evil;
  }
  for (Finding& finding : graded.evidence.findings) {
    finding.message += evil;
    finding.test += evil;
    finding.advice += evil;
    finding.location = {evil + ".hpp", 2, 9};
    for (Step& step : finding.steps) step = {step.what + evil, {evil + ".hpp", 3, 2}};
    for (TimelineStep& step : finding.timeline) step = {step.thread + evil, step.what + evil, {evil + ".hpp", 1, 1}};
    if (!finding.scenario.empty()) finding.scenario += evil;
  }
  graded.evidence.speedup.disturbed_by = evil;
  graded.evidence.speedup.stable = false;
  graded.evidence.speedup.baselines[0].name = evil;
  graded.evidence.scaling.failure = evil;
  graded.evidence.environment["compiler"] = evil;
  graded.evidence.environment[evil] = "x";
  graded.evidence.phases[0].name = evil;
  return graded;
}

}  // namespace parcours::samples
