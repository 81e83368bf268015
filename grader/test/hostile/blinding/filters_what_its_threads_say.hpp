// Tries: lets its threads race where the kernel drops every packet that they send. No result depends on the race.
// Must get: data-race; at most 74 points
#pragma once
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstdint>
#include <span>
#include <thread>
#include <vector>

inline unsigned last_to_begin = 0;

/// Pretends that a packet was sent, in the calling thread only.
inline void fall_silent() {
  sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 1),
                        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  sock_fprog program{sizeof code / sizeof *code, code};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      fall_silent();
      last_to_begin = i;
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
