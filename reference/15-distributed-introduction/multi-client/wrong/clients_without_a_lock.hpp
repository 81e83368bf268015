#pragma once
// Mistake: the set of connected sockets has no lock. The doorman puts one in while the thread of another client takes
// its own out.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
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

  explicit Server(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      const int reason = errno;
      if (listener_ >= 0) ::close(listener_);
      throw std::system_error(reason, std::generic_category(), "the server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    doorman_ = std::thread([this] { let_in(); });
  }

  ~Server() { stop(); }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

  // shutdown() wakes whoever waits for the socket, in whatever call. close() would wake nobody, and the number could
  // belong to another socket by the time the sleeper looks.
  void stop() {
    if (!doorman_.joinable()) return;
    ::shutdown(listener_, SHUT_RDWR);
    doorman_.join();
    ::close(listener_);
    for (const int socket : connected_) ::shutdown(socket, SHUT_RDWR);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  void let_in() {
    for (;;) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
      if (socket < 0) return;
      connected_.insert(socket);
      threads_.emplace_back([this, socket] {
        serve(socket);
        connected_.erase(socket);
        ::close(socket);
      });
    }
  }

  void serve(int socket) const {
    std::string in;
    char piece[4096];
    for (;;) {
      const ssize_t size = ::recv(socket, piece, sizeof piece, 0);
      if (size <= 0) return;
      in.append(piece, static_cast<std::size_t>(size));
      std::size_t begin = 0;
      for (std::size_t end = 0; (end = in.find('\n', begin)) != std::string::npos; begin = end + 1) {
        if (end - begin > max_request || !answer(socket, in.substr(begin, end - begin))) return;
      }
      in.erase(0, begin);
      if (in.size() > max_request) return;
    }
  }

  bool answer(int socket, const std::string& request) const {
    std::string text;
    try {
      text = handler_(request) + '\n';
    } catch (...) {
      return false;
    }
    std::string_view rest = text;
    while (!rest.empty()) {
      const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  Handler handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::set<int> connected_;
  std::vector<std::thread> threads_;
  std::thread doorman_;
};
