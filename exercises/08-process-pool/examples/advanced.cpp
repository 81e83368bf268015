// How many primes are there below 200,000? Twenty slices of that range, and three worker processes that count. Whoever
// is free gets the next slice. Then the same again, but one slice makes its worker crash, and the pool does what
// Python's ProcessPoolExecutor does: it is broken, and says so. (The exercise goes further: it says which input was
// lost, starts another worker and goes on.)
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

struct Slice {
  int from;
  int to;  // one beyond
};

struct BrokenPool : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Counts in several processes. Each has a socket pair of its own. (Where all workers read from one pipe, as they do in
// Python's Pool, they need a lock, and a worker that is killed while it holds the lock stops all others.)
class CountingPool {
 public:
  using Count = std::function<int(Slice)>;

  CountingPool(int workers, const Count& count) {
    while (workers-- > 0) start(count);
  }

  // First tell all, then wait for all. shutdown() reaches the worker whatever other process has a copy of our end.
  ~CountingPool() {
    for (const Worker& worker : workers_) shutdown(worker.socket, SHUT_RDWR);
    for (const Worker& worker : workers_) {
      close(worker.socket);
      if (worker.pid > 0) waitpid(worker.pid, nullptr, 0);
    }
  }

  CountingPool(const CountingPool&) = delete;
  CountingPool& operator=(const CountingPool&) = delete;

  int sum(const std::vector<Slice>& slices) {
    int sum = 0;
    std::size_t next = 0;      // the first slice that nobody has
    std::size_t answered = 0;  // so many are done
    for (Worker& worker : workers_) {
      if (next < slices.size()) hand_out(worker, slices[next++]);
    }
    while (answered < slices.size()) {
      // Sleeps until some worker has an answer, or is gone: a socket without another side counts as readable.
      std::vector<pollfd> sockets;
      for (const Worker& worker : workers_) sockets.push_back({worker.socket, POLLIN, 0});
      if (poll(sockets.data(), sockets.size(), -1) < 0 && errno != EINTR) throw broken("poll");
      for (std::size_t i = 0; i < sockets.size(); ++i) {
        if (sockets[i].revents == 0) continue;
        Worker& worker = workers_[i];
        int count = 0;
        if (recv(worker.socket, &count, sizeof count, 0) != sizeof count) throw lost(worker);
        sum += count;
        ++answered;
        if (next < slices.size()) hand_out(worker, slices[next++]);
      }
    }
    return sum;
  }

 private:
  struct Worker {
    pid_t pid;
    int socket;
    Slice slice;  // what it is at
  };

  static std::system_error broken(const char* call) { return {errno, std::generic_category(), call}; }

  void start(const Count& count) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) != 0) throw broken("socketpair");
    const pid_t pid = fork();
    if (pid < 0) throw broken("fork");
    if (pid == 0) {
      // The copies of the parent's ends, for this worker and for all that were started before it.
      close(ends[0]);
      for (const Worker& other : workers_) close(other.socket);
      serve(ends[1], count);
    }
    close(ends[1]);
    workers_.push_back({pid, ends[0], {0, 0}});
  }

  [[noreturn]] static void serve(int socket, const Count& count) noexcept {
    Slice slice{};
    while (recv(socket, &slice, sizeof slice, 0) == sizeof slice) {
      const int result = count(slice);
      if (send(socket, &result, sizeof result, MSG_NOSIGNAL) != sizeof result) break;
    }
    _exit(0);
  }

  static void hand_out(Worker& worker, Slice slice) {
    worker.slice = slice;
    // To a worker that has just died it cannot be sent, without a signal for us; recv() will tell.
    send(worker.socket, &slice, sizeof slice, MSG_NOSIGNAL);
  }

  // The socket says that the worker is gone, waitpid() says how.
  static BrokenPool lost(Worker& worker) {
    int status = 0;
    waitpid(std::exchange(worker.pid, -1), &status, 0);
    const std::string how = WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "it exited";
    return BrokenPool("the worker for " + std::to_string(worker.slice.from) + " to " +
                      std::to_string(worker.slice.to - 1) + " is gone (" + how + ")");
  }

  std::vector<Worker> workers_;
};

int count_primes(Slice slice) {
  int primes = 0;
  for (int n = slice.from; n < slice.to; ++n) {
    bool prime = n >= 2;
    for (int d = 2; prime && d * d <= n; ++d) prime = n % d != 0;
    primes += prime ? 1 : 0;
  }
  return primes;
}

}  // namespace

int main() {
  std::vector<Slice> slices;
  for (int from = 0; from < 200'000; from += 10'000) slices.push_back({from, from + 10'000});

  CountingPool pool(3, count_primes);
  std::printf("primes below 100000: %d\n", pool.sum({slices.begin(), slices.begin() + 10}));
  std::printf("primes below 200000: %d\n", pool.sum(slices));  // by the same three processes

  CountingPool fragile(3, [](Slice slice) {
    if (slice.from == 70'000) raise(SIGKILL);
    return count_primes(slice);
  });
  try {
    std::printf("primes below 200000: %d\n", fragile.sum(slices));
  } catch (const BrokenPool& error) {
    std::printf("broken pool: %s\n", error.what());
  }
}

// Prints:
//   primes below 100000: 9592
//   primes below 200000: 17984
//   broken pool: the worker for 70000 to 79999 is gone (Killed)
