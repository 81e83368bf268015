// A board of jobs in shared memory, and workers that are processes: each takes a job, does it, writes down the result,
// and takes the next one. Job 3 has a bug that shows the first time: it kills its worker at the worst moment, while it
// holds the board's mutex and has written only half of what it wanted to. The mutex is robust: it tells its next owner
// that the last one has died. That one repairs the board, and the parent starts a new worker.
//
// Prints:
//   repairs of the board: 1
//   primes below 80000: 7837
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>
#include <optional>

constexpr int kJobs = 8;
constexpr int kNumbersInAJob = 10'000;

enum class State { open, taken, done };

struct Job {
  State state = State::open;
  pid_t worker = 0;  // who has taken it
  int attempts = 0;
  int primes = 0;
};

// Lies in shared memory: no pointers, no std::string, no std::vector, nothing that owns memory elsewhere.
class Board {
 public:
  Board() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (pthread_mutex_init(&mutex_, &attributes) != 0) std::abort();
    pthread_mutexattr_destroy(&attributes);
  }

  // These two are all that std::lock_guard asks of a mutex.
  void lock() {
    const int result = pthread_mutex_lock(&mutex_);
    if (result == EOWNERDEAD) {  // We have it. Its last owner was cut off somewhere between lock() and unlock().
      repair();
      pthread_mutex_consistent(&mutex_);  // Without this, nobody could lock it after us.
    } else if (result != 0) {
      std::abort();
    }
  }
  void unlock() { pthread_mutex_unlock(&mutex_); }

  // The number of a job that nobody has; none where there is no such job any more.
  std::optional<int> take(pid_t worker) {
    const std::lock_guard guard(*this);
    for (int number = 0; number < kJobs; ++number) {
      Job& job = jobs_[number];
      if (job.state != State::open) continue;
      ++job.attempts;
      job.worker = 0;
      job.state = State::taken;
      if (number == 3 && job.attempts == 1) raise(SIGKILL);  // the bug: taken, but by whom?
      job.worker = worker;
      return number;
    }
    return std::nullopt;
  }

  void finish(int number, int primes) {
    const std::lock_guard guard(*this);
    jobs_[number].primes = primes;
    std::atomic_signal_fence(std::memory_order_seq_cst);  // the compiler may not swap the two
    jobs_[number].state = State::done;
  }

  // A worker has died. Whatever it was doing, somebody else must do it.
  void give_back_jobs_of(pid_t worker) {
    const std::lock_guard guard(*this);
    for (Job& job : jobs_)
      if (job.state == State::taken && job.worker == worker) job.state = State::open;
  }

  void print_summary() {
    const std::lock_guard guard(*this);
    int primes = 0;
    for (const Job& job : jobs_)
      if (job.state == State::done) primes += job.primes;
    std::printf("repairs of the board: %d\nprimes below %d: %d\n", repairs_, kJobs * kNumbersInAJob, primes);
  }

 private:
  // What can a dead owner have left? Each function above was read with that question. take() can leave a job that is
  // taken by nobody. finish() writes the state last, so a result that counts is complete.
  void repair() {
    ++repairs_;
    for (Job& job : jobs_)
      if (job.state == State::taken && job.worker == 0) job.state = State::open;
  }

  pthread_mutex_t mutex_;
  std::array<Job, kJobs> jobs_;
  int repairs_ = 0;
};

int count_primes(int first, int last) {
  int primes = 0;
  for (int number = first; number < last; ++number) {
    bool is_prime = number > 1;
    for (int divisor = 2; is_prime && divisor * divisor <= number; ++divisor) is_prime = number % divisor != 0;
    if (is_prime) ++primes;
  }
  return primes;
}

void start_worker(Board& board) {
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child > 0) return;
  while (const auto number = board.take(getpid())) {
    const int primes = count_primes(*number * kNumbersInAJob, (*number + 1) * kNumbersInAJob);  // without the mutex
    board.finish(*number, primes);
  }
  _exit(0);
}

int main() {
  // No name is needed: children inherit the mapping. And nobody has to remove one.
  void* const memory = mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  Board& board = *new (memory) Board;

  int living = 3;
  for (int i = 0; i < living; ++i) start_worker(board);
  while (living > 0) {
    int status = 0;
    const pid_t worker = wait(&status);  // whichever ends next
    if (WIFEXITED(status)) {
      --living;
    } else {
      board.give_back_jobs_of(worker);
      start_worker(board);
    }
  }
  board.print_summary();
  munmap(memory, sizeof(Board));
}
