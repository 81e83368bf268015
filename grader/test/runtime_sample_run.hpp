#pragma once
// Runs a sample (runtime_samples.cpp) and gives what it says.
#include <array>
#include <cstdio>
#include <string>

namespace parcours {

/// `test`: "Stress.LostUpdate". Standard output and error together.
inline std::string output_of_sample(const std::string& test, bool with_race_detector = false) {
  const std::string command =
      std::string(with_race_detector ? SAMPLES_TSAN : SAMPLES) + " --gtest_color=no --gtest_filter=" + test + " 2>&1";
  std::string output;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "cannot run " + command;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = ::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  ::pclose(pipe);
  return output;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
inline bool reports_a_race(const std::string& output) {
  return contains(output, "WARNING: ThreadSanitizer: data race");
}
inline bool passes(const std::string& output) { return contains(output, "[  PASSED  ] 1 test"); }

}  // namespace parcours
