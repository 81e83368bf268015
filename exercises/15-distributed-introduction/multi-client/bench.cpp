// What multi-client is timed on: clients that take their time between two requests, as clients do that are far away. A
// server that serves one after the other waits for all their pauses; one that serves them at once waits for one
// client's.
#include "parcours/bench.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "multi_client.hpp"

namespace {

constexpr int kClients = 8;
constexpr int kRequests = 5;  // each
constexpr std::chrono::microseconds kPause(150);

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    open_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool gets(const std::string& request, std::string_view answer) {
    if (!open_ || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
    std::string got(answer.size(), '\0');
    return ::recv(socket_, got.data(), got.size(), MSG_WAITALL) == static_cast<ssize_t>(got.size()) && got == answer;
  }

 private:
  int socket_;
  bool open_ = false;
};

void clients_that_take_their_time(benchmark::State& state) {
  auto random = parcours::rng();
  std::vector<std::string> requests;
  for (int i = 0; i < kClients; ++i) requests.push_back(std::to_string(random()) + '\n');
  Server server([](const std::string& request) { return "the answer to " + request; });
  std::atomic<int> wrong{0};
  for (auto _ : state) {
    std::vector<std::jthread> clients;
    for (const std::string& request : requests) {
      clients.emplace_back([&] {
        Connection connection(server.port());
        for (int i = 0; i < kRequests; ++i) {
          if (!connection.gets(request, "the answer to " + request)) ++wrong;
          std::this_thread::sleep_for(kPause);
        }
      });
    }
  }
  if (wrong != 0) state.SkipWithError("a client did not get the answers to its requests");
}
BENCHMARK(clients_that_take_their_time)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
