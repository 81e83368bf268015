#include "controlled/program_data.hpp"

#include <cstring>

namespace parcours::controlled {

ProgramData::ProgramData() {
  for (const Module& module : {find_program(), find_cpp_library()})
    for (const Range& range : module.variables)
      copies_.push_back({range, {reinterpret_cast<char*>(range.begin), reinterpret_cast<char*>(range.end)}});
}

void ProgramData::restore() const {
  for (const Copy& copy : copies_)
    std::memcpy(reinterpret_cast<void*>(copy.range.begin), copy.bytes.data(), copy.bytes.size());
}

}  // namespace parcours::controlled
