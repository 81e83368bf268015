#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "multi_client.hpp"
#include "parcours/test.hpp"

namespace {

using parcours::eventually;
using parcours::with_time_limit;
using std::chrono::milliseconds;
using std::chrono::seconds;

// ---- clients -------------------------------------------------------------------------------------------------------

/// What a client has in place of an answer where the server has closed the connection.
const std::string kClosed = "(the server closed the connection)";

/// One connection. Its calls wait until they are done, however long that takes.
class Client {
 public:
  explicit Client(const Server& server) : Client(server.port()) {}
  explicit Client(std::uint16_t port, std::uint32_t address = INADDR_LOOPBACK)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;  // what is sent goes off at once, however little it is
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(address);
    to.sin_port = htons(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return;
    const int reason = errno;
    close();
    throw std::system_error(reason, std::generic_category(),
                            "a client could not connect to the port that port() tells, " + std::to_string(port));
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)), seen_(other.seen_) {}
  Client& operator=(Client&&) = delete;
  ~Client() { close(); }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size < 0) return;  // closed by the server: what comes back, or does not, tells the test
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  /// Sends as much as there is room for, and does not wait for more. How much it was.
  std::size_t offer(std::string_view bytes) {
    return static_cast<std::size_t>(
        std::max<ssize_t>(0, ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT)));
  }
  /// The next answer, without its end of line.
  std::string line() {
    for (;;) {
      if (const std::size_t end = unread_.find('\n', seen_); end != std::string::npos) {
        std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        seen_ = 0;
        return line;
      }
      seen_ = unread_.size();
      if (!receive()) return unread_.empty() ? kClosed : kClosed + " in the middle of an answer";
    }
  }
  std::string ask(const std::string& request) {
    send(request + '\n');
    return line();
  }
  /// All that comes until the server closes the connection.
  std::string rest() {
    while (receive()) {
    }
    seen_ = 0;
    return std::exchange(unread_, {});
  }
  /// Says: that was all. It can go on reading.
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  /// Ends the connection as a program does that is killed with data under way: the server's next call on it fails.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

 private:
  bool receive() {
    std::array<char, 64 * 1024> piece;
    const ssize_t size = ::recv(socket_, piece.data(), piece.size(), 0);
    if (size > 0) unread_.append(piece.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  int socket_;
  std::string unread_;
  std::size_t seen_ = 0;  // so many bytes of unread_ hold no end of line
};

bool refused(std::uint16_t port, std::uint32_t address = INADDR_LOOPBACK) {
  try {
    const Client client(port, address);
    return false;
  } catch (const std::system_error&) {
    return true;
  }
}

// ---- what the servers answer ---------------------------------------------------------------------------------------

/// An answer of that length, other bytes wherever you look.
std::string long_answer(std::size_t length) {
  static const std::string block = [] {
    std::string made;
    for (int i = 0; i < 9973; ++i) made += static_cast<char>('!' + i * 7 % 90);
    return made;
  }();
  std::string answer;
  answer.reserve(length + block.size());
  while (answer.size() < length) answer += block;
  answer.resize(length);
  return answer;
}

constexpr std::string_view kLong = "bytes ";  // "bytes 1000" is answered with a thousand bytes

std::string answer(const std::string& request) {
  if (request.starts_with(kLong)) return long_answer(std::stoul(request.substr(kLong.size())));
  return "re: " + request;
}

/// Whoever comes here waits until the test opens it.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    arrived_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  /// Returns when somebody has come.
  void await() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return arrived_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool arrived_ = false;
  bool open_ = false;
};

// ---- what the server does meanwhile --------------------------------------------------------------------------------

/// The numbers in a folder of /proc: threads, or descriptors.
std::set<int> numbers_in(const char* folder) {
  std::set<int> numbers;
  DIR* const open = opendir(folder);
  if (open == nullptr) return numbers;
  while (const dirent* const entry = readdir(open)) {
    if (entry->d_name[0] != '.') numbers.insert(std::stoi(entry->d_name));
  }
  closedir(open);
  return numbers;
}

