#pragma once
// A counter in POSIX shared memory, guarded by a robust mutex. Every change is written where it belongs; what it
// overwrites is noted before. Whoever finds that the last owner of the mutex has died takes the note and puts things
// back.
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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
    const File file(name);
    // Whoever comes first finds nothing ready and prepares it. The others sleep in this lock meanwhile. The kernel
    // gives it back when its owner dies, so a creator that dies half-way does no harm either: the next one prepares it.
    const FileLock one_at_a_time(file.descriptor());
    file.resize(sizeof(Shared));
    shared_.reset(file.map<Shared>());
    if (!shared_->ready) prepare();
  }

  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  void add(std::size_t slot, std::uint64_t amount) {
    if (slot >= Tally::kSlots) throw std::out_of_range("there is no slot " + std::to_string(slot));
    const Turn turn(*shared_);
    Tally& tally = shared_->tally;
    shared_->before_addition = {slot, tally.additions, tally.total, tally.per_slot[slot]};
    note(*shared_, Undo::addition);
    ++tally.additions;
    tally.total += amount;
    ++tally.per_slot[slot];
    note(*shared_, Undo::nothing);
  }

  void update(const std::function<void(Tally&)>& change) {
    const Turn turn(*shared_);
    shared_->before_update = shared_->tally;
    note(*shared_, Undo::update);
    try {
      change(shared_->tally);
    } catch (...) {
      put_back(*shared_);
      throw;
    }
    note(*shared_, Undo::nothing);
  }

  [[nodiscard]] Tally snapshot() const {
    const Turn turn(*shared_);
    return shared_->tally;
  }

  static bool remove(const std::string& name) {
    if (::shm_unlink(name.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    fail("shm_unlink");
  }

 private:
  enum class Undo { nothing, addition, update };

  // What the processes share. No pointer in it: it lies at another address in every process.
  struct Shared {
    pthread_mutex_t mutex;
    bool ready;  // guarded by the lock of the file
    Undo undo;   // what must be put back if the owner of the mutex dies now
    struct {
      std::size_t slot;
      std::uint64_t additions;
      std::uint64_t total;
      std::uint64_t in_slot;
    } before_addition;
    Tally tally;
    Tally before_update;
  };

  // Sets what must be put back. A death cuts the program off between two instructions: all before it has been done, and
  // nothing after it. So the instructions must be in this order, as if a signal's handler were to look at them, and the
  // fences tell the compiler. The processor needs no telling, since the next owner comes by way of the mutex.
  static void note(Shared& shared, Undo undo) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    shared.undo = undo;
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }

  // May be cut off as well, and done again from the beginning: the note is the last thing to go.
  static void put_back(Shared& shared) {
    Tally& tally = shared.tally;
    if (shared.undo == Undo::addition) {
      tally.additions = shared.before_addition.additions;
      tally.total = shared.before_addition.total;
      tally.per_slot[shared.before_addition.slot] = shared.before_addition.in_slot;
    } else if (shared.undo == Undo::update) {
      tally = shared.before_update;
    }
    note(shared, Undo::nothing);
  }

  // Holds the mutex, and has put everything right that a dead owner left.
  class Turn {
   public:
    explicit Turn(Shared& shared) : shared_(shared) {
      const int error = ::pthread_mutex_lock(&shared_.mutex);
      if (error != 0 && error != EOWNERDEAD) fail("pthread_mutex_lock", error);
      if (error == EOWNERDEAD) {
        put_back(shared_);
        ::pthread_mutex_consistent(&shared_.mutex);
      }
    }
    ~Turn() { ::pthread_mutex_unlock(&shared_.mutex); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Shared& shared_;
  };

  class File {
   public:
    explicit File(const std::string& name) : descriptor_(::shm_open(name.c_str(), O_RDWR | O_CREAT, 0600)) {
      if (descriptor_ < 0) fail("shm_open");
    }
    ~File() { ::close(descriptor_); }  // a mapping lives on without it
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    // New bytes are zero. Does nothing where the size is right already.
    void resize(std::size_t size) const {
      if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("ftruncate");
    }
    template <class T>
    [[nodiscard]] T* map() const {
      void* const memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
      if (memory == MAP_FAILED) fail("mmap");
      return static_cast<T*>(memory);
    }

   private:
    int descriptor_;
  };

  class FileLock {
   public:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {
      while (::flock(descriptor_, LOCK_EX) != 0)
        if (errno != EINTR) fail("flock");
    }
    ~FileLock() { ::flock(descriptor_, LOCK_UN); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

   private:
    int descriptor_;
  };

  // Fresh shared memory is zero, and zero is right for everything but the mutex.
  void prepare() {
    pthread_mutexattr_t attributes;
    ::pthread_mutexattr_init(&attributes);
    ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    const int error = ::pthread_mutex_init(&shared_->mutex, &attributes);
    ::pthread_mutexattr_destroy(&attributes);
    if (error != 0) fail("pthread_mutex_init", error);
    shared_->ready = true;
  }

  [[noreturn]] static void fail(const char* call, int error = errno) {
    throw std::system_error(error, std::generic_category(), call);
  }

  struct Unmap {
    void operator()(Shared* shared) const { ::munmap(shared, sizeof(Shared)); }
  };
  std::unique_ptr<Shared, Unmap> shared_;
};
