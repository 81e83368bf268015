#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "parcours/cluster.hpp"
#include "parcours/run.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;

int connected(int port, int type = SOCK_STREAM) {
  const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return socket;
}

/// Exactly `count` bytes, fewer where the other side ends; an exclamation mark at the end for a reset.
std::string received(int socket, std::size_t count) {
  std::string text(count, '\0');
  std::size_t got = 0;
  while (got < count) {
    const ssize_t more = ::recv(socket, text.data() + got, count - got, 0);
    if (more <= 0) {
      text.resize(got);
      return more < 0 ? text + "!" : text;
    }
    got += static_cast<std::size_t>(more);
  }
  return text;
}

/// Gives back what it gets, on as many connections as come.
class Echo {
 public:
  explicit Echo(int type = SOCK_STREAM) : socket_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    if (type == SOCK_STREAM) EXPECT_EQ(::listen(socket_, 16), 0);
    thread_ = std::thread(type == SOCK_STREAM ? &Echo::accept : &Echo::answer, this);
  }
  ~Echo() {
    over_ = true;
    ::shutdown(socket_, SHUT_RDWR);
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    ::sendto(socket_, "", 0, MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&own),
             sizeof own);  // wakes the one of datagrams
    thread_.join();
    ::close(socket_);
  }
  [[nodiscard]] int port() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    return ntohs(own.sin_port);
  }

 private:
  void accept() {
    std::vector<std::thread> threads;
    for (int client = 0; (client = ::accept(socket_, nullptr, nullptr)) >= 0;)
      threads.emplace_back([client] {
        char bytes[4096];
        for (ssize_t count = 0; (count = ::recv(client, bytes, sizeof bytes, 0)) > 0;)
          if (::send(client, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL) < 0) break;
        ::close(client);
      });
    for (std::thread& thread : threads) thread.join();
  }
  void answer() {
    char bytes[4096];
    sockaddr_in from{};
    while (!over_) {
      socklen_t size = sizeof from;
      const ssize_t count = ::recvfrom(socket_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (count > 0)
        ::sendto(socket_, bytes, static_cast<std::size_t>(count), 0, reinterpret_cast<const sockaddr*>(&from), size);
    }
  }

  int socket_;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

TEST(FaultyStream, PassesEverythingOnWithoutFaults) {
  const Echo server;
  const FaultyStream network(server.port());
  const int client = connected(network.port());
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += static_cast<char>('a' + i % 26);
  std::thread sender([&] {
    ::send(client, text.data(), text.size(), 0);
    ::shutdown(client, SHUT_WR);
  });
  EXPECT_EQ(received(client, text.size() + 1), text) << "and the end of it";
  sender.join();
  EXPECT_EQ(network.passed(), text.size());
  ::close(client);
}

TEST(FaultyStream, DelaysBothWays) {
  const Echo server;
  const FaultyStream network(server.port(), {.delay = milliseconds(40), .piece = 3});
  const int client = connected(network.port());
  const auto before = std::chrono::steady_clock::now();
  ::send(client, "0123456789", 10, 0);
  EXPECT_EQ(received(client, 10), "0123456789");
  EXPECT_GE(std::chrono::steady_clock::now() - before, milliseconds(80));
  ::close(client);
}

TEST(FaultyStream, CutsAConnectionAfterSoManyBytesAndTakesTheNext) {
  const Echo server;
  FaultyStream network(server.port(), {.cut_after = 4});
  const int cut = connected(network.port());
  ::send(cut, "0123456789", 10, 0);
  const std::string got = received(cut, 10);
  EXPECT_TRUE(got.ends_with("!")) << got;
  EXPECT_LE(got.size(), 5U);
  ::close(cut);
  network.change({});
  const int next = connected(network.port());
  ::send(next, "0123456789", 10, 0);
  EXPECT_EQ(received(next, 10), "0123456789");
  network.cut();
  EXPECT_EQ(received(next, 1), "!");
  ::close(next);
}

TEST(FaultyStream, HoldsWhatComesUntilItMayGoOn) {
  const Echo server;
  FaultyStream network(server.port(), {.held = true});
  const int client = connected(network.port());
  ::send(client, "0123456789", 10, 0);
  char byte = 0;
  EXPECT_FALSE(eventually([&] { return ::recv(client, &byte, 1, MSG_DONTWAIT) == 1; }, milliseconds(50)));
  network.change({});
  EXPECT_EQ(received(client, 10), "0123456789");
  ::close(client);
}

TEST(FaultyStream, ResetsAClientWhoseServerIsGone) {
  int port = 0;
  {
    const Echo server;
    port = server.port();
  }
  const FaultyStream network(port);
  const int client = connected(network.port());
  EXPECT_EQ(received(client, 1), "!");
  ::close(client);
}

/// How often each of `count` numbered datagrams comes back.
std::vector<int> echoes(int port, int count) {
  const int client = connected(port, SOCK_DGRAM);
  const timeval patience{.tv_sec = 0, .tv_usec = 300'000};
  ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::vector<int> times(static_cast<std::size_t>(count));
  for (unsigned char i = 0; i < count; ++i) ::send(client, &i, 1, 0);
  for (unsigned char got = 0; ::recv(client, &got, 1, 0) == 1;) ++times.at(got);
  ::close(client);
  return times;
}

TEST(FaultyDatagrams, PassesEverythingOnWithoutFaults) {
  const Echo server(SOCK_DGRAM);
  const FaultyDatagrams network(server.port());
  EXPECT_EQ(echoes(network.port(), 50), std::vector<int>(50, 1));
}

TEST(FaultyDatagrams, LosesSome) {
  const Echo server(SOCK_DGRAM);
  const FaultyDatagrams network(server.port(), {.lost = 0.3});
  const std::vector<int> times = echoes(network.port(), 100);
  const auto lost = std::count(times.begin(), times.end(), 0);
  EXPECT_GT(lost, 25) << "0.51 of 100 are expected";
  EXPECT_LT(lost, 75);
}

TEST(FaultyDatagrams, DoublesAndDelaysThem) {
  const Echo server(SOCK_DGRAM);
  const FaultyDatagrams network(server.port(), {.doubled = 1, .delay = milliseconds(5)});
  EXPECT_EQ(echoes(network.port(), 20), std::vector<int>(20, 4));
}

/// Memory that a node shares with the test.
std::atomic<int>& shared() {
  void* const memory = ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return *new (memory) std::atomic<int>(0);
}

TEST(Node, RunsInAProcessOfItsOwn) {
  std::atomic<int>& pid = shared();
  Node node("a node", [&] { pid = ::getpid(); });
  EXPECT_TRUE(node.join());
  EXPECT_NE(pid, ::getpid());
  EXPECT_NE(pid, 0);
}

TEST(Node, IsGoneAfterACrash) {
  std::atomic<int>& beats = shared();
  Node node("a node", [&] {
    for (;;) {
      ++beats;
      ::usleep(1000);
    }
  });
  EXPECT_TRUE(eventually([&] { return beats > 3; }));
  node.crash();
  const int then = beats;
  ::usleep(20'000);
  EXPECT_EQ(beats, then);
}

TEST(Node, StandsStillUntilItMayGoOn) {
  std::atomic<int>& beats = shared();
  Node node("a node", [&] {
    for (;;) {
      ++beats;
      ::usleep(1000);
    }
  });
  EXPECT_TRUE(eventually([&] { return beats > 3; }));
  node.stall();
  ::usleep(20'000);  // what was under way
  const int then = beats;
  ::usleep(50'000);
  EXPECT_EQ(beats, then);
  node.resume();
  EXPECT_TRUE(eventually([&] { return beats > then; }));
}

}  // namespace
}  // namespace parcours
