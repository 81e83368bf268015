#pragma once
// No mutex at all. The kernel locks files as well, and gives such a lock back when its owner ends, however it ends. The
// lock belongs to an opened file, so every call opens the memory anew: by way of its descriptor in /proc, since the
// name may be gone. Zero bytes are a counter that has counted nothing, so there is nothing to initialise.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>

struct Tally {
  static constexpr std::size_t kSlots = 1024;

  std::uint64_t additions = 0;
  std::uint64_t total = 0;
  std::array<std::uint64_t, kSlots> per_slot{};

  bool operator==(const Tally&) const = default;
};

class SharedCounter {
 public:
  explicit SharedCounter(const std::string& name) : fd_(shm_open(name.c_str(), O_RDWR | O_CREAT, 0600)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), name);
    // More than one may do this: the size is the same each time, and the bytes stay.
    void* memory = MAP_FAILED;
    if (ftruncate(fd_, sizeof(Shared)) == 0)
      memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
    if (memory == MAP_FAILED) {
      const int error = errno;
      close(fd_);
      throw std::system_error(error, std::generic_category(), name);
    }
    shared_ = static_cast<Shared*>(memory);
  }

  ~SharedCounter() {
    munmap(shared_, sizeof(Shared));
    close(fd_);
  }

  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  void add(std::size_t slot, std::uint64_t amount) {
    if (slot >= Tally::kSlots) throw std::out_of_range("slot " + std::to_string(slot));
    update([=](Tally& tally) {
      tally.additions += 1;
      tally.total += amount;
      tally.per_slot[slot] += 1;
    });
  }

  void update(const std::function<void(Tally&)>& change) {
    const Lock lock(fd_, LOCK_EX);
    Tally next = shared_->copies[shared_->changes % 2];
    change(next);
    shared_->copies[(shared_->changes + 1) % 2] = next;
    shared_->changes.fetch_add(1, std::memory_order_release);
  }

  Tally snapshot() const {
    const Lock lock(fd_, LOCK_SH);
    return shared_->copies[shared_->changes % 2];
  }

  static bool remove(const std::string& name) { return shm_unlink(name.c_str()) == 0; }

 private:
  struct Shared {
    std::atomic<std::uint64_t> changes;
    std::array<Tally, 2> copies;
  };
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

  class Lock {
   public:
    Lock(int fd, int how) : fd_(open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDWR | O_CLOEXEC)) {
      if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "open");
      while (flock(fd_, how) != 0 && errno == EINTR) {
      }
    }
    ~Lock() { close(fd_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    int fd_;
  };

  int fd_;
  Shared* shared_;
};
