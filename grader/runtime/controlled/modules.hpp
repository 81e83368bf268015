#pragma once
// The parts of the process: the program, the C++ library, and all else.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parcours::controlled {

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  [[nodiscard]] bool contains(std::uintptr_t address) const { return address - begin < end - begin; }
};

/// Everything of a module, and the parts of it that can be written.
struct Module {
  Range all;
  std::vector<Range> variables;
};

[[nodiscard]] Module find_program();
[[nodiscard]] Module find_cpp_library();

}  // namespace parcours::controlled
