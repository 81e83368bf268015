#pragma once
// Wrong: all pipes are made before the first fork. So a worker has the far ends of the later ones' pipes as well, and
// where one of these dies, its pipe is not at its end: the parent never hears of it.
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

enum class Fate { returned, threw, died };

struct Outcome {
  Fate fate = Fate::returned;
  std::int64_t value = 0;
  std::string message;
  int status = 0;
};

class ProcessPool {
 public:
  using Function = std::function<std::int64_t(std::int64_t)>;

  ProcessPool(unsigned workers, Function function) : ProcessPool(std::move(function)) {
    if (workers == 0) throw std::invalid_argument("at least one worker");
    workers_.resize(workers);
    for (Worker& worker : workers_) connect(worker);
    for (Worker& worker : workers_) start(worker);
  }

  ~ProcessPool() {
    const std::uint64_t go_home = 0;
    for (const Worker& worker : workers_) write_all(worker.to, &go_home, sizeof go_home);
    for (Worker& worker : workers_) await_end(worker);
  }

  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk == 0) throw std::invalid_argument("at least one input a chunk");
    std::vector<Outcome> outcomes(inputs.size());
    std::vector<Range> to_do;
    for (std::size_t first = 0; first < inputs.size();) {
      const std::size_t last = first + std::min(chunk, inputs.size() - first);
      to_do.push_back({first, last});
      first = last;
    }
    std::reverse(to_do.begin(), to_do.end());
    std::size_t missing = inputs.size();
    do {
      for (Worker& worker : workers_) {
        while (worker.work.empty() && !to_do.empty()) {
          if (send_chunk(worker, inputs, to_do.back())) {
            worker.work = to_do.back();
            to_do.pop_back();
          } else {
            await_end(worker);
            connect(worker);
            start(worker);
          }
        }
      }
      std::vector<pollfd> ready;
      for (const Worker& worker : workers_) ready.push_back({worker.from, POLLIN, 0});
      if (::poll(ready.data(), ready.size(), missing > 0 ? -1 : 0) < 0) continue;
      for (std::size_t i = 0; i < ready.size(); ++i) {
        if (ready[i].revents == 0) continue;
        Worker& worker = workers_[i];
        if (read_some(worker)) {
          missing -= take_answers(worker, outcomes);
          continue;
        }
        Range rest = worker.work;
        const int status = await_end(worker);
        if (!rest.empty()) {
          outcomes[rest.first].fate = Fate::died;
          outcomes[rest.first].status = status;
          ++rest.first;
          --missing;
          if (!rest.empty()) to_do.push_back(rest);
        }
        connect(worker);
        start(worker);
      }
    } while (missing > 0);
    return outcomes;
  }

  std::vector<pid_t> pids() const {
    std::vector<pid_t> pids;
    for (const Worker& worker : workers_) pids.push_back(worker.pid);
    return pids;
  }

 private:
  struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
    bool empty() const { return first == last; }
  };

  struct Worker {
    pid_t pid = -1;
    int to = -1;
    int from = -1;
    int far_in = -1;  // the worker's own ends
    int far_out = -1;
    Range work;
    std::string received;
  };

  struct Answer {
    std::int64_t value = 0;
    std::int64_t length = -1;  // of the message, if it threw
  };

  explicit ProcessPool(Function function) : function_(std::move(function)) {
    ::signal(SIGPIPE, SIG_IGN);  // a write to a dead worker shall fail, and not end the program
  }

  static void connect(Worker& worker) {
    int down[2];
    int up[2];
    if (::pipe(down) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    if (::pipe(up) != 0) {
      const int error = errno;
      close_all({down[0], down[1]});
      throw std::system_error(error, std::generic_category(), "pipe");
    }
    worker = {-1, down[1], up[0], down[0], up[1], {}, {}};
  }

  void start(Worker& worker) {
    const pid_t pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) {
      for (const Worker& each : workers_) close_all({each.to, each.from});
      serve(worker.far_in, worker.far_out);
    }
    close_all({std::exchange(worker.far_in, -1), std::exchange(worker.far_out, -1)});
    worker.pid = pid;
  }

  static void close_all(std::initializer_list<int> descriptors) {
    for (const int fd : descriptors) {
      if (fd >= 0) ::close(fd);
    }
  }

  static int await_end(Worker& worker) {
    close_all({worker.to, worker.from, worker.far_in, worker.far_out});
    if (worker.pid < 0) return 0;
    int status = 0;
    while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
    }
    worker = {};
    return status;
  }

  static bool send_chunk(const Worker& worker, const std::vector<std::int64_t>& inputs, Range range) {
    const std::uint64_t count = range.last - range.first;
    return write_all(worker.to, &count, sizeof count) &&
           write_all(worker.to, inputs.data() + range.first, count * sizeof(std::int64_t));
  }

  // False: the worker is gone.
  static bool read_some(Worker& worker) {
    char bytes[32768];
    ssize_t size = 0;
    do {
      size = ::read(worker.from, bytes, sizeof bytes);
    } while (size < 0 && errno == EINTR);
    if (size <= 0) return false;
    worker.received.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  // How many were complete.
  static std::size_t take_answers(Worker& worker, std::vector<Outcome>& outcomes) {
    std::size_t count = 0;
    std::size_t at = 0;
    Answer answer;
    while (worker.received.size() - at >= sizeof answer) {
      std::memcpy(&answer, worker.received.data() + at, sizeof answer);
      const std::size_t length = answer.length < 0 ? 0 : static_cast<std::size_t>(answer.length);
      if (worker.received.size() - at - sizeof answer < length) break;
      Outcome& outcome = outcomes[worker.work.first++];
      outcome.value = answer.value;
      if (answer.length >= 0) {
        outcome.fate = Fate::threw;
        outcome.message = worker.received.substr(at + sizeof answer, length);
      }
      at += sizeof answer + length;
      ++count;
    }
    worker.received.erase(0, at);
    return count;
  }

  [[noreturn]] void serve(int in, int out) const noexcept {
    std::uint64_t count = 0;
    while (read_all(in, &count, sizeof count) && count > 0) {
      std::vector<std::int64_t> inputs(count);
      if (!read_all(in, inputs.data(), count * sizeof(std::int64_t))) break;
      for (const std::int64_t input : inputs) answer(out, input);
    }
    ::_exit(0);
  }

  void answer(int out, std::int64_t input) const {
    Answer answer;
    std::string message;
    try {
      answer.value = function_(input);
    } catch (const std::exception& exception) {
      message = exception.what();
      answer.length = static_cast<std::int64_t>(message.size());
    } catch (...) {
      answer.length = 0;
    }
    if (!write_all(out, &answer, sizeof answer) || !write_all(out, message.data(), message.size())) ::_exit(1);
  }

  static bool write_all(int fd, const void* data, std::size_t size) {
    const char* next = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t written = ::write(fd, next, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      next += written;
      size -= static_cast<std::size_t>(written);
    }
    return true;
  }

  static bool read_all(int fd, void* data, std::size_t size) {
    char* next = static_cast<char*>(data);
    while (size > 0) {
      const ssize_t got = ::read(fd, next, size);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      next += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

  Function function_;
  std::vector<Worker> workers_;
};
