// Included after tests.cpp, in the same translation unit: Client, ServerThreads, answer() and the rest are from there.
#include <sys/resource.h>

namespace {

using parcours::run_together;

// Twenty clients whose requests come in pieces of any size, all mixed up.
TEST(MultiClientHidden, PiecesOfManyClientsMixed) {
  constexpr std::size_t kClients = 20;
  constexpr int kRequests = 12;  // each
  auto random = parcours::rng();
  Server server(answer);
  std::vector<Client> clients = connect_clients(server, kClients);
  std::vector<std::string> requests(kClients);
  std::vector<std::string> answers(kClients);
  for (std::size_t i = 0; i < kClients; ++i) {
    for (int n = 0; n < kRequests; ++n) {
      const std::string request = std::string(random() % 40, static_cast<char>('a' + i)) + std::to_string(n);
      requests[i] += request + '\n';
      answers[i] += answer(request) + '\n';
    }
  }
  std::vector<std::size_t> sent(kClients);
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < kClients; ++i) {
      const std::string_view piece = std::string_view(requests[i]).substr(sent[i], random() % 50);
      clients[i].send(piece);
      sent[i] += piece.size();
      more |= sent[i] < requests[i].size();
    }
  }
  for (Client& client : clients) client.finish_sending();
  with_time_limit(seconds(6), "the answers to twenty clients whose requests came in pieces", [&] {
    for (std::size_t i = 0; i < kClients; ++i) {
      ASSERT_EQ(clients[i].rest(), answers[i]) << "each client gets the answers to its own requests, in their order";
    }
  });
}

/// Asks for 32 KiB and waits until the server makes that answer. False: it sleeps, and has not made it.
bool gets_one_more(Client& client, const std::atomic<long>& answers, const ServerThreads& threads) {
  const long before = answers;
  client.send("bytes 32767\n");
  for (int patience = 4; patience > 0; --patience) {
    for (int looks = 0; looks < 2000; ++looks) {
      if (answers > before) return true;
      std::this_thread::yield();
    }
    if (threads.settle()) return answers > before;
  }
  return false;
}

// Answers are waiting, there is no room for them, and the end of the client's stream is there: it can be "read" again
// and again.
TEST(MultiClientHidden, ToWaitForRoomIsNotToSpin) {
  constexpr int kTooMany = 1000;
  constexpr std::size_t kAnswer = 32'768;  // with its end of line
  std::atomic<long> answers{0};
  const ServerThreads threads;
  Server server([&](const std::string& request) {
    ++answers;
    return answer(request);
  });
  Client full(server);
  int fit = 0;
  while (fit < kTooMany && gets_one_more(full, answers, threads)) ++fit;
  ASSERT_LT(fit, kTooMany) << "a thousand answers of 32 KiB were made for a client that does not read";
  // One or two answers fewer fill the system's memory as well, and leave the server room for more requests: so it reads
  // on and finds the end.
  std::vector<Client> clients;
  std::vector<std::size_t> expected;
  for (int count = fit - 1; count > 0 && count >= fit - 2; --count) {
    clients.emplace_back(server);
    for (int i = 0; i < count; ++i) gets_one_more(clients.back(), answers, threads);
    clients.back().finish_sending();
    expected.push_back(static_cast<std::size_t>(count) * kAnswer);
  }
  expect_no_spinning(threads, "clients have closed their side, and do not read what they asked for");
  with_time_limit(seconds(6), "the answers to clients that closed their side, and read late", [&] {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      EXPECT_EQ(clients[i].rest().size(), expected[i])
          << "a client that closed its side and read late got so many bytes";
    }
  });
}

TEST(MultiClientHidden, TwoServersKnowNothingOfEachOther) {
  Server first(answer);
  Server second([](const std::string& request) { return "second: " + request; });
  ASSERT_NE(first.port(), second.port());
  Client of_first(first);
  Client of_second(second);
  of_first.send("hel");
  of_second.send("good ");
  of_first.send("lo\n");
  of_second.send("day\n");
  EXPECT_EQ(of_first.line(), "re: hello");
  EXPECT_EQ(of_second.line(), "second: good day");
  first.stop();
  EXPECT_EQ(of_second.ask("still there?"), "second: still there?") << "another server was stopped, not this one";
  EXPECT_EQ(Client(second).ask("hello"), "second: hello");
}

