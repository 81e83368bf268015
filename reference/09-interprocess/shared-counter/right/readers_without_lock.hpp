#pragma once
// Whoever reads takes no lock. Changes go to the copy that does not count, and a version then says that it does; a
// reader looks at the version before and after, and reads again if it has changed. The shared memory is prepared under
// another name and gets its own when it is complete, so nobody can come too early.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
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
  explicit SharedCounter(const std::string& name) {
    for (;;) {
      if (const int fd = shm_open(name.c_str(), O_RDWR, 0600); fd >= 0) {
        shared_ = map(fd);
        return;
      }
      if (errno != ENOENT) throw std::system_error(errno, std::generic_category(), name);
      create(name);
    }
  }

  ~SharedCounter() { munmap(shared_, sizeof(Shared)); }

  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  void add(std::size_t slot, std::uint64_t amount) {
    if (slot >= Tally::kSlots) throw std::out_of_range("slot");
    update([&](Tally& tally) {
      ++tally.additions;
      tally.total += amount;
      ++tally.per_slot[slot];
    });
  }

  void update(const std::function<void(Tally&)>& change) {
    // Gives the lock back on every way out. Recovery is to say so: what a dead owner wrote does not count yet.
    const std::unique_ptr<pthread_mutex_t, int (*)(pthread_mutex_t*)> lock(locked(), pthread_mutex_unlock);
    const std::uint64_t version = shared_->version.load(std::memory_order_relaxed);
    Tally tally = read(shared_->copies[version % 2]);
    change(tally);
    // A reader that sees any of the following must also see that the last version has come.
    std::atomic_thread_fence(std::memory_order_release);
    write(shared_->copies[(version + 1) % 2], tally);
    shared_->version.store(version + 1, std::memory_order_release);
  }

  Tally snapshot() const {
    for (;;) {
      const std::uint64_t version = shared_->version.load(std::memory_order_acquire);
      const Tally tally = read(shared_->copies[version % 2]);
      std::atomic_thread_fence(std::memory_order_acquire);
      if (shared_->version.load(std::memory_order_relaxed) == version) return tally;
    }
  }

  static bool remove(const std::string& name) { return shm_unlink(name.c_str()) == 0; }

 private:
  using Word = std::atomic<std::uint64_t>;
  static_assert(Word::is_always_lock_free);
  using Words = std::array<Word, 2 + Tally::kSlots>;

  struct Shared {
    pthread_mutex_t mutex;
    Word version{0};
    Words copies[2]{};
  };

  static Tally read(const Words& words) {
    Tally tally;
    tally.additions = words[0].load(std::memory_order_relaxed);
    tally.total = words[1].load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < Tally::kSlots; ++i) tally.per_slot[i] = words[2 + i].load(std::memory_order_relaxed);
    return tally;
  }
  static void write(Words& words, const Tally& tally) {
    words[0].store(tally.additions, std::memory_order_relaxed);
    words[1].store(tally.total, std::memory_order_relaxed);
    for (std::size_t i = 0; i < Tally::kSlots; ++i) words[2 + i].store(tally.per_slot[i], std::memory_order_relaxed);
  }

  pthread_mutex_t* locked() {
    const int error = pthread_mutex_lock(&shared_->mutex);
    if (error == EOWNERDEAD)
      pthread_mutex_consistent(&shared_->mutex);
    else if (error != 0)
      throw std::system_error(error, std::generic_category(), "mutex");
    return &shared_->mutex;
  }

  static Shared* map(int fd) {
    void* const memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const int error = errno;
    close(fd);
    if (memory == MAP_FAILED) throw std::system_error(error, std::generic_category(), "mmap");
    return static_cast<Shared*>(memory);
  }

  // On Linux, shared memory is a file in /dev/shm, and a link to a file appears in one step, or not at all where there
  // is one already. Then somebody else was quicker, and what was prepared here goes.
  static void create(const std::string& name) {
    const std::string draft = name + "." + std::to_string(getpid()) + "." + std::to_string(++drafts);
    const int fd = shm_open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), draft);
    if (ftruncate(fd, sizeof(Shared)) != 0) {
      const int error = errno;
      close(fd);
      shm_unlink(draft.c_str());
      throw std::system_error(error, std::generic_category(), draft);
    }
    auto* const shared = new (map(fd)) Shared;
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&shared->mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    munmap(shared, sizeof(Shared));
    (void)!link(("/dev/shm" + draft).c_str(), ("/dev/shm" + name).c_str());
    shm_unlink(draft.c_str());
  }

  static inline std::atomic<unsigned> drafts{0};

  Shared* shared_ = nullptr;
};