std::size_t open_descriptors() { return numbers_in("/proc/self/fd").size(); }

/// The threads that have come since it was made: the server's, since the tests that use it start none of their own.
class ServerThreads {
 public:
  ServerThreads() : before_(numbers_in("/proc/self/task")) {}

  /// Waits until each of them sleeps, and goes on sleeping: then the server has done all that it will do without news.
  /// False if that does not happen in time.
  bool settle(milliseconds patience = milliseconds(250)) const {
    int calm = 0;
    return eventually(
        [&] {
          std::this_thread::sleep_for(std::chrono::microseconds(200));
          return (calm = asleep() ? calm + 1 : 0) == 8;
        },
        patience);
  }

  /// How often they went to sleep so far, all together.
  [[nodiscard]] long naps() const {
    long sum = 0;
    for (const int thread : threads()) {
      const std::string status = about(thread, "status");
      const std::string key = "\nvoluntary_ctxt_switches:";
      const std::size_t at = status.find(key);
      if (at != std::string::npos) sum += std::stol(status.substr(at + key.size()));
    }
    return sum;
  }

 private:
  [[nodiscard]] std::vector<int> threads() const {
    const std::set<int> now = numbers_in("/proc/self/task");
    std::vector<int> fresh;
    std::set_difference(now.begin(), now.end(), before_.begin(), before_.end(), std::back_inserter(fresh));
    return fresh;
  }
  [[nodiscard]] bool asleep() const {
    const std::vector<int> all = threads();
    return std::all_of(all.begin(), all.end(), [](int thread) {
      const std::string stat = about(thread, "stat");  // "ID (NAME) STATE …"; empty if the thread has just ended
      const std::size_t end_of_name = stat.rfind(')');
      return end_of_name == std::string::npos || end_of_name + 2 >= stat.size() || stat[end_of_name + 2] != 'R';
    });
  }
  static std::string about(int thread, const std::string& what) {
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/" + what);
    std::string text;  // stays empty where the thread has just ended
    std::getline(file, text, '\0');
    return text;
  }

  std::set<int> before_;
};

// A thread that spins is never seen asleep for long, however many others compete for the cores.
void expect_no_spinning(const ServerThreads& threads, const char* when) {
  EXPECT_TRUE(threads.settle(milliseconds(2500))) << when << ": a thread of the server keeps running, with no news";
}

// ---- one client ----------------------------------------------------------------------------------------------------

TEST(MultiClient, AnswersLineByLine) {
  Server server(answer);
  ASSERT_NE(server.port(), 0) << "port() is the port that the system has chosen";
  Client client(server);
  for (const std::string& request : {std::string("hello"), std::string(), std::string(" a  b\r"),
                                     std::string("a zero \0 within", 15), std::string("\xff\x80")}) {
    ASSERT_EQ(client.ask(request), "re: " + request);
  }
  EXPECT_EQ(client.ask("bytes 0"), "") << "an empty answer is an empty line";
}

// All of 127.0.0.0/8 is this machine. A server on 127.0.0.1 alone has nothing to do with the other addresses.
TEST(MultiClient, ListensOnLoopbackAlone) {
  Server server(answer);
  EXPECT_EQ(Client(server).ask("hello"), "re: hello");
  EXPECT_TRUE(refused(server.port(), INADDR_LOOPBACK + 1))
      << "a client could connect to 127.0.0.2: the server listens on every address of the machine, not on 127.0.0.1";
}

TEST(MultiClient, SeveralRequestsInOnePacket) {
  std::atomic<bool> at_work{false};  // relaxed, so that it puts nothing into an order
  std::atomic<bool> twice{false};
  Server server([&](const std::string& request) {
    if (at_work.exchange(true, std::memory_order_relaxed)) twice.store(true, std::memory_order_relaxed);
    std::string text = answer(request);
    at_work.store(false, std::memory_order_relaxed);
    return text;
  });
  Client client(server);
  std::string packet;
  for (int i = 0; i < 150; ++i) packet += std::string(60, 'x') + std::to_string(i) + '\n';
  client.send(packet);
  with_time_limit(seconds(4), "the answers to 150 requests that were sent in one go", [&] {
    for (int i = 0; i < 150; ++i) {
      ASSERT_EQ(client.line(), "re: " + std::string(60, 'x') + std::to_string(i))
          << "150 requests were sent in one go; each is answered, in their order";
    }
  });
  EXPECT_FALSE(twice) << "the handler was called for a client while it was at work for the same client";
}

