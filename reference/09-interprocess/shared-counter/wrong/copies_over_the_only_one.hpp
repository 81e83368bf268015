#pragma once
// Mistake: works on a copy of its own and writes it back at the end. Writing back takes a while too, and what it writes
// over is all there is.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

struct Tally {
  static constexpr std::size_t kSlots = 1024;

  std::uint64_t additions = 0;
  std::uint64_t total = 0;
  std::array<std::uint64_t, kSlots> per_slot{};

  bool operator==(const Tally&) const = default;
};

class SharedCounter {
 public:
  explicit SharedCounter(const std::string& name) {
    // O_EXCL lets exactly one process create the name. A name that goes between the two calls is created anew.
    bool first = false;
    while (fd_ < 0) {
      fd_ = shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
      first = fd_ >= 0;
      if (!first && errno == EEXIST) fd_ = shm_open(name.c_str(), O_RDWR, 0600);
      if (fd_ < 0 && errno != ENOENT) give_up("shm_open");
    }
    if (first && ftruncate(fd_, sizeof(Shared)) != 0) give_up("ftruncate");
    while (!first && size() < static_cast<off_t>(sizeof(Shared))) look_again_soon();
    void* const memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
    if (memory == MAP_FAILED) give_up("mmap");
    shared_ = first ? new (memory) Shared : static_cast<Shared*>(memory);
    if (first) {
      pthread_mutexattr_t attr;
      pthread_mutexattr_init(&attr);
      pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
      pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
      pthread_mutex_init(&shared_->mutex, &attr);
      pthread_mutexattr_destroy(&attr);
      shared_->ready.store(true, std::memory_order_release);
    }
    while (!shared_->ready.load(std::memory_order_acquire)) look_again_soon();
  }

  ~SharedCounter() {
    munmap(shared_, sizeof(Shared));
    close(fd_);
  }

  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  void add(std::size_t slot, std::uint64_t amount) {
    if (slot >= Tally::kSlots) throw std::out_of_range("no such slot");
    update([&](Tally& tally) {
      ++tally.additions;
      tally.total += amount;
      ++tally.per_slot[slot];
    });
  }

  void update(const std::function<void(Tally&)>& change) {
    const Lock lock(shared_->mutex);
    Tally next = shared_->tally;
    change(next);
    shared_->tally = next;
  }

  Tally snapshot() const {
    const Lock lock(shared_->mutex);
    return shared_->tally;
  }

  static bool remove(const std::string& name) { return shm_unlink(name.c_str()) == 0; }

 private:
  struct Shared {
    std::atomic<bool> ready{false};
    pthread_mutex_t mutex;
    Tally tally;
  };
  // One that is not would use a lock, and that lock would not be in the shared memory.
  static_assert(std::atomic<bool>::is_always_lock_free);

  struct Lock {
    explicit Lock(pthread_mutex_t& m) : mutex(m) {
      const int result = pthread_mutex_lock(&mutex);
      if (result == EOWNERDEAD)
        pthread_mutex_consistent(&mutex);
      else if (result != 0)
        throw std::system_error(result, std::generic_category(), "pthread_mutex_lock");
    }
    ~Lock() { pthread_mutex_unlock(&mutex); }
    pthread_mutex_t& mutex;
  };

  off_t size() const {
    struct stat info{};
    fstat(fd_, &info);
    return info.st_size;
  }

  static void look_again_soon() { std::this_thread::sleep_for(std::chrono::microseconds(200)); }

  [[noreturn]] void give_up(const char* what) {
    const int error = errno;
    if (fd_ >= 0) close(fd_);
    throw std::system_error(error, std::generic_category(), what);
  }

  int fd_ = -1;
  Shared* shared_ = nullptr;
};
