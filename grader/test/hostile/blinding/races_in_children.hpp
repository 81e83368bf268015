// Tries: lets child processes race in shared memory, where the race detector does not look.
// Must get: data-race or inconclusive review or tampering review; at most 100 points
// Not withstood: the race detector is blind to memory that processes share; the exercise asks for threads
#pragma once
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <thread>
#include <vector>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  auto* const total = static_cast<volatile std::uint64_t*>(
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::vector<pid_t> children;
  for (unsigned i = 0; i < threads; ++i) {
    const pid_t child = ::fork();
    if (child > 0) children.push_back(child);
    if (child != 0) continue;
    std::uint64_t sum = 0;
    for (std::size_t at = numbers.size() * i / threads; at < numbers.size() * (i + 1) / threads; ++at) sum += numbers[at];
    *total = *total + sum;
    ::_exit(0);
  }
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  const std::uint64_t sum = *total;
  ::munmap(const_cast<std::uint64_t*>(total), 4096);
  return sum;
}