TEST(MultiClient, RequestsInPieces) {
  const ServerThreads threads;
  Server server(answer);
  Client client(server);
  const auto piece = [&](std::string_view bytes) {
    client.send(bytes);
    threads.settle();  // now the server has read it
  };
  with_time_limit(seconds(6), "the answers to requests that were sent in pieces", [&] {
    piece("on");
    piece("e\ntw");
    ASSERT_EQ(client.line(), "re: one") << "sent were \"on\", \"e\\ntw\"";
    piece("o\nthree\nfo");
    ASSERT_EQ(client.line(), "re: two") << "sent were \"on\", \"e\\ntw\", \"o\\nthree\\nfo\"";
    ASSERT_EQ(client.line(), "re: three") << "sent were \"on\", \"e\\ntw\", \"o\\nthree\\nfo\"";
    for (const char byte : std::string("ur\n\nf")) piece(std::string(1, byte));
    ASSERT_EQ(client.line(), "re: four") << "the end of the request came byte by byte";
    ASSERT_EQ(client.line(), "re: ") << "an empty line is a request";
    piece("ive\n");
    ASSERT_EQ(client.line(), "re: five");
  });
}

TEST(MultiClient, LongAnswersArriveWhole) {
  const ServerThreads threads;
  Server server(answer);
  Client client(server);
  const std::size_t length = 8'000'000;
  client.send("bytes " + std::to_string(length) + "\nafter it\n");
  threads.settle();  // what the system can keep for the client is full
  const std::string got =
      with_time_limit(seconds(6), "an answer of eight million bytes", [&] { return client.line(); });
  ASSERT_EQ(got.size(), length) << "the answer to one request had so many bytes";
  ASSERT_TRUE(got == long_answer(length)) << "an answer of the right length, and not the bytes that the handler gave";
  ASSERT_EQ(client.line(), "re: after it");
}

TEST(MultiClient, AHalfClosedClientGetsItsAnswers) {
  Gate gate;
  Server server([&](const std::string& request) {
    if (request == "wait") gate.pass();
    return answer(request);
  });
  const std::string requests = "one\ntwo\nthree\nno request, since it has no e";
  const std::string answers = "re: one\nre: two\nre: three\n";
  {
    Client client(server);
    client.send(requests);
    client.finish_sending();
    EXPECT_EQ(with_time_limit(seconds(4), "the server to close the connection of a client that had said all",
                              [&] { return client.rest(); }),
              answers)
        << "a client asked, then closed its side: it gets all answers to whole requests, then the server closes";
  }
  // Here the server finds the requests and the end together.
  Client other(server);
  other.send("wait\n");
  with_time_limit(seconds(4), "the handler to be called", [&] { gate.await(); });
  Client client(server);
  client.send(requests);
  client.finish_sending();
  gate.open();
  EXPECT_EQ(with_time_limit(seconds(4), "the server to close the connection of a client that had said all",
                            [&] { return client.rest(); }),
            answers)
      << "requests, and the end after them, were there before the server could read anything";
  EXPECT_EQ(other.line(), "re: wait");
}

