#include "ranks/wait_board.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace parcours::ranks {
namespace {

void* map(int file) {
  void* const memory = ::mmap(nullptr, sizeof(WaitBoard), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

WaitBoard* make_wait_board(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return nullptr;
  if (::ftruncate(descriptor, sizeof(WaitBoard)) != 0) {
    ::close(descriptor);
    return nullptr;
  }
  void* const memory = map(descriptor);
  return memory == nullptr ? nullptr : new (memory) WaitBoard;
}

WaitBoard* open_wait_board(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  return descriptor < 0 ? nullptr : static_cast<WaitBoard*>(map(descriptor));
}

}  // namespace parcours::ranks
