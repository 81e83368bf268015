// Weather stations report temperatures to a collector. One thread collects from all of them, with an event loop: it
// sleeps in poll() until somebody has news, reads what is there, and keeps for each station what is not complete yet.
// One station vanishes in the middle of a reading, another one is connected and never says a word. Neither holds up the
// rest.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <latch>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

int checked(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "socket");
  return result;
}

struct Socket {
  explicit Socket(int number) : number(checked(number)) {}
  Socket(Socket&& other) noexcept : number(std::exchange(other.number, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(number, other.number);
    return *this;
  }
  ~Socket() {
    if (number >= 0) ::close(number);
  }
  int number;
};

// What travels is four bytes a reading, in the byte order of the network: the station, and tenths of a degree. All have
// the same length, so the reader knows where one ends. Texts would need their length in front, or a mark at their end.
using Reading = std::array<std::uint16_t, 2>;

std::string pack(std::uint16_t station, std::uint16_t tenths) {
  const Reading fields{htons(station), htons(tenths)};
  return {reinterpret_cast<const char*>(fields.data()), sizeof fields};
}

// What the collector knows of a connection between two of its events.
struct Station {
  Socket socket;
  std::string bytes = {};  // of a reading that is not complete yet
  bool has_spoken = false;
  bool over = false;
};

struct Report {
  std::map<std::uint16_t, std::vector<int>> tenths;  // of each station
  int broken = 0;
  int silent = 0;
};

// poll() has said that recv() will not wait: there are bytes, or the end, or an error. One call, so one turn for each.
void read_from(Station& station, Report& report) {
  std::array<char, 512> piece;
  const ssize_t size = ::recv(station.socket.number, piece.data(), piece.size(), 0);
  if (size < 0) ++report.broken;
  station.over = size <= 0;
  if (station.over) return;
  station.has_spoken = true;
  station.bytes.append(piece.data(), static_cast<std::size_t>(size));
  std::size_t at = 0;
  for (Reading fields; station.bytes.size() - at >= sizeof fields; at += sizeof fields) {
    std::memcpy(fields.data(), station.bytes.data() + at, sizeof fields);
    report.tenths[ntohs(fields[0])].push_back(ntohs(fields[1]));
  }
  station.bytes.erase(0, at);
}

// Until the bell rings. Counts `ended` down for each connection that ends, in whichever way.
Report collect(const Socket& listener, const Socket& bell, std::latch& ended) {
  Report report;
  std::vector<Station> stations;
  for (;;) {
    // Who is watched, and for what: the bell, new connections, and something to read from each station.
    std::vector<pollfd> watched = {{bell.number, POLLIN, 0}, {listener.number, POLLIN, 0}};
    for (const Station& station : stations) watched.push_back({station.socket.number, POLLIN, 0});
    checked(::poll(watched.data(), watched.size(), -1));  // sleeps here, without a time limit
    if (watched[0].revents != 0) break;
    for (std::size_t i = 0; i < stations.size(); ++i) {
      if (watched[i + 2].revents != 0) read_from(stations[i], report);
    }
    ended.count_down(std::erase_if(stations, [](const Station& station) { return station.over; }));
    // Last, since it makes the list longer than `watched`.
    if (watched[1].revents != 0) stations.push_back({Socket(::accept(listener.number, nullptr, nullptr))});
  }
  for (const Station& station : stations) report.silent += station.has_spoken ? 0 : 1;
  return report;
}

Socket connect_to(const sockaddr_in& collector) {
  Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
  const int yes = 1;  // small pieces go off at once, instead of waiting to be sent together
  ::setsockopt(socket.number, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  checked(::connect(socket.number, reinterpret_cast<const sockaddr*>(&collector), sizeof collector));
  return socket;
}

// Seven bytes at a time, though a reading has four: as a network might cut them.
void send_in_pieces(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(7, bytes.size());
    bytes.remove_prefix(static_cast<std::size_t>(checked(::send(socket.number, bytes.data(), size, MSG_NOSIGNAL))));
  }
}

int main() {
  const Socket listener(::socket(AF_INET, SOCK_STREAM, 0));
  const Socket bell(::eventfd(0, 0));  // a descriptor that can be read once somebody has written to it
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  checked(::bind(listener.number, reinterpret_cast<sockaddr*>(&address), size));
  checked(::listen(listener.number, SOMAXCONN));
  checked(::getsockname(listener.number, reinterpret_cast<sockaddr*>(&address), &size));

  std::latch ended(4);  // three stations that report to their end, and one that breaks
  Report report;
  std::thread collector([&] { report = collect(listener, bell, ended); });

  const Socket says_nothing = connect_to(address);
  {
    const Socket breaks = connect_to(address);
    send_in_pieces(breaks, pack(7, 100).substr(0, 2));  // half a reading …
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(breaks.number, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }  // … and gone, by a reset
  std::vector<std::jthread> stations;
  for (std::uint16_t number = 0; number < 3; ++number) {
    stations.emplace_back([&address, number] {
      std::string bytes;
      for (std::uint16_t hour = 0; hour < 24; ++hour) {
        bytes += pack(number, static_cast<std::uint16_t>(100 * number + 10 * hour));
      }
      send_in_pieces(connect_to(address), bytes);
    });
  }
  ended.wait();
  ::eventfd_write(bell.number, 1);  // the loop sleeps in poll(): only a descriptor with news wakes it
  collector.join();                 // from here on, the report may be read

  for (const auto& [number, tenths] : report.tenths) {
    std::cout << "station " << number << ": " << tenths.size() << " readings, the highest "
              << *std::max_element(tenths.begin(), tenths.end()) / 10 << " degrees\n";
  }
  std::cout << "connections that broke: " << report.broken << '\n';
  std::cout << "connected, and said nothing: " << report.silent << '\n';
}

// Prints:
//   station 0: 24 readings, the highest 23 degrees
//   station 1: 24 readings, the highest 33 degrees
//   station 2: 24 readings, the highest 43 degrees
//   connections that broke: 1
//   connected, and said nothing: 1