/// As long as it lives, the program may open so many descriptors, and no more.
class FewDescriptors {
 public:
  explicit FewDescriptors(unsigned more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::socket(AF_INET, SOCK_STREAM, 0);
    ::close(lowest_free);
    rlimit few = before_;
    few.rlim_cur = static_cast<unsigned>(lowest_free) + more;
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST(MultiClientHidden, ThrowsWhereTheSystemSaysNo) {
  const parcours::Census before;
  for (unsigned descriptors = 0; descriptors < 4; ++descriptors) {
    bool thrown = false;
    {
      const FewDescriptors few(descriptors);
      try {
        const Server server(answer);
      } catch (const std::system_error&) {
        thrown = true;
      }
    }
    EXPECT_TRUE(thrown || descriptors > 0) << "there was no descriptor for a socket: std::system_error is expected";
  }
  parcours::expect_no_leftovers(before);
}

TEST(MultiClientHidden, ManyClientsComeAndGo) {
  const ServerThreads threads;
  Server server(answer);
  for (Client& client : connect_clients(server, 10)) EXPECT_EQ(client.ask("hello"), "re: hello");
  threads.settle();
  const std::size_t descriptors = open_descriptors();
  const std::size_t tasks = numbers_in("/proc/self/task").size();
  for (int i = 0; i < 100; ++i) {
    Client client(server);
    ASSERT_EQ(client.ask(std::to_string(i)), "re: " + std::to_string(i));
    if (i % 3 == 0) client.reset();
  }
  EXPECT_TRUE(eventually([&] { return open_descriptors() <= descriptors; }, milliseconds(3000)))
      << "a hundred clients came and went, and some of their descriptors are still open";
  EXPECT_TRUE(eventually([&] { return numbers_in("/proc/self/task").size() <= tasks; }, milliseconds(3000)))
      << "a hundred clients came and went, and some of the threads that served them are still there";
}

TEST(MultiClientHidden, StopWhileClientsTalk) {
  for (int round = 0; round < 4; ++round) {
    Server server(answer);
    std::vector<Client> clients = connect_clients(server, 3);
    std::array<std::atomic<int>, 3> talked{};
    std::atomic<int> wrong{0};
    with_time_limit(seconds(6), "clients that stop() disconnects in the middle of their talk", [&] {
      run_together(4, [&](unsigned thread) {
        if (thread == 3) {
          const auto enough = [](int answers) { return answers >= 5; };
          EXPECT_TRUE(eventually([&] { return std::all_of(talked.begin(), talked.end(), enough); }))
              << "three clients talked to the server at the same time, and one of them got no answers";
          server.stop();
          return;
        }
        for (int i = 0;; ++i) {
          const std::string got = clients[thread].ask(std::to_string(i));
          if (got.starts_with(kClosed)) return;
          if (got != "re: " + std::to_string(i)) ++wrong;
          ++talked.at(thread);
        }
      });
    });
    ASSERT_EQ(wrong, 0) << "a client got a wrong answer before stop() disconnected it";
    if (HasFailure()) return;
  }
}

TEST(MultiClientHidden, StopWhileClientsConnect) {
  const parcours::Census before;
  for (int round = 0; round < 12; ++round) {
    Server server(answer);
    const std::uint16_t port = server.port();
    std::atomic<int> connected{0};
    std::atomic<int> turned_away{0};
    with_time_limit(seconds(6), "clients that connect while stop() runs, to be disconnected or refused", [&] {
      run_together(3, [&](unsigned thread) {
        if (thread == 2) {
          (void)eventually([&] { return connected >= 2 * round || turned_away == 2; }, milliseconds(1500));
          server.stop();
          return;
        }
        try {
          for (std::string got = "re: hello"; got == "re: hello"; ++connected) got = Client(port).ask("hello");
        } catch (const std::system_error&) {  // refused: the server has stopped
        }
        ++turned_away;
      });
    });
  }
  parcours::expect_no_leftovers(before);
}

}  // namespace