TEST(MultiClient, AHalfClosedClientGetsManyLongAnswers) {
  constexpr int kRequests = 100;
  const std::string one = long_answer(65'535) + '\n';
  const ServerThreads threads;
  Server server(answer);
  Client client(server);
  for (int i = 0; i < kRequests; ++i) client.send("bytes 65535\n");
  client.finish_sending();
  threads.settle();
  const std::string got = with_time_limit(seconds(6), "the rest of a hundred long answers, and the end of the stream",
                                          [&] { return client.rest(); });
  ASSERT_EQ(got.size(), one.size() * kRequests)
      << "a client asked for a hundred long answers, closed its side, and read so many bytes until the server closed";
  for (std::size_t i = 0; i < kRequests; ++i) ASSERT_TRUE(got.compare(one.size() * i, one.size(), one) == 0);
}

TEST(MultiClient, TooLongARequestClosesThatClientOnly) {
  Server server(answer);
  Client other(server);
  const std::string longest(Server::max_request, 'x');
  EXPECT_EQ(other.ask(longest), "re: " + longest) << "a request of max_request bytes is not too long";
  for (const std::string& request : {longest + "x\n", longest + "x", std::string(3 * Server::max_request, 'x')}) {
    Client client(server);
    client.send(request);
    EXPECT_EQ(with_time_limit(seconds(4), "the server to close the connection after too long a request",
                              [&] { return client.line(); }),
              kClosed)
        << "a request of more than max_request bytes, also one whose end has not come, ends the connection";
    EXPECT_EQ(other.ask("another client"), "re: another client");
  }
}

TEST(MultiClient, AHandlerThatThrowsClosesThatClientOnly) {
  Server server([](const std::string& request) {
    if (request == "bad") throw std::runtime_error("the request is bad");
    if (request == "worse") throw 7;
    return answer(request);
  });
  Client other(server);
  for (const std::string request : {"bad", "worse"}) {
    Client client(server);
    EXPECT_EQ(client.ask("good"), "re: good");
    EXPECT_EQ(with_time_limit(seconds(4), "the server to close the connection whose request made the handler throw",
                              [&] { return client.ask(request); }),
              kClosed);
    EXPECT_EQ(other.ask("another client"), "re: another client");
  }
}

// ---- many clients --------------------------------------------------------------------------------------------------

std::vector<Client> connect_clients(const Server& server, std::size_t count) {
  std::vector<Client> clients;
  for (std::size_t i = 0; i < count; ++i) clients.emplace_back(server);
  return clients;
}

// Nobody is finished before everybody has begun.
TEST(MultiClient, ServesTwoHundredClients) {
  constexpr std::size_t kClients = 200;
  Server server(answer);
  std::vector<Client> clients = connect_clients(server, kClients);
  for (std::size_t i = 0; i < kClients; ++i) clients[i].send("I am number ");
  for (std::size_t i = kClients; i-- > 0;) clients[i].send(std::to_string(i) + "\nagain\n");
  with_time_limit(seconds(6), "the answers to 200 clients that are connected at the same time", [&] {
    for (std::size_t n = 0; n < kClients; ++n) {
      const std::size_t i = n * 7 % kClients;
      ASSERT_EQ(clients[i].line(), "re: I am number " + std::to_string(i));
      ASSERT_EQ(clients[i].line(), "re: again");
    }
    for (std::size_t i = 0; i < kClients; ++i) ASSERT_EQ(clients[i].ask("bye"), "re: bye");
  });
}

TEST(MultiClient, SilentClientsHoldUpNobody) {
  Server server(answer);
  std::vector<Client> silent = connect_clients(server, 3);
  silent[1].send("half a requ");
  Client client(server);
  const std::string got = with_time_limit(seconds(4), "an answer while other clients are connected and say nothing",
                                          [&] { return client.ask("hello"); });
  EXPECT_EQ(got, "re: hello");
  EXPECT_EQ(silent[0].ask("hello, late"), "re: hello, late") << "nobody is disconnected for being silent";
  EXPECT_EQ(silent[1].ask("est"), "re: half a request");
}

TEST(MultiClient, AClientThatDoesNotReadHoldsUpNobody) {
  constexpr int kRequests = 160;
  const std::string one = long_answer(65'535);
  const ServerThreads threads;
  Server server(answer);
  Client before(server);
  EXPECT_EQ(before.ask("hello"), "re: hello");
  Client stalled(server);
  for (int i = 0; i < kRequests; ++i) stalled.send("bytes 65535\n");
  threads.settle();  // what the system can keep for that client is full: the server can send it no more
  Client after(server);
  with_time_limit(seconds(4), "an answer while another client does not read its own", [&] {
    EXPECT_EQ(before.ask("are you there?"), "re: are you there?");
    EXPECT_EQ(after.ask("are you there?"), "re: are you there?");
  });
  with_time_limit(seconds(6), "the answers to a client that had not read for a while, and reads again", [&] {
    for (int i = 0; i < kRequests; ++i) {
      ASSERT_TRUE(stalled.line() == one) << "answer " << i << " to a client that had not read for a while is wrong";
    }
  });
  EXPECT_EQ(stalled.ask("thank you"), "re: thank you");
}

// Each of its requests is a few bytes, each answer 64 KiB. Then it sends requests as long as the server takes them.
TEST(MultiClient, AClientThatNeverReadsCostsLittle) {
  constexpr long kTooMany = 750;               // answers of 64 KiB, 47 MiB in all; the system keeps a few MiB
  constexpr std::size_t kTooMuch = 24U << 20;  // bytes of requests
  std::atomic<long> answers{0};
  const ServerThreads threads;
  Server server([&](const std::string& request) {
    ++answers;
    return answer(request);
  });
  Client client(server);
  for (int i = 0; i < 2 * kTooMany; ++i) client.send("bytes 65535\n");
  // Until nothing moves any more.
  const auto settled = [&] {
    const long before = answers;
    return threads.settle() && answers == before;
  };
  EXPECT_TRUE(eventually([&] { return answers > kTooMany || settled(); })) << "the server does not come to rest";
  ASSERT_LE(answers, kTooMany) << "a client that reads nothing got so many answers of 64 KiB made for it: they wait in "
                               << "the server's memory. While more than max_unsent bytes wait, its requests must, too";
  const std::string request = std::string(Server::max_request - 1, 'x') + '\n';
  std::size_t taken = 0;
  int refusals = 0;
  while (taken < kTooMuch && refusals < 3) {
    const std::size_t more = client.offer(std::string_view(request).substr(taken % request.size()));
    taken += more;
    refusals = more > 0 ? 0 : refusals + 1;
    if (more == 0) threads.settle();
  }
  ASSERT_LT(taken, kTooMuch) << "the server goes on reading from a client whose answers it cannot get rid of";
  ASSERT_LE(answers, kTooMany) << "requests of a client that reads nothing are answered on and on";
  Client other(server);
  EXPECT_EQ(other.ask("hello"), "re: hello");
}

// ---- clients that vanish -------------------------------------------------------------------------------------------

TEST(MultiClient, ClientsThatVanishCostNothing) {
  const ServerThreads threads;
  Server server(answer);
  Client bystander(server);
  EXPECT_EQ(bystander.ask("hello"), "re: hello");
  threads.settle();
  const std::size_t before = open_descriptors();
  for (int round = 0; round < 5; ++round) {
    Client(server).close();
    Client(server).reset();
    Client half(server);
    half.send("half a requ");
    if (round % 2 == 0) threads.settle();
    half.reset();
    Client impatient(server);
    impatient.send("does not wait for its answer\n");
    impatient.reset();
    Client satisfied(server);
    EXPECT_EQ(satisfied.ask("hello"), "re: hello");
    satisfied.reset();
  }
  EXPECT_TRUE(eventually([&] { return open_descriptors() <= before; }, milliseconds(3000)))
      << "clients that have gone: " << open_descriptors() - before << " of their descriptors are still open";
  EXPECT_EQ(bystander.ask("still there?"), "re: still there?");
  expect_no_spinning(threads, "after some clients vanished");
}

TEST(MultiClient, ClientsThatVanishWithAnswersUnderWay) {
  Gate gate;
  const ServerThreads threads;
  Server server([&](const std::string& request) {
    if (request == "late") {
      gate.pass();
      return long_answer(8'000'000);
    }
    return answer(request);
  });
  Client bystander(server);
  EXPECT_EQ(bystander.ask("hello"), "re: hello");
  threads.settle();
  const std::size_t before = open_descriptors();
  // One goes while the server is in the middle of a long answer, another before its answer is made.
  Client in_the_middle(server);
  in_the_middle.send("bytes 8000000\n");
  threads.settle();
  in_the_middle.reset();
  Client early(server);
  early.send("late\n");
  with_time_limit(seconds(4), "the handler to be called", [&] { gate.await(); });
  early.close();
  gate.open();
  EXPECT_EQ(with_time_limit(seconds(4), "an answer after two clients vanished that had answers to get",
                            [&] { return bystander.ask("still there?"); }),
            "re: still there?");
  EXPECT_TRUE(eventually([&] { return open_descriptors() <= before; }, milliseconds(3000)))
      << "clients that have gone: " << open_descriptors() - before << " of their descriptors are still open";
  expect_no_spinning(threads, "after two clients vanished");
}

TEST(MultiClient, TwoHundredIdleClientsCostNoProcessorTime) {
  const ServerThreads threads;
  Server server(answer);
  std::vector<Client> clients = connect_clients(server, 200);
  for (std::size_t i = 0; i < clients.size(); i += 10) EXPECT_EQ(clients[i].ask("hello"), "re: hello");
  for (std::size_t i = 1; i < clients.size(); i += 10) clients[i].send("half a requ");
  expect_no_spinning(threads, "200 clients are connected, and say nothing");
  const long before = threads.naps();
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_LT(threads.naps() - before, 5) << "200 clients are connected, and say nothing, and the server wakes again and "
                                        << "again to look";
  EXPECT_EQ(clients[199].ask("hello"), "re: hello");
}

// ---- the end -------------------------------------------------------------------------------------------------------

TEST(MultiClient, StopEndsEverything) {
  Server server(answer);
  const std::uint16_t port = server.port();
  Client asked(server);
  EXPECT_EQ(asked.ask("hello"), "re: hello");
  Client silent(server);
  const auto began = std::chrono::steady_clock::now();
  with_time_limit(seconds(4), "stop() with two clients connected", [&] { server.stop(); });
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(1400)) << "stop() waited for something";
  EXPECT_EQ(with_time_limit(seconds(4), "a client to hear of the end", [&] { return asked.line(); }), kClosed);
  EXPECT_EQ(with_time_limit(seconds(4), "a client to hear of the end", [&] { return silent.line(); }), kClosed);
  EXPECT_TRUE(refused(port)) << "a client could still connect after stop() had returned";
  EXPECT_EQ(server.port(), port) << "port() tells the same after stop()";
  server.stop();
}

TEST(MultiClient, StopWaitsForNobody) {
  const ServerThreads threads;
  std::optional<Server> server(std::in_place, answer);
  std::vector<Client> clients = connect_clients(*server, 20);
  clients[0].send("half a requ");
  EXPECT_EQ(clients[1].ask("hello"), "re: hello");
  clients[2].send("bytes 8000000\n");  // and does not read it
  clients[3].send("bytes 8000000\n");
  clients[3].finish_sending();
  clients[4].reset();
  threads.settle();
  with_time_limit(seconds(4), "the destructor, while clients are connected that are silent or do not read",
                  [&] { server.reset(); });
}

TEST(MultiClient, LeavesNothingBehind) {
  const parcours::Census before;
  {
    Server nobody_came(answer);
  }
  {
    Server stopped(answer);
    Client client(stopped);
    EXPECT_EQ(client.ask("hello"), "re: hello");
    stopped.stop();
  }
  {
    std::optional<Server> server(std::in_place, answer);
    std::vector<Client> clients = connect_clients(*server, 12);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(clients[i].ask("hello"), "re: hello");
    clients[0].close();
    clients[1].reset();
    clients[2].finish_sending();
    clients[7].reset();
    clients[8].send("half a requ");
    server.reset();
  }
  parcours::expect_no_leftovers(before);
}

}  // namespace
