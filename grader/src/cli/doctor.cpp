#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <optional>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "measure/wakefulness.hpp"
#include "pipeline/grader.hpp"
#include "util/machine.hpp"

namespace parcours::cli {
namespace {

void line(bool good, const std::string& what, const std::string& found, const std::string& mend = "") {
  fmt::print("{} {:<14} {}\n", good ? "ok  " : "MISS", say(what), say(found));
  if (!good && !mend.empty()) fmt::print("{:>20}{} {}\n", "", say("mend:"), say(mend));
}

/// One that can be timed on this machine, as grading would.
std::optional<Exercise> any_timed_exercise(const Installation& installation) {
  const auto course = Course::open(installation.course);
  if (!course) return std::nullopt;
  for (const Exercise& exercise : course->exercises()) {
    const auto rubric = load_rubric(exercise.rubric);
    if (rubric && !rubric->measure.benchmarks.empty() && !exercise.reference.empty()) return exercise;
  }
  return std::nullopt;
}

/// How far two equal programs are told apart here.
void noise(const Installation& installation) {
  const auto exercise = any_timed_exercise(installation);
  if (!exercise) return;
  const auto grader = Grader::create(installation);
  if (!grader) return;
  const auto speedup = grader->compare(*exercise, exercise->reference, exercise->reference, std::nullopt,
                                       [](const std::string& step) { progress("noise: " + step); });
  clear_progress();
  if (!speedup) return line(false, "noise", speedup.error().message);
  line(speedup->stable, "noise",
       fmt::format("two equal programs measured {:.2f} to {:.2f} times as fast as each other", speedup->low,
                   speedup->high),
       fmt::format("grade speed when the machine is quieter. {}", speedup->disturbed_by));
}

}  // namespace

int doctor(const Installation& installation) {
  bool can_grade = true;
  const auto compiler = find_compiler();
  line(compiler.has_value(), "compiler",
       compiler ? fmt::format("{} ({})", compiler->version, compiler->clang.string()) : compiler.error().message,
       "install clang-19 libclang-rt-19-dev lld-19");
  can_grade &= compiler.has_value();
  if (compiler)
    line(!compiler->symbolizer.empty(), "symbolizer",
         compiler->symbolizer.empty() ? "none: races would be told without lines" : compiler->symbolizer.string(),
         fmt::format("install llvm-{}", compiler->major));
  const bool debugger = ::access("/usr/bin/gdb", X_OK) == 0;
  line(debugger, "debugger", debugger ? "/usr/bin/gdb" : "none: hangs would be told without lines", "install gdb");
  const auto sandbox = make_sandbox(installation.init, {});
  const bool best = sandbox && (*sandbox)->tier() == "bubblewrap";
  line(best, "sandbox", sandbox ? (*sandbox)->tier() : sandbox.error().message,
       "install bubblewrap and allow user namespaces (sysctl kernel.unprivileged_userns_clone=1; Ubuntu: the AppArmor "
       "profile bwrap-userns-restrict); inside Docker they are off by default");
  can_grade &= sandbox.has_value();
  if (sandbox)
    line(true, "memory",
         (*sandbox)->counts_all_memory()
             ? "limited by samples every 10 ms, and by control groups"
             : "limited by samples every 10 ms; control groups need root or a systemd session of your own");
  const auto cache = Cache::open();
  line(cache.has_value(), "cache", cache ? cache->root().string() : cache.error().message);
  can_grade &= cache.has_value();
  line(cores() >= 2, "cores", fmt::format("{}", cores()), "speed-ups by threads need two cores or more");
  line(true, "idle",
       Wakefulness().holds() ? "processors are kept awake while speed is measured"
                             : "processors may sleep while speed is measured, which adds noise; root may forbid it "
                               "(/dev/cpu_dma_latency)");
  if (can_grade) noise(installation);
  fmt::print("\n{}\n", say(can_grade ? "This machine can grade."
                                     : "This machine cannot grade until the lines above are mended."));
  return can_grade ? passed : not_graded;
}

}  // namespace parcours::cli
