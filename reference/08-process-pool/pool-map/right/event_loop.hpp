#pragma once
// Nothing in the parent ever blocks but epoll_wait(): its ends of all pipes are non-blocking, and what does not fit
// into a pipe waits in a buffer. So a worker may answer while its chunk is still being sent, and uses plain stdio.
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <iterator>
#include <list>
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

  ProcessPool(unsigned workers, Function function) : function_(std::move(function)) {
    if (workers < 1) throw std::invalid_argument("workers must be positive");
    try {
      epoll_ = check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
      for (; workers > 0; --workers) spawn();
    } catch (...) {
      end_all();
      throw;
    }
  }

  ~ProcessPool() { end_all(); }

  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk < 1) throw std::invalid_argument("chunk must be positive");
    const IgnoreBrokenPipes guard;
    inputs_ = &inputs;
    outcomes_.assign(inputs.size(), {});
    answered_ = 0;
    queue_.clear();
    for (std::size_t i = 0; i < inputs.size(); i += std::min(chunk, inputs.size() - i)) {
      queue_.push_back({i, i + std::min(chunk, inputs.size() - i)});
    }
    wait_for_events(0);  // those who died since the last time
    while (answered_ < inputs.size()) {
      for (Worker& worker : workers_) {
        if (worker.todo.begin == worker.todo.end && !queue_.empty()) assign(worker);
      }
      wait_for_events(-1);
    }
    return std::exchange(outcomes_, {});
  }

  std::vector<pid_t> pids() const {
    std::vector<pid_t> result;
    std::transform(workers_.begin(), workers_.end(), std::back_inserter(result), [](const Worker& w) { return w.pid; });
    return result;
  }

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  struct Worker {
    pid_t pid = -1;
    int requests = -1;
    int answers = -1;
    Span todo;
    std::string outbox;  // bytes that did not fit into the pipe
    std::string inbox;   // the beginning of an answer
  };

  /// SIGPIPE stays away from this thread as long as it lives: a write to a dead worker returns EPIPE.
  class IgnoreBrokenPipes {
   public:
    IgnoreBrokenPipes() {
      ::sigemptyset(&pipe_);
      ::sigaddset(&pipe_, SIGPIPE);
      ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~IgnoreBrokenPipes() {
      const timespec at_once{};
      while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
      }
      ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    IgnoreBrokenPipes(const IgnoreBrokenPipes&) = delete;
    IgnoreBrokenPipes& operator=(const IgnoreBrokenPipes&) = delete;

   private:
    sigset_t pipe_{};
    sigset_t before_{};
  };

  static int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
  }

  void spawn() {
    std::array<int, 4> fds{-1, -1, -1, -1};  // requests: read, write; answers: read, write
    try {
      check(::pipe2(fds.data(), O_CLOEXEC), "pipe2");
      check(::pipe2(fds.data() + 2, O_CLOEXEC), "pipe2");
      const pid_t pid = check(::fork(), "fork");
      if (pid == 0) {
        for (const Worker& other : workers_) {
          ::close(other.requests);
          ::close(other.answers);
        }
        ::close(epoll_);
        ::close(fds[1]);
        ::close(fds[2]);
        serve(fds[0], fds[3]);
      }
      workers_.push_back({pid, fds[1], fds[2], {}, {}, {}});
    } catch (...) {
      for (const int fd : fds) {
        if (fd >= 0) ::close(fd);
      }
      throw;
    }
    ::close(fds[0]);
    ::close(fds[3]);
    Worker& worker = workers_.back();
    for (const int fd : {worker.requests, worker.answers}) {
      check(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK), "fcntl");
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &worker;
    check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, worker.answers, &event), "epoll_ctl");
    event.events = 0;  // no room wanted yet
    check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, worker.requests, &event), "epoll_ctl");
  }

  void assign(Worker& worker) {
    worker.todo = queue_.front();
    queue_.pop_front();
    const std::uint64_t count = worker.todo.end - worker.todo.begin;
    worker.outbox.assign(reinterpret_cast<const char*>(&count), sizeof count);
    worker.outbox.append(reinterpret_cast<const char*>(inputs_->data() + worker.todo.begin),
                         count * sizeof(std::int64_t));
    flush(worker);
  }

  void flush(Worker& worker) {
    std::size_t sent = 0;
    while (sent < worker.outbox.size()) {
      const ssize_t n = ::write(worker.requests, worker.outbox.data() + sent, worker.outbox.size() - sent);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno != EAGAIN) sent = worker.outbox.size();  // dead; its other pipe tells what that means
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    worker.outbox.erase(0, sent);
    epoll_event event{};
    event.events = worker.outbox.empty() ? 0U : static_cast<std::uint32_t>(EPOLLOUT);
    event.data.ptr = &worker;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, worker.requests, &event);
  }

  void wait_for_events(int timeout) {
    std::array<epoll_event, 16> events{};
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) check(count, "epoll_wait");
    std::vector<Worker*> dead;
    for (int i = 0; i < count; ++i) {
      auto* const worker = static_cast<Worker*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (std::find(dead.begin(), dead.end(), worker) != dead.end()) continue;
      if (!worker->outbox.empty()) flush(*worker);
      if (!read_answers(*worker)) dead.push_back(worker);
    }
    for (Worker* const worker : dead) bury(*worker);
  }

  /// Reads all there is. False: there will never be more.
  bool read_answers(Worker& worker) {
    std::array<char, 16384> bytes;
    for (;;) {
      const ssize_t n = ::read(worker.answers, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno == EAGAIN;
      if (n == 0) return false;
      worker.inbox.append(bytes.data(), static_cast<std::size_t>(n));
      while (take_answer(worker)) {
      }
      worker.inbox.erase(0, std::exchange(parsed_, 0));
    }
  }

  /// An answer is one letter and a number: v and the value, or e and the length of the text that follows.
  bool take_answer(Worker& worker) {
    constexpr std::size_t head = 1 + sizeof(std::int64_t);
    const char* const at = worker.inbox.data() + parsed_;
    const std::size_t there = worker.inbox.size() - parsed_;
    if (there < head) return false;
    std::int64_t number = 0;
    std::memcpy(&number, at + 1, sizeof number);
    const bool threw = *at == 'e';
    const std::size_t size = head + (threw ? static_cast<std::size_t>(number) : 0);
    if (there < size) return false;
    Outcome& outcome = outcomes_[worker.todo.begin++];
    if (threw) {
      outcome.fate = Fate::threw;
      outcome.message.assign(at + head, size - head);
    } else {
      outcome.value = number;
    }
    parsed_ += size;
    ++answered_;
    return true;
  }

  void bury(Worker& worker) {
    const int status = release(worker);
    if (worker.todo.begin < worker.todo.end) {
      // It answers each input before it takes the next, so it died at the first without an answer.
      Outcome& outcome = outcomes_[worker.todo.begin++];
      outcome.fate = Fate::died;
      outcome.status = status;
      ++answered_;
      if (worker.todo.begin < worker.todo.end) queue_.push_back(worker.todo);
    }
    workers_.remove_if([&](const Worker& other) { return &other == &worker; });
    spawn();
  }

  int release(const Worker& worker) const {
    for (const int fd : {worker.requests, worker.answers}) {
      // Closing alone would not do: epoll watches the pipe as long as any process has it open.
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
      ::close(fd);
    }
    int status = 0;
    while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  void end_all() {
    for (const Worker& worker : workers_) ::kill(worker.pid, SIGTERM);
    for (const Worker& worker : workers_) release(worker);
    if (epoll_ >= 0) ::close(epoll_);
  }

  [[noreturn]] void serve(int requests, int answers) const noexcept {
    ::signal(SIGTERM, SIG_DFL);
    FILE* const in = ::fdopen(requests, "r");
    FILE* const out = ::fdopen(answers, "w");
    if (in == nullptr || out == nullptr) ::_exit(1);
    for (std::uint64_t count = 0; std::fread(&count, sizeof count, 1, in) == 1;) {
      for (std::int64_t input = 0; count > 0 && std::fread(&input, sizeof input, 1, in) == 1; --count) {
        char letter = 'v';
        std::int64_t number = 0;
        std::string text;
        try {
          number = function_(input);
        } catch (const std::exception& error) {
          text = error.what();
          letter = 'e';
        } catch (...) {
          text = "unknown exception";
          letter = 'e';
        }
        if (letter == 'e') number = static_cast<std::int64_t>(text.size());
        std::fputc(letter, out);
        std::fwrite(&number, sizeof number, 1, out);
        std::fwrite(text.data(), 1, text.size(), out);
        if (std::fflush(out) != 0) ::_exit(1);  // before the next input: that one may be the end
      }
    }
    ::_exit(0);
  }

  Function function_;
  int epoll_ = -1;
  std::list<Worker> workers_;  // a list, since epoll keeps addresses of its elements
  const std::vector<std::int64_t>* inputs_ = nullptr;
  std::vector<Outcome> outcomes_;
  std::deque<Span> queue_;
  std::size_t answered_ = 0;
  std::size_t parsed_ = 0;
};
