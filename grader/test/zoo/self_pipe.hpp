// Data handed over by a pipe, an event descriptor and a socket pair: who has read the byte sees what was written
// before.
#pragma once
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  int wake[2];
  int talk[2];
  const int event = eventfd(0, 0);
  if (pipe(wake) != 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, talk) != 0 || event < 0) return false;
  std::vector<std::string> texts(threads);
  std::string by_event;
  std::string by_socket;
  bool right = true;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        texts[t] = "written before the byte, " + std::to_string(seed);
        const char byte = static_cast<char>(t);
        if (write(wake[1], &byte, 1) != 1) std::terminate();
      });
    all.emplace_back([&] {
      by_event = "written before the event, whatever it is";
      const std::uint64_t one = 1;
      if (write(event, &one, sizeof one) != sizeof one) std::terminate();
      by_socket = "written before the message, of any length";
      if (send(talk[0], "x", 1, 0) != 1) std::terminate();
    });
    for (unsigned i = 0; i < threads; ++i) {
      pollfd waiting{wake[0], POLLIN, 0};
      char from = 0;
      if (poll(&waiting, 1, 5000) != 1 || read(wake[0], &from, 1) != 1) return false;
      right = right && texts[static_cast<std::size_t>(from)].ends_with(std::to_string(seed));
    }
    std::uint64_t count = 0;
    char message = 0;
    right = read(event, &count, sizeof count) == sizeof count && count == 1 && by_event.size() == 40 && right;
    right = recv(talk[1], &message, 1, 0) == 1 && by_socket.size() == 41 && right;
  }
  for (const int descriptor : {wake[0], wake[1], talk[0], talk[1], event}) close(descriptor);
  return right;
}
