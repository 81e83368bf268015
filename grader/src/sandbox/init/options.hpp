#pragma once
// What parcours-init is told on its command line; see main.cpp.
#include <unistd.h>

#include <cstdint>
#include <string>

namespace parcours {

struct Options {
  int control = -1;
  int channel = -1;
  long uid = -1;
  std::uint64_t cpu_ms = 0;
  std::uint64_t memory = 0;
  std::uint64_t processes = 0;
  std::uint64_t file_bytes = 0;
  int sampling_ms = 10;
  std::string cpus;
  std::string landlock;
  std::string debugger;
  char** command = nullptr;
};

/// Changes to the user of the command, for good; negative: stays. Ends the process where it cannot.
void become(long uid);

}  // namespace parcours
