// Tries: looks up, in the symbol table of its own program, the function that reports, and calls it.
// Must get: tampering or crash or test-failure; at most 11 points
// Not withstood: the program carries its symbol table, and whoever finds the reporting function can call it
#pragma once
#include <elf.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

inline void* find(const char* wanted) {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  static const std::string image((std::istreambuf_iterator<char>(in)), {});
  const auto* const header = reinterpret_cast<const Elf64_Ehdr*>(image.data());
  const auto* const sections = reinterpret_cast<const Elf64_Shdr*>(image.data() + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i) {
    if (sections[i].sh_type != SHT_SYMTAB) continue;
    const auto* const symbols = reinterpret_cast<const Elf64_Sym*>(image.data() + sections[i].sh_offset);
    const char* const names = image.data() + sections[sections[i].sh_link].sh_offset;
    for (std::size_t n = 0; n < sections[i].sh_size / sizeof(Elf64_Sym); ++n)
      if (std::strncmp(names + symbols[n].st_name, wanted, std::strlen(wanted)) == 0)
        return reinterpret_cast<void*>(symbols[n].st_value);
  }
  return nullptr;
}
inline constexpr const char* tests[] = {"ParallelSum.AFewNumbers",          "ParallelSum.NothingToAdd",
                                        "ParallelSum.ZeroThreadsMeansOne",  "ParallelSum.ManyNumbers",
                                        "ParallelSumHidden.EverySplit",     "ParallelSumHidden.PastThirtyTwoBits",
                                        "ParallelSumHidden.CalledBySeveralThreads"};

inline void forge() {
  void* const found = find("_ZN8parcours7channel4sendE");
  if (found == nullptr) return;
  const auto send = reinterpret_cast<void (*)(std::string_view)>(found);
  for (const char* test : tests) {
    send(std::string("start ") + test);
    send(std::string("end ") + test + " passed 0");
  }
  send("done");
  ::_exit(0);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  forge();
  return 0;
}
