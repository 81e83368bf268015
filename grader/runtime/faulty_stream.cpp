#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "parcours/cluster.hpp"
#include "sockets.hpp"

namespace parcours {
namespace {

using Clock = std::chrono::steady_clock;

/// What is read at a time, and what one direction keeps before its sender has to wait.
constexpr std::size_t block = 16 * 1024;
constexpr std::size_t most_kept = 256 * 1024;

/// Bytes on their way from one side to the other.
class Direction {
 public:
  [[nodiscard]] bool takes_more() const { return !source_ended_ && kept_ < most_kept; }
  [[nodiscard]] bool is_over() const { return source_ended_ && pieces_.empty() && told_; }
  [[nodiscard]] bool has_some() const { return !pieces_.empty() || (source_ended_ && !told_); }
  [[nodiscard]] std::uint64_t passed() const { return passed_; }

  /// Reads what there is. False: the sender has reset the connection.
  bool read(int from) {
    while (takes_more()) {
      std::vector<char> bytes(block);
      const ssize_t count = ::recv(from, bytes.data(), bytes.size(), 0);
      if (count < 0) return errno == EAGAIN || errno == EINTR;
      if (count == 0) {
        source_ended_ = true;
        return true;
      }
      bytes.resize(static_cast<std::size_t>(count));
      kept_ += bytes.size();
      pieces_.push_back({Clock::now(), std::move(bytes)});
    }
    return true;
  }

  /// Passes on what may go now. False: the connection is to be reset.
  bool write(int to, const StreamFaults& faults) {
    if (faults.held) return true;
    while (!pieces_.empty() && pieces_.front().came + faults.delay <= Clock::now()) {
      std::vector<char>& bytes = pieces_.front().bytes;
      std::size_t size = bytes.size();
      if (faults.piece > 0) size = std::min(size, faults.piece);
      if (faults.cut_after > 0)
        size = std::min<std::size_t>(size, faults.cut_after - std::min(passed_, faults.cut_after));
      if (size == 0) return false;
      const ssize_t count = ::send(to, bytes.data(), size, MSG_NOSIGNAL);
      if (count < 0) return errno == EAGAIN || errno == EINTR || errno == ENOTCONN;
      passed_ += static_cast<std::uint64_t>(count);
      kept_ -= static_cast<std::size_t>(count);
      bytes.erase(bytes.begin(), bytes.begin() + count);
      if (bytes.empty()) pieces_.pop_front();
      if (faults.piece > 0) break;  // the next piece on its own
    }
    if (faults.cut_after > 0 && passed_ >= faults.cut_after) return false;
    if (pieces_.empty() && source_ended_ && !told_) {
      ::shutdown(to, SHUT_WR);
      told_ = true;
    }
    return true;
  }

  /// When the next bytes may go.
  [[nodiscard]] Clock::time_point due(const StreamFaults& faults) const {
    return pieces_.empty() ? Clock::now() : pieces_.front().came + faults.delay;
  }

 private:
  struct Piece {
    Clock::time_point came;
    std::vector<char> bytes;
  };
  std::deque<Piece> pieces_;
  std::size_t kept_ = 0;
  std::uint64_t passed_ = 0;
  bool source_ended_ = false;
  bool told_ = false;  ///< the receiver, that nothing more comes
};

struct Connection {
  Socket client;
  Socket server;
  Direction there;
  Direction back;

  void reset() {
    client.reset();
    server.reset();
  }
  [[nodiscard]] bool is_over() const { return there.is_over() && back.is_over(); }
};

}  // namespace

class FaultyStream::Proxy {
 public:
  Proxy(int port, const StreamFaults& faults)
      : to_(port), listener_(open_port(SOCK_STREAM)), faults_(faults), thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) turn();
          for (Connection& connection : connections_) connection.reset();
        }) {}
  ~Proxy() {
    thread_.request_stop();
    bell_.ring();
  }

  [[nodiscard]] int port() const { return port_of(listener_); }
  void change(const StreamFaults& faults) {
    const std::lock_guard lock(mutex_);
    faults_ = faults;
    bell_.ring();
  }
  void cut() {
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_) connection.reset();
    bell_.ring();
  }
  [[nodiscard]] std::uint64_t passed() const {
    const std::lock_guard lock(mutex_);
    std::uint64_t all = passed_before_;
    for (const Connection& connection : connections_) all += connection.there.passed();
    return all;
  }

 private:
  void turn() {
    std::vector<pollfd> watched = {{bell_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    int patience = -1;
    {
      const std::lock_guard lock(mutex_);
      for (Connection& connection : connections_) {
        watch(connection.client, connection.there, connection.back, watched, patience);
        watch(connection.server, connection.back, connection.there, watched, patience);
      }
    }
    ::poll(watched.data(), watched.size(), patience);
    const std::lock_guard lock(mutex_);
    bell_.quiet();
    for (;;) {
      Socket client(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!client) break;
      const int on = 1;
      ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections_.push_back({std::move(client), connect_to(SOCK_STREAM, to_), {}, {}});
    }
    connections_.remove_if([&](Connection& connection) { return !goes_on(connection); });
  }

  /// One side of a connection: what comes from it, and what goes to it.
  void watch(const Socket& side, const Direction& from_it, const Direction& to_it, std::vector<pollfd>& watched,
             int& patience) const {
    short events = 0;
    if (from_it.takes_more()) events |= POLLIN;
    if (to_it.has_some() && !faults_.held) {
      const auto wait = std::chrono::ceil<std::chrono::milliseconds>(to_it.due(faults_) - Clock::now());
      if (wait.count() <= 0)
        events |= POLLOUT;
      else if (patience < 0 || wait.count() < patience)
        patience = static_cast<int>(wait.count());
    }
    // Without any event, only a reset would be told, again and again.
    if (events != 0) watched.push_back({side.get(), events, 0});
  }

  bool goes_on(Connection& connection) {
    const bool open = connection.client && connection.server && connection.there.read(connection.client.get()) &&
                      connection.back.read(connection.server.get()) &&
                      connection.there.write(connection.server.get(), faults_) &&
                      connection.back.write(connection.client.get(), faults_);
    if (open && !connection.is_over()) return true;
    passed_before_ += connection.there.passed();
    if (!open) connection.reset();
    return false;
  }

  const int to_;
  Socket listener_;
  Bell bell_;
  mutable std::mutex mutex_;
  StreamFaults faults_;
  std::list<Connection> connections_;
  std::uint64_t passed_before_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

FaultyStream::FaultyStream(int port, const StreamFaults& faults) : proxy_(std::make_unique<Proxy>(port, faults)) {}
FaultyStream::~FaultyStream() = default;
int FaultyStream::port() const { return proxy_->port(); }
void FaultyStream::change(const StreamFaults& faults) { proxy_->change(faults); }
void FaultyStream::cut() { proxy_->cut(); }
std::uint64_t FaultyStream::passed() const { return proxy_->passed(); }

}  // namespace parcours
