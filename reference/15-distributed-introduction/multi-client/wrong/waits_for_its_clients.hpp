#pragma once
// Mistake: stop() wakes the thread that lets clients in, and not those that wait for a client's next request. It
// returns when the last client has gone by itself.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

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

  void stop() {
    if (!doorman_.joinable()) return;
    ::shutdown(listener_, SHUT_RDWR);
    doorman_.join();
    ::close(listener_);
    clients_.clear();  // joins
  }

 private:
  struct Client {
    explicit Client(int socket) : socket(socket) {}
    int socket;  // -1 once it is closed, and its thread is about to end
    std::jthread thread;
  };

  void let_in() {
    for (;;) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      clients_.remove_if([](const Client& client) { return client.socket < 0; });
      Client& client = clients_.emplace_back(socket);
      client.thread = std::jthread([this, &client, socket] {
        serve(socket);
        const std::lock_guard closing(mutex_);
        ::close(std::exchange(client.socket, -1));
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
  std::mutex mutex_;  // guards the list and each socket's number in it
  std::list<Client> clients_;
  std::thread doorman_;
};
