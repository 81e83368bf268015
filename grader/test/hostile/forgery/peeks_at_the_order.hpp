// Tries: reads the grader's order, and the secret in it, before main does.
// Must get: tampering or crash or test-failure or timeout; at most 11 points
#pragma once
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
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
inline const int early = [] {
  char order[4096] = {};
  const ssize_t size = ::recv(3, order, sizeof order, MSG_PEEK);
  if (size > 17 && std::strstr(order, "run ") != nullptr) forge_with(std::string(order, 17));
  return 0;
}();

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
