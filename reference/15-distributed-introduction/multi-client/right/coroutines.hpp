#pragma once
// A coroutine for each client: it reads like a thread that serves one client, and whenever that thread would wait, the
// coroutine notes what for and gives way. One real thread plays them all, and sleeps in poll() when each of them waits.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

class Server {
 public:
  using Handler = std::function<std::string(const std::string& request)>;

  static constexpr std::size_t max_request = 4096;
  static constexpr std::size_t max_unsent = 64 * 1024;

  explicit Server(Handler handler)
      : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int ends[2];
    if (listener_.fd < 0 || ::bind(listener_.fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_.fd, SOMAXCONN) != 0 ||
        ::getsockname(listener_.fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 || ::pipe(ends) != 0) {
      throw std::system_error(errno, std::generic_category(), "the server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    stop_read_ = Socket(ends[0]);
    stop_write_ = Socket(ends[1]);
    player_ = std::thread([this] { play(); });
  }

  ~Server() { stop(); }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

  // A pipe whose other end is closed has an end to read: that wakes the thread.
  void stop() {
    if (!player_.joinable()) return;
    stop_write_ = Socket();
    player_.join();
    stop_read_ = Socket();
    listener_ = Socket();
  }

 private:
  struct Socket {
    explicit Socket(int number = -1) : fd(number) {}
    Socket(Socket&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
      std::swap(fd, other.fd);
      return *this;
    }
    ~Socket() {
      if (fd >= 0) ::close(fd);
    }
    int fd;
  };

  // Starts at once, and belongs to nobody: it frees itself at its end, or is destroyed where it waits.
  struct Task {
    struct promise_type {
      Task get_return_object() { return {}; }
      std::suspend_never initial_suspend() noexcept { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void return_void() {}
      void unhandled_exception() { std::terminate(); }
    };
  };

  struct Waiting {
    int fd;
    short events;
    std::coroutine_handle<> who;
  };

  struct Until {
    std::vector<Waiting>& list;
    int fd;
    short events;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> who) const { list.push_back({fd, events, who}); }
    void await_resume() const {}
  };
  Until readable(const Socket& socket) { return {waiting_, socket.fd, POLLIN}; }
  Until writable(const Socket& socket) { return {waiting_, socket.fd, POLLOUT}; }

  void play() {
    let_in();
    for (;;) {
      std::vector<pollfd> polled{{stop_read_.fd, POLLIN, 0}};
      for (const Waiting& one : waiting_) polled.push_back({one.fd, one.events, 0});
      if (::poll(polled.data(), polled.size(), -1) < 0) continue;
      if (polled[0].revents != 0) break;
      const std::vector<Waiting> were_waiting = std::exchange(waiting_, {});
      for (std::size_t i = 0; i < were_waiting.size(); ++i) {
        if (polled[i + 1].revents != 0) {
          were_waiting[i].who.resume();
        } else {
          waiting_.push_back(were_waiting[i]);
        }
      }
    }
    for (const Waiting& one : waiting_) one.who.destroy();  // and with it, its socket
    waiting_.clear();
  }

  Task let_in() {
    for (;;) {
      co_await readable(listener_);
      Socket client(::accept4(listener_.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (client.fd >= 0) serve(std::move(client));
    }
  }

  Task serve(Socket client) {
    std::string in;
    char piece[4096];
    for (;;) {
      co_await readable(client);
      const ssize_t size = ::recv(client.fd, piece, sizeof piece, 0);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (size <= 0) co_return;
      in.append(piece, static_cast<std::size_t>(size));
      std::size_t begin = 0;
      for (std::size_t end = 0; (end = in.find('\n', begin)) != std::string::npos; begin = end + 1) {
        if (end - begin > max_request) co_return;
        std::string answer;
        try {
          answer = handler_(in.substr(begin, end - begin)) + '\n';
        } catch (...) {
          co_return;
        }
        for (std::string_view rest = answer; !rest.empty();) {
          const ssize_t sent = ::send(client.fd, rest.data(), rest.size(), MSG_NOSIGNAL);
          if (sent >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(sent));
          } else if (errno == EAGAIN) {
            co_await writable(client);
          } else if (errno != EINTR) {
            co_return;
          }
        }
      }
      in.erase(0, begin);
      if (in.size() > max_request) co_return;
    }
  }

  Handler handler_;
  Socket listener_;
  Socket stop_read_;
  Socket stop_write_;
  std::uint16_t port_ = 0;
  std::vector<Waiting> waiting_;  // the thread's own
  std::thread player_;
};
