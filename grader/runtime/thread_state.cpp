#include "thread_state.hpp"

#include <fstream>
#include <string>

namespace parcours {

bool is_asleep(int id) {
  // The line reads "ID (NAME) STATE …"; S is a thread that the kernel has put to sleep.
  std::ifstream file("/proc/self/task/" + std::to_string(id) + "/stat");
  std::string line;
  std::getline(file, line);  // stays empty if the thread has just ended
  const auto name_end = line.rfind(')');
  return name_end != std::string::npos && name_end + 2 < line.size() && line[name_end + 2] == 'S';
}

}  // namespace parcours
