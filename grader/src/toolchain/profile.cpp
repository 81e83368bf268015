#include "toolchain/profile.hpp"

namespace parcours {

std::string_view to_string(Profile profile) {
  switch (profile) {
    case Profile::races:
      return "races";
    case Profile::plain:
      return "plain";
    case Profile::benchmark:
      return "benchmark";
  }
  return "unknown";
}

std::vector<std::string> compile_flags(Profile profile) {
  std::vector<std::string> flags = {"-std=c++20", "-gline-tables-only", "-fno-pie", "-pthread", "-fmessage-length=0",
                                    "-ferror-limit=20", "-fno-color-diagnostics",
                                    // the source lines that clang repeats could pose as messages
                                    "-fno-caret-diagnostics"};
  if (profile == Profile::races)
    flags.insert(flags.end(), {"-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"});
  else
    flags.insert(flags.end(), {"-O2"});
  return flags;
}

}  // namespace parcours
