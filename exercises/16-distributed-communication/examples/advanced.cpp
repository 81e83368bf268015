// A remote call that fails halfway. A client asks a bank to deposit money, and the network loses the answer. Was the
// money deposited? The client cannot know, so it asks again. What comes of that depends on the bank.
//
// Prints:
//   a bank that forgets: answered after asking again, 50 deposited more than once
//   a bank that remembers: answered after asking again, 50 deposited once, balance 150
//   a bank that breaks down: no answer, 50 deposited once, balance 150
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

namespace {

// A request is an id and an amount, an answer is that id and the new balance: two numbers, big-endian.
using Packet = std::array<std::uint8_t, 8>;

Packet pack(std::uint32_t id, std::uint32_t number) {
  Packet packet{};
  const std::uint64_t both = std::uint64_t{id} << 32 | number;
  for (std::size_t i = 0; i < packet.size(); ++i) packet[i] = static_cast<std::uint8_t>(both >> (56 - 8 * i));
  return packet;
}

struct Unpacked {
  std::uint32_t id = 0;
  std::uint32_t number = 0;
};

// Nothing, if these bytes are no packet. Whoever receives from a network asks that first.
std::optional<Unpacked> unpack(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != Packet{}.size()) return std::nullopt;
  std::uint64_t both = 0;
  for (const std::uint8_t byte : bytes) both = both << 8 | byte;
  return Unpacked{static_cast<std::uint32_t>(both >> 32), static_cast<std::uint32_t>(both)};
}

void send_packet(int socket, const Packet& packet) {
  // MSG_NOSIGNAL: if the other side has gone, that is an error of this call and not the end of the program. The error
  // itself tells nothing that the missing answer does not tell as well.
  (void)send(socket, packet.data(), packet.size(), MSG_NOSIGNAL);
}

enum class Habit { forgets, remembers, breaks_down };

class Bank {
 public:
  Bank(int socket, Habit habit) : socket_(socket), habit_(habit), thread_([this] { serve(); }) {}

  // When the client has closed, and serve() has seen that.
  std::uint32_t balance_at_the_end() {
    thread_.join();
    return balance_;
  }

 private:
  void serve() {
    bool lose_the_answer = true;  // once
    std::array<std::uint8_t, 64> buffer{};
    for (;;) {
      const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
      if (size <= 0) return;  // the client has closed
      const auto request = unpack(std::span(buffer).first(static_cast<std::size_t>(size)));
      if (!request) continue;

      // The heart of it. An id that was seen before is not a new wish but the same one, asked again: the answer is
      // given again and nothing is done again.
      const auto before = answers_.find(request->id);
      if (habit_ != Habit::remembers || before == answers_.end()) {
        balance_ += request->number;
        answers_[request->id] = balance_;
      }

      if (habit_ == Habit::breaks_down) {
        shutdown(socket_, SHUT_RDWR);  // the work is done, and the answer will never come
        return;
      }
      if (std::exchange(lose_the_answer, false)) continue;  // it is sent, and the network drops it
      send_packet(socket_, pack(request->id, answers_[request->id]));
    }
  }

  const int socket_;
  const Habit habit_;
  std::uint32_t balance_ = 100;
  std::map<std::uint32_t, std::uint32_t> answers_;  // by id; a real bank would forget very old ones
  std::thread thread_;                              // the last member: it starts when the others are there
};

struct Outcome {
  bool answered = false;  // false does not mean that nothing happened: it means that nobody knows
  int attempts = 0;
};

// Asks, waits a while, and asks again, always under the same id.
Outcome deposit(int socket, std::uint32_t id, std::uint32_t amount) {
  for (int attempt = 1; attempt <= 20; ++attempt) {
    send_packet(socket, pack(id, amount));
    pollfd waiting{socket, POLLIN, 0};
    while (poll(&waiting, 1, 100) > 0) {  // milliseconds; 0: nothing came, and the patience is at its end
      std::array<std::uint8_t, 64> buffer{};
      const ssize_t size = recv(socket, buffer.data(), buffer.size(), 0);
      if (size <= 0) return {false, attempt};
      const auto answer = unpack(std::span(buffer).first(static_cast<std::size_t>(size)));
      if (answer && answer->id == id) return {true, attempt};
      // The late answer to an earlier question: not ours, wait on.
    }
  }
  return {false, 20};
}

void tell(const std::string& name, Habit habit) {
  // SOCK_SEQPACKET keeps messages apart, as UDP does: one send is one recv. (It loses nothing; losing is the bank's
  // part in this play.)
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets.data()) != 0) return;
  Bank bank(sockets[1], habit);
  const Outcome outcome = deposit(sockets[0], 4711, 50);
  close(sockets[0]);
  const std::uint32_t balance = bank.balance_at_the_end();
  close(sockets[1]);

  std::cout << name << ": ";
  if (!outcome.answered) std::cout << "no answer, ";
  if (outcome.answered && outcome.attempts > 1) std::cout << "answered after asking again, ";
  if (balance == 150) std::cout << "50 deposited once, balance 150\n";
  if (balance > 150) std::cout << "50 deposited more than once\n";
}

}  // namespace

int main() {
  tell("a bank that forgets", Habit::forgets);
  tell("a bank that remembers", Habit::remembers);
  tell("a bank that breaks down", Habit::breaks_down);
}
