#pragma once
// One socket pair for each worker. The parent sends a whole chunk; the worker reads all of it before it begins, and
// answers for each input as soon as it has the answer. So the first input without an answer is the one at which a
// worker died. The parent sleeps in poll() until some worker has something to say, and death is something to say.
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
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

namespace pool_map {

[[noreturn]] inline void throw_errno(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

/// One end of a connection; closed when it goes.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() { close(); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int fd() const { return fd_; }

  /// False if the other side is gone: with MSG_NOSIGNAL that is an error, and no SIGPIPE.
  [[nodiscard]] bool send_all(const void* data, std::size_t size) const {
    const char* next = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t sent = ::send(fd_, next, size, MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return false;
      next += sent;
      size -= static_cast<std::size_t>(sent);
    }
    return true;
  }

  /// What is there, up to `size` bytes; waits if there is nothing. 0: the other side is gone.
  [[nodiscard]] std::size_t receive_some(void* data, std::size_t size) const {
    for (;;) {
      const ssize_t got = ::recv(fd_, data, size, 0);
      if (got >= 0) return static_cast<std::size_t>(got);
      // Who dies with unread data before it resets the connection, which is the end as well.
      if (errno != EINTR) return 0;
    }
  }

  /// False if the other side is gone before all of it has come.
  [[nodiscard]] bool receive_all(void* data, std::size_t size) const {
    char* next = static_cast<char*>(data);
    while (size > 0) {
      const std::size_t got = receive_some(next, size);
      if (got == 0) return false;
      next += got;
      size -= got;
    }
    return true;
  }

 private:
  int fd_ = -1;
};

/// A part of the inputs, by index.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;  // one beyond
  [[nodiscard]] bool empty() const { return first == last; }
};

/// What is still to be handed out.
class Agenda {
 public:
  Agenda(std::size_t inputs, std::size_t chunk) : inputs_(inputs), chunk_(chunk) {}

  [[nodiscard]] bool empty() const { return next_ == inputs_ && left_over_.empty(); }

  Range take() {
    if (!left_over_.empty()) {
      const Range range = left_over_.back();
      left_over_.pop_back();
      return range;
    }
    const std::size_t first = next_;
    next_ += std::min(chunk_, inputs_ - next_);
    return {first, next_};
  }

  /// Inputs that nobody has begun.
  void give_back(Range range) {
    if (!range.empty()) left_over_.push_back(range);
  }

 private:
  std::size_t inputs_;
  std::size_t chunk_;
  std::size_t next_ = 0;
  std::vector<Range> left_over_;
};

/// What a worker sends for each input. A message follows where there is one.
struct Answer {
  static constexpr std::uint64_t no_message = std::numeric_limits<std::uint64_t>::max();
  std::int64_t value = 0;
  std::uint64_t length = no_message;
};

}  // namespace pool_map

class ProcessPool {
 public:
  using Function = std::function<std::int64_t(std::int64_t)>;

  // Delegates: when the body throws, the object counts as made already, so the destructor ends the first workers.
  ProcessPool(unsigned workers, Function function) : ProcessPool(std::move(function)) {
    if (workers == 0) throw std::invalid_argument("a pool has at least one worker");
    workers_.resize(workers);
    for (Worker& worker : workers_) start(worker);
  }

