// A connection from its beginning to its end, seen from both sides. Client and server stand in one thread here, one
// step after the other, so that the order is certain; as a rule they are two programs on two machines. Read it from top
// to bottom.
#include <netinet/in.h>  // sockaddr_in: an address and a port
#include <sys/socket.h>  // socket, bind, listen, accept, connect, send, recv, shutdown
#include <unistd.h>      // close

#include <cerrno>        // errno: why the last call failed
#include <cstddef>       // std::size_t
#include <cstdint>       // std::uint16_t
#include <iostream>      // std::cout
#include <string>        // std::string
#include <system_error>  // std::system_error
#include <utility>       // std::exchange

// The system knows a socket by a number, its descriptor. Whoever has the number must close it, exactly once, on every
// way out of a function. A destructor does that; an object that can be moved and not copied sees to the "once".
class Socket {
 public:
  explicit Socket(int number) : number_(number) {
    // All these calls report failure by -1, with the reason in errno. Nobody may forget to look.
    if (number_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
  }
  Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

// Sends all of it: send() may take only a part, and says how much it took. MSG_NOSIGNAL: if the other side has gone,
// that is an error like any other; without it, the signal SIGPIPE ends the program.
bool send_all(const Socket& socket, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t sent = ::send(socket.number(), text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (sent < 0) return false;
    at += static_cast<std::size_t>(sent);
  }
  return true;
}

// Receives up to `size` bytes; MSG_WAITALL waits until there are so many, or the stream ends.
std::string receive(const Socket& socket, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t got = ::recv(socket.number(), bytes.data(), bytes.size(), MSG_WAITALL);
  if (got < 0) throw std::system_error(errno, std::generic_category(), "recv");
  bytes.resize(static_cast<std::size_t>(got));  // 0 bytes: the other side has said all
  return bytes;
}

Socket connect_to(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);  // 127.0.0.1: this machine. htonl: in the byte order of the network
  server.sin_port = htons(port);
  if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
  return socket;
}

int main() {
  // 1. The server's side: a socket, an address for it, and "I take calls". Port 0 means "any that is free";
  // getsockname() tells which one it became. SOMAXCONN: as many may wait to be accepted as the system allows.
  const Socket listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = 0;
  socklen_t size = sizeof address;
  if (::bind(listener.number(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener.number(), SOMAXCONN) != 0 ||
      ::getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "listen");
  }
  const std::uint16_t port = ntohs(address.sin_port);
  std::cout << "listening on a port that the system chose: " << (port != 0 ? "yes" : "no") << '\n';

  {
    // 2. The client connects. connect() returns although nobody has called accept(): the system makes the connection
    // and keeps it in a queue. accept() takes it out, as a new socket for this one client; the listener goes on
    // listening.
    const Socket client = connect_to(port);
    const Socket at_server(::accept(listener.number(), nullptr, nullptr));

    // 3. A stream of bytes has no messages. Three are sent; what the server reads knows nothing of their borders.
    for (const char* message : {"one,", "two,", "three"}) send_all(client, message);
    for (int i = 0; i < 2; ++i) std::cout << "received: \"" << receive(at_server, 5) << "\"\n";

    // 4. Half-close: the client says "that was all" and can still read. The server gets what is left, then the end: 0
    // bytes. It can still write.
    ::shutdown(client.number(), SHUT_WR);
    std::cout << "the rest: \"" << receive(at_server, 100) << "\"\n";
    std::cout << "after the end: " << receive(at_server, 100).size() << " bytes\n";
    send_all(at_server, "thank you");
    std::cout << "the client, half-closed, receives: \"" << receive(client, 9) << "\"\n";
  }  // 5. Both ends are closed here, by their destructors.

  // 6. A reset: with this option, close() throws the connection away, as it happens when a program is killed with data
  // under way. At the other end the next call fails; and writing then is writing into a broken pipe.
  {
    const Socket client = connect_to(port);
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(client.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  const Socket at_server(::accept(listener.number(), nullptr, nullptr));
  try {
    receive(at_server, 1);
  } catch (const std::system_error& error) {
    std::cout << "receiving from a client that has reset: " << error.code().message() << '\n';
  }
  const bool sent = send_all(at_server, "are you there?");
  const std::string reason = std::generic_category().message(errno);
  std::cout << "sending to it: " << (sent ? "done" : reason) << '\n';
}

// Prints:
//   listening on a port that the system chose: yes
//   received: "one,t"
//   received: "wo,th"
//   the rest: "ree"
//   after the end: 0 bytes
//   the client, half-closed, receives: "thank you"
//   receiving from a client that has reset: Connection reset by peer
//   sending to it: Broken pipe
