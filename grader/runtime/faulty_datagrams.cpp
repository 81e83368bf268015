#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "parcours/cluster.hpp"
#include "parcours/run.hpp"
#include "run_seed.hpp"
#include "sockets.hpp"

namespace parcours {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest = 65'536;

/// A client, and the socket by which the server knows it.
struct Peer {
  sockaddr_in client{};
  Socket to_server;
};

struct Datagram {
  std::vector<char> bytes;
  Peer* peer = nullptr;
  bool to_server = true;
};

}  // namespace

class FaultyDatagrams::Proxy {
 public:
  Proxy(int port, const DatagramFaults& faults)
      : to_(port), door_(open_port(SOCK_DGRAM)), faults_(faults), thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) turn();
        }) {}
  ~Proxy() {
    thread_.request_stop();
    bell_.ring();
  }

  [[nodiscard]] int port() const { return port_of(door_); }
  void change(const DatagramFaults& faults) {
    const std::lock_guard lock(mutex_);
    faults_ = faults;
  }

 private:
  void turn() {
    std::vector<pollfd> watched = {{bell_.get(), POLLIN, 0}, {door_.get(), POLLIN, 0}};
    for (const Peer& peer : peers_) watched.push_back({peer.to_server.get(), POLLIN, 0});
    ::poll(watched.data(), watched.size(), patience());
    bell_.quiet();
    take_from_clients();
    for (Peer& peer : peers_) take_from_server(peer);
    const auto now = Clock::now();
    while (!waiting_.empty() && waiting_.begin()->first <= now) {
      pass_on(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
    }
  }

  /// Until the next one is due, in milliseconds; -1: none waits.
  [[nodiscard]] int patience() const {
    if (waiting_.empty()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(waiting_.begin()->first - Clock::now());
    return static_cast<int>(std::max<long>(0, wait.count()));
  }

  void take_from_clients() {
    for (;;) {
      std::vector<char> bytes(longest);
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t count =
          ::recvfrom(door_.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (count < 0) return;
      bytes.resize(static_cast<std::size_t>(count));
      decide(std::move(bytes), peer_at(from), true);
    }
  }

  void take_from_server(Peer& peer) {
    for (;;) {
      std::vector<char> bytes(longest);
      const ssize_t count = ::recv(peer.to_server.get(), bytes.data(), bytes.size(), 0);
      if (count < 0) return;
      bytes.resize(static_cast<std::size_t>(count));
      decide(std::move(bytes), peer, false);
    }
  }

  Peer& peer_at(const sockaddr_in& client) {
    for (Peer& peer : peers_)
      if (peer.client.sin_port == client.sin_port) return peer;
    peers_.push_back({client, connect_to(SOCK_DGRAM, to_)});
    return peers_.back();
  }

  /// The n-th of its direction always has the same fate.
  void decide(std::vector<char> bytes, Peer& peer, bool to_server) {
    const std::uint64_t number = to_server ? 2 * there_++ : 2 * back_++ + 1;
    std::minstd_rand random(static_cast<unsigned>(mix(seed() ^ mix(number)) | 1U));
    std::uniform_real_distribution<double> share(0, 1);
    const std::lock_guard lock(mutex_);
    const bool lost = share(random) < faults_.lost;
    const bool doubled = share(random) < faults_.doubled;
    const auto late = [&] { return std::chrono::duration_cast<Clock::duration>(faults_.delay * share(random)); };
    if (lost) return;
    if (doubled) waiting_.emplace(Clock::now() + late(), Datagram{bytes, &peer, to_server});
    waiting_.emplace(Clock::now() + late(), Datagram{std::move(bytes), &peer, to_server});
  }

  void pass_on(const Datagram& one) {
    if (one.to_server) {
      (void)::send(one.peer->to_server.get(), one.bytes.data(), one.bytes.size(), MSG_NOSIGNAL);
      return;
    }
    (void)::sendto(door_.get(), one.bytes.data(), one.bytes.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&one.peer->client), sizeof one.peer->client);
  }

  const int to_;
  Socket door_;
  Bell bell_;
  std::mutex mutex_;  // of faults_ alone: the rest is the thread's
  DatagramFaults faults_;
  std::list<Peer> peers_;
  std::multimap<Clock::time_point, Datagram> waiting_;  ///< by when they are due; those due at once, as they came
  std::uint64_t there_ = 0;
  std::uint64_t back_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

FaultyDatagrams::FaultyDatagrams(int port, const DatagramFaults& faults)
    : proxy_(std::make_unique<Proxy>(port, faults)) {}
FaultyDatagrams::~FaultyDatagrams() = default;
int FaultyDatagrams::port() const { return proxy_->port(); }
void FaultyDatagrams::change(const DatagramFaults& faults) { proxy_->change(faults); }

}  // namespace parcours
