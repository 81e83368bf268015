#pragma once
// Mistake: an event loop that reads only when there is something to read, and writes without asking for room. Where a
// client does not read its answers, send() waits, and with it everybody.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
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
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 || ::pipe2(wake_, O_CLOEXEC) != 0) {
      const int reason = errno;
      if (listener_ >= 0) ::close(listener_);
      throw std::system_error(reason, std::generic_category(), "the server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }

  ~Server() { stop(); }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

  void stop() {
    if (!thread_.joinable()) return;
    ::close(wake_[1]);  // gives the pipe an end, which the loop can read
    thread_.join();
    ::close(wake_[0]);
    ::close(listener_);
  }

 private:
  void run() {
    std::map<int, std::string> clients;  // and what has come of the next request
    for (;;) {
      std::vector<pollfd> polled{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const auto& [fd, in] : clients) polled.push_back({fd, POLLIN, 0});
      ::poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0) break;
      for (std::size_t i = 2; i < polled.size(); ++i) {
        const int fd = polled[i].fd;
        if (polled[i].revents == 0 || go_on(fd, clients[fd])) continue;
        ::close(fd);
        clients.erase(fd);
      }
      if (polled[1].revents != 0) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) clients[fd];
      }
    }
    for (const auto& [fd, in] : clients) ::close(fd);
  }

  // False: this client is to be closed.
  bool go_on(int fd, std::string& in) const {
    char piece[4096];
    const ssize_t size = ::recv(fd, piece, sizeof piece, 0);
    if (size <= 0) return false;
    in.append(piece, static_cast<std::size_t>(size));
    for (std::size_t end = in.find('\n'); end != std::string::npos; end = in.find('\n')) {
      if (end > max_request) return false;
      try {
        if (!send_all(fd, handler_(in.substr(0, end)) + '\n')) return false;
      } catch (...) {
        return false;
      }
      in.erase(0, end + 1);
    }
    return in.size() <= max_request;
  }

  static bool send_all(int fd, const std::string& answer) {
    for (std::size_t at = 0; at < answer.size();) {
      const ssize_t sent = ::send(fd, answer.data() + at, answer.size() - at, MSG_NOSIGNAL);
      if (sent < 0) return false;
      at += static_cast<std::size_t>(sent);
    }
    return true;
  }

  Handler handler_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::uint16_t port_ = 0;
  std::thread thread_;
};
