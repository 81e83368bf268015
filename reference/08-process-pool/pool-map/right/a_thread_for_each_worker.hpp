#pragma once
// The parent has a thread for each worker while it maps. So everything may block: each thread fetches a chunk, writes
// it, reads the answers, and deals with the death of its own worker. Two plain pipes to and from each worker.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

enum class Fate { returned, threw, died };

struct Outcome {
  Fate fate{Fate::returned};
  std::int64_t value{};
  std::string message{};
  int status{};
};

class ProcessPool {
 public:
  using Function = std::function<std::int64_t(std::int64_t)>;

  ProcessPool(unsigned workers, Function function) : function_(std::move(function)) {
    if (workers == 0) throw std::invalid_argument("no workers");
    ::signal(SIGPIPE, SIG_IGN);  // writing to a dead worker is an error that write() returns
    try {
      workers_.resize(workers);
      for (Worker& worker : workers_) hire(worker);
    } catch (...) {
      dismiss_all();
      throw;
    }
  }

  ~ProcessPool() { dismiss_all(); }

  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk == 0) throw std::invalid_argument("empty chunks");
    Order order{inputs, std::vector<Outcome>(inputs.size()), {}, {}, nullptr};
    for (std::size_t first = 0; first < inputs.size();) {
      const std::size_t count = std::min(chunk, inputs.size() - first);
      order.open.emplace_back(first, first + count);
      first += count;
    }
    {
      std::vector<std::jthread> threads;
      threads.reserve(workers_.size());
      for (Worker& worker : workers_) threads.emplace_back([&] { drive(worker, order); });
    }
    if (order.problem) std::rethrow_exception(order.problem);
    return std::move(order.outcomes);
  }

  std::vector<pid_t> pids() const {
    const std::lock_guard lock(process_mutex_);
    std::vector<pid_t> all;
    for (const Worker& worker : workers_) all.push_back(worker.pid);
    return all;
  }

 private:
  using Range = std::pair<std::size_t, std::size_t>;

  struct Worker {
    pid_t pid{-1};  // none
    int to{-1};
    int from{-1};
  };

  struct Order {
    const std::vector<std::int64_t>& inputs;
    std::vector<Outcome> outcomes;  // each element is written by the thread that has its chunk
    std::deque<Range> open;
    std::mutex mutex;  // for open and problem
    std::exception_ptr problem;
  };

  // Nobody sleeps here for work that a dying worker might give back: the thread of that worker does it itself.
  void drive(Worker& worker, Order& order) {
    try {
      check_pulse(worker);
      for (;;) {
        Range range;
        {
          const std::lock_guard lock(order.mutex);
          if (order.open.empty()) return;
          range = order.open.front();
          order.open.pop_front();
        }
        while (range.first < range.second) {
          if (send(worker, order, range)) receive(worker, order, range);
          if (range.first == range.second) break;
          const int status = bury(worker);
          if (begun_) {
            order.outcomes[range.first].fate = Fate::died;
            order.outcomes[range.first].status = status;
            ++range.first;
          }
          hire(worker);
        }
      }
    } catch (...) {
      const std::lock_guard lock(order.mutex);
      order.problem = std::current_exception();
      order.open.clear();
    }
  }

  // Has it died since the last time? Then there is an end to read, and nothing else would be.
  void check_pulse(Worker& worker) {
    siginfo_t info{};
    if (worker.pid > 0 && ::waitid(P_PID, static_cast<id_t>(worker.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == 0) {
      return;
    }
    if (worker.pid > 0) bury(worker);
    hire(worker);
  }

  bool send(const Worker& worker, const Order& order, const Range& range) {
    const std::uint64_t count = range.second - range.first;
    begun_ = put(worker.to, &count, sizeof count) &&
             put(worker.to, &order.inputs[range.first], count * sizeof(std::int64_t));
    return begun_;
  }

  // Moves range.first on with every answer, up to the end or to the input at which the worker died.
  void receive(const Worker& worker, Order& order, Range& range) {
    for (; range.first < range.second; ++range.first) {
      Outcome& outcome = order.outcomes[range.first];
      std::int64_t head[2];
      if (!get(worker.from, head, sizeof head)) return;
      if (head[0] < 0) {
        outcome.value = head[1];
        continue;
      }
      std::string message(static_cast<std::size_t>(head[0]), ' ');
      if (!get(worker.from, message.data(), message.size())) return;
      outcome.fate = Fate::threw;
      outcome.message = std::move(message);
    }
  }

  // From here on in one thread at a time: a child must know of every descriptor that was open when it was forked.
  void hire(Worker& worker) {
    const std::lock_guard lock(process_mutex_);
    int down[2];
    int up[2];
    if (::pipe(down) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    if (::pipe(up) != 0) {
      const int error = errno;
      ::close(down[0]);
      ::close(down[1]);
      throw std::system_error(error, std::generic_category(), "pipe");
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(down[1]);
      ::close(up[0]);
      for (const int fd : open_) ::close(fd);
      work(down[0], up[1]);
    }
    const int error = errno;
    ::close(down[0]);
    ::close(up[1]);
    if (pid < 0) {
      ::close(down[1]);
      ::close(up[0]);
      throw std::system_error(error, std::generic_category(), "fork");
    }
    worker = {pid, down[1], up[0]};
    open_.insert({worker.to, worker.from});
  }

  int bury(Worker& worker) {
    int status = 0;
    while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
    }
    const std::lock_guard lock(process_mutex_);
    for (const int fd : {worker.to, worker.from}) {
      open_.erase(fd);
      ::close(fd);
    }
    worker = Worker{};
    return status;
  }

  // A count of zero tells a worker to go home.
  void dismiss_all() {
    const std::uint64_t none = 0;
    for (const Worker& worker : workers_) {
      if (worker.pid > 0) put(worker.to, &none, sizeof none);
    }
    for (Worker& worker : workers_) {
      if (worker.pid > 0) bury(worker);
    }
  }

  [[noreturn]] void work(int in, int out) const noexcept {
    std::uint64_t count = 0;
    while (get(in, &count, sizeof count) && count > 0) {
      std::vector<std::int64_t> inputs(count);
      if (!get(in, inputs.data(), count * sizeof(std::int64_t))) break;
      for (const std::int64_t input : inputs) {
        std::int64_t head[2] = {-1, 0};
        std::string message;
        try {
          head[1] = function_(input);
        } catch (const std::exception& e) {
          message = e.what();
          head[0] = static_cast<std::int64_t>(message.size());
        } catch (...) {
          head[0] = 0;
        }
        if (!put(out, head, sizeof head) || !put(out, message.data(), message.size())) ::_exit(2);
      }
    }
    ::_exit(0);
  }

  static bool put(int fd, const void* data, std::size_t size) {
    for (const char* at = static_cast<const char*>(data); size > 0;) {
      const ssize_t done = ::write(fd, at, size);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      at += done;
      size -= static_cast<std::size_t>(done);
    }
    return true;
  }

  static bool get(int fd, void* data, std::size_t size) {
    for (char* at = static_cast<char*>(data); size > 0;) {
      const ssize_t done = ::read(fd, at, size);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      at += done;
      size -= static_cast<std::size_t>(done);
    }
    return true;
  }

  // Of the thread that drives a worker: did the whole of the last chunk reach it?
  static inline thread_local bool begun_ = false;

  Function function_;
  mutable std::mutex process_mutex_;
  std::vector<Worker> workers_;
  std::set<int> open_;  // the parent's ends
};
