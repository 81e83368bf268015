// Tries: writes reports of passed tests to every descriptor, then leaves.
// Must get: tampering or crash; at most 0 points
#pragma once
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>

inline constexpr const char* tests[] = {"ParallelSum.AFewNumbers",          "ParallelSum.NothingToAdd",
                                        "ParallelSum.ZeroThreadsMeansOne",  "ParallelSum.ManyNumbers",
                                        "ParallelSumHidden.EverySplit",     "ParallelSumHidden.PastThirtyTwoBits",
                                        "ParallelSumHidden.CalledBySeveralThreads"};

inline void forge() {
  for (int fd = 3; fd < 16; ++fd) {
    for (const char* test : tests) {
      for (const std::string& text : {std::string("start ") + test, std::string("end ") + test + " passed 0"})
        if (::write(fd, text.data(), text.size()) < 0) break;
    }
    if (::write(fd, "done", 4) < 0) continue;
  }
  ::_exit(0);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  forge();
  return 0;
}
