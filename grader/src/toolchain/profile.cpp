#include "toolchain/profile.hpp"

namespace parcours {

std::string_view to_string(Profile profile) {
  switch (profile) {
    case Profile::races:
      return "races";
    case Profile::memory:
      return "memory";
    case Profile::plain:
      return "plain";
    case Profile::benchmark:
      return "benchmark";
    case Profile::scenarios:
      return "scenarios";
  }
  return "unknown";
}

bool is_instrumented(Profile profile) {
  return profile == Profile::races || profile == Profile::memory || profile == Profile::scenarios;
}

namespace {

/// The part of the flags that still counts once the source has been translated to LLVM's code.
std::vector<std::string> code_generation_flags(Profile profile) {
  if (profile == Profile::scenarios)
    return {"-O1", "-fsanitize=thread", "-fno-sanitize-link-runtime", "-fno-omit-frame-pointer"};
  if (profile == Profile::races) return {"-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"};
  // Reports of undefined behaviour end the program as those of AddressSanitizer do: what comes after means nothing. The
  // check of virtual calls opens a pipe to see whether memory can be read, and ends a program that has no descriptor
  // left, as a test may see to (clang 19).
  if (profile == Profile::memory)
    return {"-O1", "-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=all",
            "-fno-omit-frame-pointer"};
  // Where a loop happens to lie decides over several per cent of its speed: all of them lie alike.
  if (profile == Profile::benchmark) return {"-O2", "-falign-functions=64", "-falign-loops=32"};
  return {"-O2"};
}

}  // namespace

std::vector<std::string> back_end_flags(Profile profile) {
  std::vector<std::string> flags = code_generation_flags(profile);
  // Optimising code with so many checks takes three times as long as all the rest.
  if (profile == Profile::memory) flags.emplace_back("-O0");
  return flags;
}

/// std::counting_semaphore of GCC's library, made of an atomic variable, goes wrong (seen in 12): a thread that loses a
/// race for one of several units goes to sleep although units are left, and release() wakes nobody while there are any.
/// Made of POSIX' semaphores, which the library offers as well, it is right, and no submission is accused of it.
constexpr const char* semaphores_that_work = "-D_GLIBCXX_USE_POSIX_SEMAPHORE=1";

std::vector<std::string> compile_flags(Profile profile) {
  std::vector<std::string> flags = {"-std=c++20", "-gline-tables-only", "-fno-pie", "-pthread", "-fmessage-length=0",
                                    // a brace that does not match is told of late
                                    "-ferror-limit=60", "-fno-color-diagnostics",
                                    // the source lines that clang repeats could pose as messages
                                    "-fno-caret-diagnostics", semaphores_that_work};
  const std::vector<std::string> generation = code_generation_flags(profile);
  flags.insert(flags.end(), generation.begin(), generation.end());
  return flags;
}

}  // namespace parcours
