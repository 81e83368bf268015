#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members; everything
// else is yours to change, and you may include whatever you need from the standard library and from the system:
// <sys/socket.h>, <netinet/in.h>, <poll.h> or <sys/epoll.h>, <unistd.h> and so on.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

class Server {
 public:
  // Gives the answer to a request. Both are any bytes but '\n'; neither has its end of line. The server may call it for
  // several clients at once, on threads of its own, but for each client one request after the other.
  using Handler = std::function<std::string(const std::string& request)>;

  // The longest request, without its end of line. Who sends a longer one is disconnected.
  static constexpr std::size_t max_request = 4096;

  // While more than so many bytes of a client's answers wait to be sent, its next request has to wait, too.
  static constexpr std::size_t max_unsent = 64 * 1024;

  // Listens on 127.0.0.1, on a port that the system chooses. Once it has returned, clients can connect. Throws
  // std::system_error where the system says no.
  explicit Server(Handler handler) {
    (void)handler;
    // TODO
  }

  // Does what stop() does.
  ~Server() = default;  // TODO

  // There is one of it, and its threads use it.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port that it listens on; the same before and after stop().
  std::uint16_t port() const {
    return 0;  // TODO
  }

  // Closes every connection, and listens no more. Does not wait for any client. When it returns, every thread of the
  // server has ended and every descriptor is closed. Does nothing if it has been called before.
  void stop() {
    // TODO
  }
};
