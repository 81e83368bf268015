#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "pipeline/grader.hpp"
#include "util/machine.hpp"

namespace parcours::cli {
namespace {

void line(bool good, const std::string& what, const std::string& found, const std::string& mend = "") {
  fmt::print("{} {:<14} {}\n", good ? "ok  " : "MISS", what, found);
  if (!good && !mend.empty()) fmt::print("{:>20}mend: {}\n", "", mend);
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
    fmt::print("ok   {:<14} {}\n", "memory",
               (*sandbox)->counts_all_memory()
                   ? "limited by samples every 10 ms, and by control groups"
                   : "limited by samples every 10 ms; control groups need root or a systemd session of your own");
  const auto cache = Cache::open();
  line(cache.has_value(), "cache", cache ? cache->root().string() : cache.error().message);
  can_grade &= cache.has_value();
  line(cores() >= 2, "cores", fmt::format("{}", cores()), "speed-ups by threads need two cores or more");
  fmt::print("\n{}\n",
             can_grade ? "This machine can grade." : "This machine cannot grade until the lines above are mended.");
  return can_grade ? passed : not_graded;
}

}  // namespace parcours::cli
