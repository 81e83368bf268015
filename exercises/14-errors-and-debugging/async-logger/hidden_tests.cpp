// Included after tests.cpp, in the same translation unit: Disk, line_of and the rest are from there.

namespace {

// The threads take turns: each logs only when it has heard that the one before has logged. Meanwhile the sink is at an
// earlier line, so all of theirs wait together.
TEST(AsyncLoggerHidden, CausesComeBeforeEffects) {
  constexpr unsigned kThreads = 3;
  constexpr unsigned kLines = 45;
  Disk disk;
  disk.hold();
  AsyncLogger logger(disk.sink(), kLines + 1);
  const OpensInTheEnd guard(disk);
  logger.log("before");
  ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
  std::atomic<unsigned> next{0};
  run_together(kThreads, [&](unsigned thread) {
    for (unsigned number = thread; number < kLines; number += kThreads) {
      for (unsigned seen = next; seen != number; seen = next) next.wait(seen);
      logger.log(std::to_string(number));
      next = number + 1;
      next.notify_all();
    }
  });
  disk.open();
  EXPECT_TRUE(logger.flush());
  std::string expected = "before\n";
  for (unsigned number = 0; number < kLines; ++number) expected += std::to_string(number) + '\n';
  EXPECT_EQ(disk.text(), expected) << "the log() of each line had returned before the next one was called";
}

// Each thread counts its own lines in the sink, without a lock, whenever it has flushed.
TEST(AsyncLoggerHidden, EachFlushesItsOwnLines) {
  constexpr unsigned kThreads = 3;
  std::array<unsigned, kThreads> written{};  // an element for each thread: nobody reads another one's
  std::array<unsigned, kThreads> missing{};
  AsyncLogger logger(
      [&written](std::string_view bytes) {
        for (unsigned thread = 0; thread < kThreads; ++thread) {
          const auto lines = std::count(bytes.begin(), bytes.end(), static_cast<char>('A' + thread));
          if (lines > 0) written.at(thread) += static_cast<unsigned>(lines);
        }
        return bytes.size();
      },
      2);
  run_together(kThreads, [&](unsigned thread) {
    for (unsigned i = 0; i < 40; ++i) {
      logger.log(line_of(thread, i));
      if (!logger.flush() || written.at(thread) != i + 1) ++missing.at(thread);
    }
  });
  for (const unsigned count : missing) {
    EXPECT_EQ(count, 0U) << "a thread logged a line and flushed, and the line was not written";
  }
}

// Short writes, failures before and within lines, several threads.
TEST(AsyncLoggerHidden, AnUnreliableDisk) {
  constexpr unsigned kThreads = 3;
  auto random = parcours::rng();
  for (const std::size_t limit : {1U, 3U, 20U}) {
    std::vector<std::size_t> sizes(5);
    for (std::size_t& size : sizes) size = 1 + random() % 20;
    Disk disk;
    disk.take_at_most(sizes);
    std::vector<Lines> logged(kThreads);
    std::vector<Lines> expected(kThreads);
    unsigned refused = 0;
    for (unsigned thread = 0; thread < kThreads; ++thread) {
      for (unsigned i = 0; i < 20; ++i) {
        std::string line = line_of(thread, i);
        std::string begins = line;
        if (random() % 3 == 0) {
          const std::size_t bad = random() % line.size();
          line[bad] = '!';
          begins = line.substr(0, bad);
          ++refused;
        }
        logged[thread].push_back(line);
        if (!begins.empty()) expected[thread].push_back(begins);
      }
    }
    {
      AsyncLogger logger(disk.sink(), limit);
      run_together(kThreads, [&](unsigned thread) {
        for (const std::string& line : logged[thread]) logger.log(line);
      });
      logger.flush();
      EXPECT_EQ(logger.lost(), refused) << "so many lines have a '!', which the sink refuses";
    }
    expect_lines_of_threads(disk.text(), expected);
    if (HasFailure()) return;
  }
}

// The disk is full at each place of a line in turn. Then there is room for one byte more, and then for all.
TEST(AsyncLoggerHidden, TornAtEveryPlace) {
  for (std::size_t taken = 0; taken <= 3; ++taken) {
    Disk disk;
    disk.room_for(6 + taken);
    AsyncLogger logger(disk.sink(), 4);
    logger.log("first");
    logger.log("abc");
    logger.flush();
    disk.room_for(7 + taken);
    logger.log("xyz");
    logger.flush();
    disk.room_for(Disk::kUnlimited);
    logger.log("last");
    logger.flush();
    const std::string expected =
        taken == 0 ? "first\nx\nlast\n" : "first\n" + std::string("abc").substr(0, taken) + "\nlast\n";
    ASSERT_EQ(disk.text(), expected) << "the disk was full after " << taken << " bytes of \"abc\", had room for one "
                                     << "byte when \"xyz\" came, and for all after that";
    ASSERT_EQ(logger.lost(), 2U) << "\"abc\" and \"xyz\" are lost";
  }
}

TEST(AsyncLoggerHidden, LongLines) {
  auto random = parcours::rng();
  std::string expected;
  Disk disk;
  disk.take_at_most({4096, 1, 70'000});
  AsyncLogger logger(disk.sink(), 3);
  for (const std::size_t length : {std::size_t{100'000}, std::size_t{0}, 1 + random() % 50'000, std::size_t{65'536}}) {
    const std::string line(length, static_cast<char>('a' + random() % 26));
    logger.log(line);
    expected += line + '\n';
  }
  EXPECT_TRUE(logger.flush());
  EXPECT_TRUE(disk.text() == expected) << "lines of up to 100,000 bytes, to a sink that takes some thousands at a time";
}

TEST(AsyncLoggerHidden, TwoLoggersHaveNothingInCommon) {
  Disk full_disk;
  full_disk.room_for(0);
  Disk disk;
  AsyncLogger unlucky(full_disk.sink(), 2);
  AsyncLogger lucky(disk.sink(), 2);
  run_together(2, [&](unsigned) {
    for (int i = 0; i < 10; ++i) {
      unlucky.log("lost");
      lucky.log("written");
    }
  });
  EXPECT_FALSE(unlucky.flush());
  EXPECT_TRUE(lucky.flush()) << "it is another logger whose disk is full";
  EXPECT_EQ(unlucky.lost(), 20U);
  EXPECT_EQ(lucky.lost(), 0U);
  EXPECT_TRUE(lucky.error() == nullptr);
  EXPECT_EQ(split(disk.text()).size(), 20U);
  EXPECT_EQ(disk.writers().size(), 1U);
}

// Loggers that end when they have hardly begun, with lines and without, with a disk that is full and one that is not.
TEST(AsyncLoggerHidden, EndsAtAnyMoment) {
  auto random = parcours::rng();
  for (int round = 0; round < 30; ++round) {
    const std::size_t limit = 1 + random() % 3;
    const std::size_t lines = random() % 4;
    const std::size_t room = random() % 2 == 0 ? 2 : Disk::kUnlimited;
    Disk disk;
    disk.room_for(room);
    {
      AsyncLogger logger(disk.sink(), limit);
      for (std::size_t i = 0; i < lines; ++i) logger.log("x");
      if (random() % 2 == 0) std::this_thread::yield();
    }
    ASSERT_EQ(disk.text().size(), std::min(2 * lines, room)) << "the destructor came back before every accepted line "
                                                             << "had been handed to the sink";
  }
}

}  // namespace
