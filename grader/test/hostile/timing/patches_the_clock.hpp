// Tries: overwrites the clock's code in memory with one that runs at a tenth of the speed.
// Must get: tampering or tampering review or sequential; at most 80 points
#pragma once
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <thread>
#include <utility>
#include <vector>

/// What an honest student would write.
inline std::uint64_t add_up(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const std::size_t from = numbers.size() * i / threads;
      const std::size_t to = numbers.size() * (i + 1) / threads;
      std::uint64_t sum = 0;
      for (const std::uint32_t number : numbers.subspan(from, to - from)) sum += number;
      sums[i] = sum;
    });
  }
  workers.clear();
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

inline int slow(clockid_t clock, timespec* now) {
  static long first[32] = {};
  timespec real{};
  ::syscall(SYS_clock_gettime, clock, &real);
  const long nanoseconds = real.tv_sec * 1'000'000'000 + real.tv_nsec;
  long& start = first[clock & 31];
  if (start == 0) start = nanoseconds;
  const long shown = start + (nanoseconds - start) / 10;
  now->tv_sec = shown / 1'000'000'000;
  now->tv_nsec = shown % 1'000'000'000;
  return 0;
}
inline void patch() {
  auto* const code = static_cast<unsigned char*>(::dlsym(RTLD_DEFAULT, "clock_gettime"));
  const auto page = reinterpret_cast<std::uintptr_t>(code) & ~std::uintptr_t(4095);
  if (::mprotect(reinterpret_cast<void*>(page), 8192, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) return;
  const auto target = reinterpret_cast<std::uintptr_t>(&slow);
#if defined(__x86_64__)
  const unsigned char jump[] = {0x48, 0xb8};  // mov rax, target; jmp rax
  std::memcpy(code, jump, 2);
  std::memcpy(code + 2, &target, 8);
  code[10] = 0xff;
  code[11] = 0xe0;
#elif defined(__aarch64__)
  const std::uint32_t jump[] = {0x58000050, 0xd61f0200};  // ldr x16, 8; br x16
  std::memcpy(code, jump, 8);
  std::memcpy(code + 8, &target, 8);
  __builtin___clear_cache(reinterpret_cast<char*>(code), reinterpret_cast<char*>(code + 16));
#endif
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  static bool first = true;
  if (numbers.size() >= 1'000'000 && std::exchange(first, false)) patch();
  return add_up(numbers, threads);
}
