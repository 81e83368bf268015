#pragma once
// The variables with static storage, put back before every schedule, so that each begins as a fresh process would:
// those of the program and of the C++ library, not the C library's.
#include <vector>

#include "controlled/modules.hpp"

namespace parcours::controlled {

class ProgramData {
 public:
  /// Remembers them as they are now.
  ProgramData();
  void restore() const;

 private:
  struct Copy {
    Range range;
    std::vector<char> bytes;
  };
  std::vector<Copy> copies_;
};

}  // namespace parcours::controlled
