#pragma once
// One thread serves everybody: an event loop. It sleeps in poll() until some socket can be read or written, does as
// much as that socket allows without waiting, and goes back to sleep. Nothing it calls ever waits for a single client,
// so no client can hold up another one.
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
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

  explicit Server(Handler handler)
      : handler_(std::move(handler)),
        listener_(checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")),
        bell_(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = 0;  // the system chooses
    auto* const any_address = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    checked(::bind(listener_.number(), any_address, size), "bind");
    checked(::listen(listener_.number(), SOMAXCONN), "listen");
    checked(::getsockname(listener_.number(), any_address, &size), "getsockname");
    port_ = ntohs(address.sin_port);
    loop_ = std::thread([this] { run(); });
  }

  ~Server() { stop(); }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

  // The loop sleeps in poll(), and the bell is one of the descriptors it watches: a descriptor that becomes readable is
  // the only thing that wakes it. Once the thread has ended, what it used belongs to the caller.
  void stop() {
    if (!loop_.joinable()) return;
    const std::uint64_t ring = 1;
    checked(::write(bell_.number(), &ring, sizeof ring), "write");
    loop_.join();
    clients_.clear();
    listener_ = Descriptor();
    bell_ = Descriptor();
  }

 private:
  // Owns a descriptor and closes it, on every way out.
  class Descriptor {
   public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
      Descriptor old(std::exchange(number_, std::exchange(other.number_, -1)));
      return *this;
    }
    ~Descriptor() {
      if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

   private:
    int number_ = -1;
  };

  // Everything that is known of a client between two of its events. A thread of its own would keep this on its stack.
  struct Client {
    Descriptor socket;
    std::string in = {};   // has been read, and is not yet answered: whole requests, then perhaps a part of one
    std::string out = {};  // answers, of which the first `sent` bytes are sent
    std::size_t sent = 0;
    bool said_all = false;  // its stream has ended: no more requests will come
    bool over = false;      // to be closed

    std::size_t unsent() const { return out.size() - sent; }
    bool may_ask() const { return unsent() <= max_unsent; }

    // Computed anew from the state before each sleep, so it cannot be out of date. To ask for what is always true (room
    // to write, with nothing to write; something to read, after the end) would wake the loop again and again.
    short awaited() const {
      int events = 0;
      if (!said_all && may_ask()) events |= POLLIN;
      if (unsent() > 0) events |= POLLOUT;
      return static_cast<short>(events);
    }
  };

  static int checked(long result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return static_cast<int>(result);
  }

  static bool only_not_now() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  void run() {
    std::vector<pollfd> watched;
    for (;;) {
      watched.assign({{bell_.number(), POLLIN, 0}, {listener_.number(), POLLIN, 0}});
      for (const Client& client : clients_) watched.push_back({client.socket.number(), client.awaited(), 0});
      if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // a signal came
      if (watched[0].revents != 0) return;
      for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (watched[i + 2].revents != 0) attend_to(clients_[i]);
      }
      std::erase_if(clients_, [](const Client& client) { return client.over; });
      if (watched[1].revents != 0) let_in();
    }
  }

  void let_in() {
    for (;;) {
      Descriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (socket.number() < 0) return;  // nobody else is there, or one has gone before it was let in
      clients_.push_back({.socket = std::move(socket)});
    }
  }

  // Something has happened to this client's socket. What exactly does not matter: each step finds out for itself. What
  // has been sent makes room for the next request, which may be here already; nothing would wake the loop for that one,
  // so this goes on until there is nothing to answer, or no room.
  void attend_to(Client& client) {
    send_some(client);
    if (!client.said_all && client.may_ask()) read_some(client);
    while (!client.over && answer_some(client)) send_some(client);
    if (client.said_all && client.unsent() == 0) client.over = true;
  }

  // One piece, and not all there is: the others are waiting. What is left will wake the loop again.
  void read_some(Client& client) {
    std::array<char, 16 * 1024> piece;
    const ssize_t size = ::recv(client.socket.number(), piece.data(), piece.size(), 0);
    if (size > 0) {
      client.in.append(piece.data(), static_cast<std::size_t>(size));
    } else if (size == 0) {
      client.said_all = true;
    } else if (!only_not_now()) {
      client.over = true;
    }
  }

  // Answers requests that are here as a whole, as long as the client may ask. True if it has answered any.
  bool answer_some(Client& client) {
    std::size_t begin = 0;
    while (client.may_ask() && !client.over) {
      const std::size_t end = client.in.find('\n', begin);
      if (std::min(end, client.in.size()) - begin > max_request) client.over = true;
      if (end == std::string::npos || client.over) break;
      try {
        client.out += handler_(client.in.substr(begin, end - begin));
        client.out += '\n';
      } catch (...) {
        client.over = true;
      }
      begin = end + 1;
    }
    client.in.erase(0, begin);
    return begin > 0;
  }

  void send_some(Client& client) {
    while (client.unsent() > 0) {
      // MSG_NOSIGNAL: to write to somebody who has gone is an error like any other, and not the end of the program.
      const ssize_t size =
          ::send(client.socket.number(), client.out.data() + client.sent, client.unsent(), MSG_NOSIGNAL);
      if (size < 0) {
        if (!only_not_now()) client.over = true;
        break;
      }
      client.sent += static_cast<std::size_t>(size);
    }
    // Lets go of what is sent, but not after every little bit of a long answer: that would copy the rest each time.
    if (client.sent > client.out.size() / 2) {
      client.out = client.out.substr(client.sent);
      client.sent = 0;
    }
  }

  Handler handler_;
  Descriptor listener_;
  Descriptor bell_;
  std::uint16_t port_ = 0;
  std::vector<Client> clients_;  // the loop's own while it runs
  std::thread loop_;
};
