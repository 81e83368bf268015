#pragma once
// Two event loops share the clients: whichever lets a client in keeps it. Each uses epoll, edge-triggered: the kernel
// tells once that something has changed, so a loop goes on with a client until it can do no more for it.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

class Server {
 public:
  using Handler = std::function<std::string(const std::string& request)>;

  static constexpr std::size_t max_request = 4096;
  static constexpr std::size_t max_unsent = 64 * 1024;

  explicit Server(Handler handler) : handler_(std::move(handler)) {
    listener_.fd = need(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    need(::bind(listener_.fd, reinterpret_cast<sockaddr*>(&address), size));
    need(::listen(listener_.fd, SOMAXCONN));
    need(::getsockname(listener_.fd, reinterpret_cast<sockaddr*>(&address), &size));
    port_ = ntohs(address.sin_port);
    end_.fd = need(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    for (Loop& loop : loops_) {
      loop.epoll.fd = need(::epoll_create1(EPOLL_CLOEXEC));
      watch(loop, listener_.fd, EPOLLIN | EPOLLEXCLUSIVE);
      watch(loop, end_.fd, EPOLLIN);
    }
    for (Loop& loop : loops_) loop.thread = std::jthread([this, &loop] { run(loop); });
  }

  ~Server() { stop(); }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

  // Nobody reads the event, so both loops find it.
  void stop() {
    if (listener_.fd < 0) return;
    need(::eventfd_write(end_.fd, 1));
    for (Loop& loop : loops_) {
      loop.thread.join();
      loop.clients.clear();
      loop.epoll.close();
    }
    listener_.close();
    end_.close();
  }

 private:
  struct Fd {
    Fd() = default;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { close(); }
    void close() {
      if (fd >= 0) ::close(std::exchange(fd, -1));
    }
    int fd = -1;
  };

  struct Client {
    Fd socket;
    std::string in;
    std::string out;
    bool ended = false;
  };

  struct Loop {
    Fd epoll;
    std::map<int, Client> clients;  // this loop's alone
    std::jthread thread;
  };

  enum class Next { wait, close };

  static int need(int result) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), "Server");
    return result;
  }

  static void watch(const Loop& loop, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    need(::epoll_ctl(loop.epoll.fd, EPOLL_CTL_ADD, fd, &event));
  }

  void run(Loop& loop) {
    epoll_event events[64];
    for (;;) {
      const int count = ::epoll_wait(loop.epoll.fd, events, 64, -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == end_.fd) return;
        if (fd == listener_.fd) {
          let_in(loop);
        } else if (const auto at = loop.clients.find(fd); at != loop.clients.end()) {
          if (go_on(at->second) == Next::close) loop.clients.erase(at);
        }
      }
    }
  }

  void let_in(Loop& loop) {
    const int fd = ::accept4(listener_.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    loop.clients[fd].socket.fd = fd;
    watch(loop, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }

  // Until the kernel says "not now": only then will it tell of the next change.
  Next go_on(Client& client) const {
    char piece[8192];
    for (;;) {
      while (!client.out.empty()) {
        const ssize_t sent = ::send(client.socket.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) break;
        if (sent < 0) return Next::close;
        client.out.erase(0, static_cast<std::size_t>(sent));
      }
      if (client.out.size() > max_unsent) return Next::wait;
      if (const std::size_t end = client.in.find('\n'); end != std::string::npos) {
        if (end > max_request || !answer(client, end)) return Next::close;
        continue;
      }
      if (client.in.size() > max_request) return Next::close;
      if (client.ended) return client.out.empty() ? Next::close : Next::wait;
      const ssize_t size = ::recv(client.socket.fd, piece, sizeof piece, 0);
      if (size > 0) client.in.append(piece, static_cast<std::size_t>(size));
      if (size == 0) client.ended = true;
      if (size < 0 && errno == EAGAIN) return Next::wait;
      if (size < 0 && errno != EINTR) return Next::close;
    }
  }

  bool answer(Client& client, std::size_t end) const {
    const std::string request = client.in.substr(0, end);
    client.in.erase(0, end + 1);
    try {
      client.out += handler_(request) + '\n';
      return true;
    } catch (...) {
      return false;
    }
  }

  Handler handler_;
  Fd listener_;
  Fd end_;
  std::uint16_t port_ = 0;
  Loop loops_[2];
};
