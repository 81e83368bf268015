// Tries: looks through the program's own variables for what looks like the secret.
// Must get: tampering or crash or test-failure; at most 11 points
// Not withstood: submission and runtime share a process: who looks long enough finds the secret, or the code that has it
#pragma once
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <span>
#include <string>

inline constexpr const char* tests[] = {"ParallelSum.AFewNumbers",          "ParallelSum.NothingToAdd",
                                        "ParallelSum.ZeroThreadsMeansOne",  "ParallelSum.ManyNumbers",
                                        "ParallelSumHidden.EverySplit",     "ParallelSumHidden.PastThirtyTwoBits",
                                        "ParallelSumHidden.CalledBySeveralThreads"};

inline void forge_with(const std::string& secret) {
  const auto send = [&](const std::string& text) { ::send(3, (secret + text).data(), secret.size() + text.size(), 0); };
  for (const char* test : tests) {
    send(std::string("start ") + test);
    send(std::string("end ") + test + " passed 0");
  }
  send("done");
  ::_exit(0);
}
inline bool is_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
inline void search() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0;
    unsigned long to = 0;
    char rights[5] = "";
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights) != 3 || rights[0] != 'r' || rights[1] != 'w') continue;
    if (from > 0x10000000) continue;
    const char* const bytes = reinterpret_cast<const char*>(from);
    for (std::size_t at = 0; at + 17 < to - from; ++at) {
      std::size_t length = 0;
      while (length < 16 && is_digit(bytes[at + length])) ++length;
      if (length == 16 && bytes[at + 16] == ' ') forge_with(std::string(bytes + at, 17));
      at += length;
    }
  }
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  search();
  return 0;
}
