#pragma once
// Inputs and results lie in memory that all processes share: a file without a name, made before the first fork and
// grown by each map(). Through a worker's socket go only orders ("from here to there"), the texts of exceptions, and
// "done". How far a worker had come when it died, the parent reads in the shared memory.
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
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
    if (workers == 0) throw std::invalid_argument("a pool of none");
    table_fd_ = Descriptor(::memfd_create("pool", MFD_CLOEXEC));
    if (!table_fd_.is_open()) fail("memfd_create");
    for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>(*this));
  }

  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    if (chunk == 0) throw std::invalid_argument("chunk");
    const Table table(table_fd_.get(), inputs.size(), true);
    for (std::size_t i = 0; i < inputs.size(); ++i) table[i].input = inputs[i];

    std::vector<Order> to_do;  // the next one last
    for (std::size_t end = inputs.size(); end > 0;) {
      const std::size_t size = (end - 1) % chunk + 1;
      to_do.push_back({end - size, end, inputs.size()});
      end -= size;
    }
    for (auto& worker : workers_) {
      if (!worker || worker->has_ended()) replace(worker);
    }
    std::vector<Outcome> outcomes(inputs.size());
    try {
      while (give_orders(to_do)) hear_all(table, to_do, outcomes);
    } catch (...) {
      for (auto& worker : workers_) {
        if (worker && worker->order) worker.reset();
      }
      throw;
    }
    return outcomes;
  }

  std::vector<pid_t> pids() const {
    std::vector<pid_t> pids;
    for (const auto& worker : workers_) {
      if (worker) pids.push_back(worker->pid);
    }
    return pids;
  }

 private:
  enum class State : std::uint32_t { open, begun, returned, threw };

  struct Slot {
    std::int64_t input;
    std::int64_t value;
    std::atomic<State> state;
  };
  static_assert(std::atomic<State>::is_always_lock_free, "another process cannot take this one's locks");

  struct Order {
    std::size_t first;
    std::size_t last;
    std::size_t all;  // so large is the table
  };

  struct Report {
    static constexpr std::size_t done = static_cast<std::size_t>(-1);
    std::size_t index;
    std::size_t length;
  };

  [[noreturn]] static void fail(const char* what) { throw std::system_error(errno, std::system_category(), what); }

  class Descriptor {
   public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
      std::swap(fd_, other.fd_);
      return *this;
    }
    ~Descriptor() {
      if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }

    bool send(const void* data, std::size_t size) const { return all(&::send, static_cast<const char*>(data), size); }
    bool receive(void* data, std::size_t size) const { return all(&::recv, static_cast<char*>(data), size); }

   private:
    template <class Call, class Byte>
    bool all(Call call, Byte* at, std::size_t size) const {
      while (size > 0) {
        const ssize_t moved = call(fd_, at, size, MSG_NOSIGNAL);
        if (moved < 0 && errno == EINTR) continue;
        if (moved <= 0) return false;
        at += moved;
        size -= static_cast<std::size_t>(moved);
      }
      return true;
    }
    int fd_;
  };

  /// The shared memory, as long as it is needed.
  class Table {
   public:
    Table(int fd, std::size_t slots, bool renew) : size_(slots * sizeof(Slot)) {
      if (renew && (::ftruncate(fd, 0) != 0 || ::ftruncate(fd, static_cast<off_t>(size_)) != 0)) fail("ftruncate");
      if (size_ == 0) return;
      void* const place = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (place == MAP_FAILED) fail("mmap");
      slots_ = static_cast<Slot*>(place);
    }
    ~Table() {
      if (slots_ != nullptr) ::munmap(slots_, size_);
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    Slot& operator[](std::size_t i) const { return slots_[i]; }

   private:
    std::size_t size_;
    Slot* slots_ = nullptr;
  };

  /// A process; it ends with the object.
  struct Worker {
    explicit Worker(const ProcessPool& pool) {
      int ends[2];
      if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) fail("socketpair");
      socket = Descriptor(ends[0]);
      const Descriptor far_end(ends[1]);
      pid = ::fork();
      if (pid < 0) fail("fork");
      if (pid > 0) return;
      socket = Descriptor();
      for (const auto& other : pool.workers_) {
        if (other) ::close(other->socket.get());
      }
      pool.work(far_end);
    }
    ~Worker() {
      if (pid > 0) {
        ::kill(pid, SIGKILL);  // it has nothing to do, or nobody waits for it any more
        end();
      }
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] bool has_ended() const {
      pollfd ear{socket.get(), POLLIN, 0};
      return ::poll(&ear, 1, 0) > 0;  // who has no order says nothing as long as it lives
    }

    std::optional<Report> hear() {
      Report report{};
      if (!socket.receive(&report, sizeof report)) return std::nullopt;
      text.assign(report.length, '\0');
      if (!socket.receive(text.data(), text.size())) return std::nullopt;
      return report;
    }

    int end() {
      int status = 0;
      while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
      }
      pid = -1;
      return status;
    }

    pid_t pid = -1;
    Descriptor socket;
    std::optional<Order> order;
    std::string text;
  };

  void replace(std::unique_ptr<Worker>& worker) const {
    worker.reset();
    worker = std::make_unique<Worker>(*this);
  }

  /// True if somebody has one.
  bool give_orders(std::vector<Order>& to_do) {
    bool any = false;
    for (auto& worker : workers_) {
      if (!worker->order && !to_do.empty()) {
        worker->order = to_do.back();
        to_do.pop_back();
        worker->socket.send(&*worker->order, sizeof(Order));  // should it have died just now: that will be heard
      }
      any |= worker->order.has_value();
    }
    return any;
  }

  void hear_all(const Table& table, std::vector<Order>& to_do, std::vector<Outcome>& outcomes) {
    std::vector<pollfd> ears;
    for (const auto& worker : workers_) ears.push_back({worker->socket.get(), POLLIN, 0});
    if (::poll(ears.data(), ears.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = 0; i < ears.size(); ++i) {
      if (ears[i].revents == 0) continue;
      auto& worker = workers_[i];
      if (const auto report = worker->hear()) {
        if (report->index != Report::done) {
          outcomes[report->index].message = worker->text;
        } else {
          collect(table, *worker->order, outcomes);
          worker->order.reset();
        }
        continue;
      }
      const int status = worker->end();
      if (worker->order) {
        Order rest = collect(table, *worker->order, outcomes);
        if (rest.first < rest.last && table[rest.first].state == State::begun) {
          outcomes[rest.first].fate = Fate::died;
          outcomes[rest.first].status = status;
          ++rest.first;
        }
        if (rest.first < rest.last) to_do.push_back(rest);
      }
      replace(worker);
    }
  }

  /// Takes over what is finished; returns what is not, which may be empty.
  static Order collect(const Table& table, Order order, std::vector<Outcome>& outcomes) {
    for (; order.first < order.last; ++order.first) {
      const State state = table[order.first].state.load(std::memory_order_acquire);
      if (state == State::open || state == State::begun) return order;
      Outcome& outcome = outcomes[order.first];
      outcome.fate = state == State::threw ? Fate::threw : Fate::returned;
      outcome.value = table[order.first].value;
    }
    return order;
  }

  [[noreturn]] void work(const Descriptor& socket) const noexcept {
    for (Order order{}; socket.receive(&order, sizeof order);) {
      const Table table(table_fd_.get(), order.all, false);
      for (std::size_t i = order.first; i < order.last; ++i) {
        Slot& slot = table[i];
        slot.state.store(State::begun, std::memory_order_release);
        std::optional<std::string> message;
        try {
          slot.value = function_(slot.input);
        } catch (const std::exception& exception) {
          message = exception.what();
        } catch (...) {
          message = "an exception of an unusual type";
        }
        if (message) {  // at once: it must not be lost if the next input is the end of this process
          const Report report{i, message->size()};
          if (!socket.send(&report, sizeof report) || !socket.send(message->data(), message->size())) ::_exit(1);
        }
        slot.state.store(message ? State::threw : State::returned, std::memory_order_release);
      }
      const Report report{Report::done, 0};
      if (!socket.send(&report, sizeof report)) ::_exit(1);
    }
    ::_exit(0);
  }

  Function function_;
  Descriptor table_fd_;
  std::vector<std::unique_ptr<Worker>> workers_;
};
