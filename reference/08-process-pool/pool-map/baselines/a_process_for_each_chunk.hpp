#pragma once
// No pool: a process is forked for each chunk and ends with it, at most as many at a time as there should be workers.
#include <poll.h>
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

  ProcessPool(unsigned workers, Function function) : limit_(workers), function_(std::move(function)) {
    if (workers == 0) throw std::invalid_argument("at least one worker");
  }

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk == 0) throw std::invalid_argument("at least one input a chunk");
    std::vector<Outcome> outcomes(inputs.size());
    std::vector<Child> children;
    for (std::size_t next = 0; next < inputs.size() || !children.empty();) {
      while (next < inputs.size() && children.size() < limit_) {
        const std::size_t last = next + std::min(chunk, inputs.size() - next);
        children.push_back(start(inputs, next, last));
        next = last;
      }
      std::vector<pollfd> ready;
      for (const Child& child : children) ready.push_back({child.from, POLLIN, 0});
      if (::poll(ready.data(), ready.size(), -1) < 0) continue;
      for (std::size_t i = ready.size(); i-- > 0;) {
        if (ready[i].revents == 0) continue;
        Child& child = children[i];
        const bool alive = read_some(child);
        take_answers(child, outcomes);
        if (alive) continue;
        const int status = await_end(child);
        if (child.first < child.last) {
          outcomes[child.first].fate = Fate::died;
          outcomes[child.first].status = status;
          ++child.first;
        }
        if (child.first < child.last) {
          child = start(inputs, child.first, child.last);
        } else {
          children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
        }
      }
    }
    return outcomes;
  }

  std::vector<pid_t> pids() const { return {}; }

 private:
  struct Child {
    pid_t pid = -1;
    int from = -1;
    std::size_t first = 0;
    std::size_t last = 0;
    std::string received;
  };

  struct Answer {
    std::int64_t value = 0;
    std::int64_t length = -1;
  };

  Child start(const std::vector<std::int64_t>& inputs, std::size_t first, std::size_t last) const {
    int ends[2];
    if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    const pid_t pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) work(inputs, first, last, ends[1]);
    ::close(ends[1]);
    return {pid, ends[0], first, last, {}};
  }

  [[noreturn]] void work(const std::vector<std::int64_t>& inputs, std::size_t first, std::size_t last,
                         int out) const noexcept {
    for (; first < last; ++first) {
      Answer answer;
      std::string message;
      try {
        answer.value = function_(inputs[first]);
      } catch (const std::exception& exception) {
        message = exception.what();
        answer.length = static_cast<std::int64_t>(message.size());
      } catch (...) {
        answer.length = 0;
      }
      write_all(out, &answer, sizeof answer);
      write_all(out, message.data(), message.size());
    }
    ::_exit(0);
  }

  static void write_all(int fd, const void* data, std::size_t size) {
    for (const char* next = static_cast<const char*>(data); size > 0;) {
      const ssize_t written = ::write(fd, next, size);
      if (written < 0 && errno != EINTR) ::_exit(1);
      if (written < 0) continue;
      next += written;
      size -= static_cast<std::size_t>(written);
    }
  }

  static bool read_some(Child& child) {
    char bytes[32768];
    ssize_t size = 0;
    do {
      size = ::read(child.from, bytes, sizeof bytes);
    } while (size < 0 && errno == EINTR);
    if (size <= 0) return false;
    child.received.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  static void take_answers(Child& child, std::vector<Outcome>& outcomes) {
    std::size_t at = 0;
    Answer answer;
    while (child.received.size() - at >= sizeof answer) {
      std::memcpy(&answer, child.received.data() + at, sizeof answer);
      const std::size_t length = answer.length < 0 ? 0 : static_cast<std::size_t>(answer.length);
      if (child.received.size() - at - sizeof answer < length) break;
      Outcome& outcome = outcomes[child.first++];
      outcome.value = answer.value;
      if (answer.length >= 0) {
        outcome.fate = Fate::threw;
        outcome.message = child.received.substr(at + sizeof answer, length);
      }
      at += sizeof answer + length;
    }
    child.received.erase(0, at);
  }

  static int await_end(const Child& child) {
    ::close(child.from);
    int status = 0;
    while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  std::size_t limit_;
  Function function_;
};
