#pragma once
// Which sources speak to students, and what of their texts no student reads.
#include <map>
#include <string_view>
#include <vector>

namespace parcours {

/// Folders and files below grader/.
inline constexpr std::string_view read_by_students[] = {"runtime",
                                                        "src/batch/campaign.cpp",
                                                        "src/batch/grades.cpp",
                                                        "src/check",
                                                        "src/cli/course_commands.cpp",
                                                        "src/cli/doctor.cpp",
                                                        "src/cli/grade.cpp",
                                                        "src/explore",
                                                        "src/inspect",
                                                        "src/intake/archive.cpp",
                                                        "src/intake/choice.cpp",
                                                        "src/intake/entry_path.cpp",
                                                        "src/intake/handed_in.cpp",
                                                        "src/intake/receiver.cpp",
                                                        "src/intake/unpacking.cpp",
                                                        "src/measure",
                                                        "src/course/prebuilt.cpp",
                                                        "src/pipeline/candidate.cpp",
                                                        "src/pipeline/examination.cpp",
                                                        "src/pipeline/exploration.cpp",
                                                        "src/pipeline/forbidden.cpp",
                                                        "src/pipeline/grader.cpp",
                                                        "src/pipeline/scoring.cpp",
                                                        "src/pipeline/timing.cpp",
                                                        "src/pipeline/yardstick.cpp",
                                                        "src/report/html.cpp",
                                                        "src/report/html_findings.cpp",
                                                        "src/report/html_speed.cpp",
                                                        "src/report/markdown.cpp",
                                                        "src/report/markdown_findings.cpp",
                                                        "src/report/scaling_words.cpp",
                                                        "src/report/sentences.cpp",
                                                        "src/report/terminal.cpp",
                                                        "src/report/timeline.cpp",
                                                        "src/report/words.cpp",
                                                        "src/score",
                                                        "src/submission",
                                                        "src/toolchain/compiler.cpp",
                                                        "src/toolchain/diagnostics.cpp",
                                                        "src/toolchain/failed_build.cpp",
                                                        "src/toolchain/open_mpi.cpp"};

/// What a reader sees of single words that stand apart in the sources: `{} {}{} late` for "2 hours late".
inline constexpr std::string_view put_together[] = {
    "day late",        "days",        "days late",    "duplicate symbol",  "hour late", "hours late",
    "measuring, pair", "minute late", "minutes late", "reads (atomically", "sleeps in", "writes (atomically"};

/// By file, without the parts that are filled in, nor the blanks and the punctuation around them.
inline const std::map<std::string_view, std::vector<std::string_view>> unread_texts = {
    {"runtime/controlled/fiber.cpp", {"msr tpidr_el0, %0", "the controlled scheduler knows x86-64 and aarch64"}},
    {"runtime/ranks/rank_tests.cpp", {"with_ranks: the exercise's rubric starts"}},
    {"runtime/test_orders.cpp", {"google test trace"}},
    {"src/check/session.cpp", {"child-crash memory"}},
    {"src/inspect/compare.cpp", {"unwind label", "to label"}},
    {"src/inspect/inspect.cpp", {"rep nop"}},
    {"src/inspect/ir.cpp", {"module asm"}},
    {"src/pipeline/candidate.cpp", {"it holds the benchmark of the exercise that"}},  // who writes the course reads it
    {"src/report/html_findings.cpp", {"message columns"}},
    {"src/toolchain/compiler.cpp", {"clang version"}},
    {"src/toolchain/diagnostics.cpp",
     {"extraneous closing brace", "function definition is not allowed here", "to match this '{'"}},
    {"src/toolchain/failed_build.cpp",
     {"no space left on device", "error: no such file or directory", "error: unable to make temporary file",
      "error: unable to execute command: posix_spawn failed"}},
};

}  // namespace parcours