  ~ProcessPool() {
    // First all, then the waiting. shutdown() tells the worker even where other processes have inherited our end, as
    // the workers of a second pool have; close() would not.
    for (const Worker& worker : workers_) ::shutdown(worker.socket.fd(), SHUT_WR);
    for (Worker& worker : workers_) {
      if (worker.pid > 0) await_end(worker);
    }
  }

  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk == 0) throw std::invalid_argument("a chunk has at least one input");
    std::vector<Outcome> outcomes(inputs.size());
    try {
      pool_map::Agenda agenda(inputs.size(), chunk);
      bool at_work = false;
      do {
        at_work = hand_out(inputs, agenda);
        listen(agenda, outcomes, at_work);
      } while (at_work);
    } catch (...) {
      abandon();
      throw;
    }
    return outcomes;
  }

  std::vector<pid_t> pids() const {
    std::vector<pid_t> pids;
    for (const Worker& worker : workers_) pids.push_back(worker.pid);
    return pids;
  }

 private:
  using Answer = pool_map::Answer;
  using Range = pool_map::Range;
  using Socket = pool_map::Socket;

  struct Worker {
    pid_t pid = -1;  // -1: there is none
    Socket socket;
    Range work;            // what it has not answered yet; work.first is what it is at now
    std::string received;  // the beginning of an answer
  };

  explicit ProcessPool(Function function) : function_(std::move(function)) {}

  // ---- in the parent -----------------------------------------------------------------------------------------------

  void start(Worker& worker) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) pool_map::throw_errno("socketpair");
    Socket ours(ends[0]);
    Socket theirs(ends[1]);
    const pid_t pid = ::fork();
    if (pid < 0) pool_map::throw_errno("fork");
    if (pid == 0) {
      // The child has a copy of every descriptor. As long as it kept the parent's ends, the other workers, and itself,
      // would never see that the parent is gone.
      ours.close();
      for (Worker& other : workers_) other.socket.close();
      serve(theirs);
    }
    worker = {.pid = pid, .socket = std::move(ours), .work = {}, .received = {}};
  }  // our copy of the worker's end is closed here: while it is open, its death cannot be seen

  /// Gives every free worker a chunk as long as there are any. True if some worker has work now.
  bool hand_out(const std::vector<std::int64_t>& inputs, pool_map::Agenda& agenda) {
    bool at_work = false;
    for (Worker& worker : workers_) {
      if (worker.pid < 0) start(worker);  // a map() before this one was left by an exception
      while (worker.work.empty() && !agenda.empty()) {
        const Range range = agenda.take();
        if (send_chunk(worker, inputs, range)) {
          worker.work = range;
        } else {  // it died while it had nothing to do; a worker begins only when it has the whole chunk
          agenda.give_back(range);
          await_end(worker);
          start(worker);
        }
      }
      at_work |= !worker.work.empty();
    }
    return at_work;
  }

  /// Blocks until the worker has taken it all in, which it does at once: it is free, and reads before it computes.
  static bool send_chunk(const Worker& worker, const std::vector<std::int64_t>& inputs, Range range) {
    const std::uint64_t count = range.last - range.first;
    return worker.socket.send_all(&count, sizeof count) &&
           worker.socket.send_all(inputs.data() + range.first, count * sizeof(std::int64_t));
  }

  /// Takes what there is of answers, and replaces who has died, of the idle ones too. Waits for something where
  /// `may_wait`.
  void listen(pool_map::Agenda& agenda, std::vector<Outcome>& outcomes, bool may_wait) {
    std::vector<pollfd> watched;
    for (const Worker& worker : workers_) watched.push_back({.fd = worker.socket.fd(), .events = POLLIN, .revents = 0});
    if (::poll(watched.data(), watched.size(), may_wait ? -1 : 0) < 0) {
      if (errno == EINTR) return;
      pool_map::throw_errno("poll");
    }
    for (std::size_t i = 0; i < watched.size(); ++i) {
      // Whatever it is, reading tells: first what a worker said while it lived, only then that it is gone.
      if (watched[i].revents != 0) receive(workers_[i], agenda, outcomes);
    }
  }

  void receive(Worker& worker, pool_map::Agenda& agenda, std::vector<Outcome>& outcomes) {
    buffer_.resize(1U << 16U);
    const std::size_t size = worker.socket.receive_some(buffer_.data(), buffer_.size());
    if (size > 0) {
      worker.received.append(buffer_, 0, size);
      return take_answers(worker, outcomes);
    }
    Range rest = worker.work;
    const int status = await_end(worker);
    if (!rest.empty()) {
      Outcome& outcome = outcomes[rest.first++];
      outcome.fate = Fate::died;
      outcome.status = status;
      agenda.give_back(rest);
    }
    start(worker);
  }

  static void take_answers(Worker& worker, std::vector<Outcome>& outcomes) {
    const std::string& received = worker.received;
    std::size_t at = 0;
    Answer answer;
    while (received.size() - at >= sizeof answer) {
      std::memcpy(&answer, received.data() + at, sizeof answer);
      const bool threw = answer.length != Answer::no_message;
      const std::size_t size = sizeof answer + (threw ? answer.length : 0);
      if (received.size() - at < size) break;  // the rest of the message is still to come
      Outcome& outcome = outcomes[worker.work.first++];
      outcome.value = answer.value;
      if (threw) {
        outcome.fate = Fate::threw;
        outcome.message = received.substr(at + sizeof answer, answer.length);
      }
      at += size;
    }
    worker.received.erase(0, at);
  }

  /// The socket tells that a worker is gone a moment before it can be waited for: so this blocks, for that moment.
  static int await_end(Worker& worker) {
    int status = 0;
    while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
    }
    worker.pid = -1;
    worker.socket.close();
    worker.work = {};
    return status;
  }

  /// After an exception in map(): answers to its inputs must not reach the next one.
  void abandon() {
    for (Worker& worker : workers_) {
      if (worker.pid < 0 || worker.work.empty()) continue;
      ::kill(worker.pid, SIGKILL);
      await_end(worker);
    }
  }

  // ---- in the worker -----------------------------------------------------------------------------------------------

  /// Ends by _exit, in every case: what the parent has on its stack, in its buffers and in its list of things to do at
  /// the end is not the worker's. noexcept: an exception that got out of here would run on in the parent's code.
  [[noreturn]] void serve(const Socket& socket) const noexcept {
    std::vector<std::int64_t> inputs;
    for (std::uint64_t count = 0; socket.receive_all(&count, sizeof count);) {
      inputs.resize(count);
      if (!socket.receive_all(inputs.data(), count * sizeof(std::int64_t))) break;
      for (const std::int64_t input : inputs) {
        if (!answer(socket, input)) ::_exit(1);
      }
    }
    ::_exit(0);
  }

  bool answer(const Socket& socket, std::int64_t input) const {
    Answer answer;
    std::string message;
    try {
      answer.value = function_(input);
    } catch (const std::exception& exception) {
      message = exception.what();
      answer.length = message.size();
    } catch (...) {
      message = "something that is no std::exception";
      answer.length = message.size();
    }
    return socket.send_all(&answer, sizeof answer) && socket.send_all(message.data(), message.size());
  }

  Function function_;
  std::vector<Worker> workers_;
  std::string buffer_;
};
