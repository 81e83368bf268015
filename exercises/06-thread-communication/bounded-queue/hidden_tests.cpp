// Included after tests.cpp, in the same translation unit. Each test builds one situation in which a plausible queue
// goes wrong, and builds it over and over: who wakes first is up to the machine.

namespace {

// A consumer sleeps; an item comes and is gone again before the consumer is on its feet.
TEST(BoundedQueueHidden, WokenConsumerLooksAgain) {
  for (int round = 0; round < 40; ++round) {
    BoundedQueue<int> queue(2);
    Sleepers sleepers(1);
    std::optional<int> got;
    bool snatched = false;
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        got = sleepers.call(0, [&] { return queue.pop(); });
        return;
      }
      sleepers.settle();
      EXPECT_TRUE(queue.push(1));
      snatched = queue.try_pop().has_value();
      if (!snatched) return;
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "pop() came back although the item was gone";
      EXPECT_TRUE(queue.try_push(2));
    });
    ASSERT_TRUE(got.has_value()) << "pop() came back with nothing, and the queue was open";
    ASSERT_EQ(*got, snatched ? 2 : 1);
  }
}

// A producer sleeps; a place becomes free and is taken again before the producer is on its feet.
TEST(BoundedQueueHidden, WokenProducerLooksAgain) {
  for (int round = 0; round < 40; ++round) {
    BoundedQueue<int> queue(1);
    ASSERT_TRUE(queue.try_push(1));
    Sleepers sleepers(1);
    bool accepted = false;
    std::size_t size = 0;
    std::vector<int> rest;
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        accepted = sleepers.call(0, [&] { return queue.push(3); });
        return;
      }
      sleepers.settle();
      EXPECT_EQ(queue.try_pop(), std::optional<int>(1));
      const bool snatched = queue.try_push(2);
      sleepers.settle();
      size = queue.size();
      const int left = snatched ? 2 : 1;
      for (int i = 0; i < left; ++i) {
        const auto item = queue.pop();
        rest.push_back(item.value_or(0));
      }
    });
    ASSERT_LE(size, 1U) << "more items than the capacity";
    ASSERT_TRUE(accepted);
    ASSERT_EQ(rest.back(), 3);
    ASSERT_EQ(queue.size(), 0U);
  }
}

// Two consumers sleep; two items come, the second one before the first one was taken.
TEST(BoundedQueueHidden, TwoItemsWakeTwoConsumers) {
  for (int round = 0; round < 40; ++round) {
    BoundedQueue<int> queue(4);
    Sleepers sleepers(2);
    std::atomic<int> sum{0};
    run_together(3, [&](unsigned thread) {
      if (thread > 0) {
        sum += sleepers.call(thread - 1, [&] { return queue.pop(); }).value_or(100);
        return;
      }
      sleepers.settle();
      EXPECT_TRUE(queue.try_push(1));
      EXPECT_TRUE(queue.try_push(2));
    });
    ASSERT_EQ(sum, 3);
  }
}

// Two producers sleep; two places become free, the second one before the first one was taken.
TEST(BoundedQueueHidden, TwoPlacesWakeTwoProducers) {
  for (int round = 0; round < 40; ++round) {
    BoundedQueue<int> queue(2);
    ASSERT_TRUE(queue.try_push(1));
    ASSERT_TRUE(queue.try_push(2));
    Sleepers sleepers(2);
    std::atomic<int> accepted{0};
    run_together(3, [&](unsigned thread) {
      if (thread > 0) {
        if (sleepers.call(thread - 1, [&] { return queue.push(3); })) ++accepted;
        return;
      }
      sleepers.settle();
      EXPECT_TRUE(queue.try_pop().has_value());
      EXPECT_TRUE(queue.try_pop().has_value());
    });
    ASSERT_EQ(accepted, 2);
    ASSERT_EQ(queue.size(), 2U);
  }
}

// Two consumers sleep and a producer comes that must wait behind them: a wake-up meant for the producer
// must not be spent on a consumer that finds nothing.
TEST(BoundedQueueHidden, BothSidesWait) {
  for (int round = 0; round < 40; ++round) {
    BoundedQueue<int> queue(1);
    Sleepers sleepers(2);
    std::atomic<int> sum{0};
    run_together(3, [&](unsigned thread) {
      if (thread > 0) {
        sum += sleepers.call(thread - 1, [&] { return queue.pop(); }).value_or(100);
        return;
      }
      sleepers.settle();
      EXPECT_TRUE(queue.push(1));
      EXPECT_TRUE(queue.push(2));
    });
    ASSERT_EQ(sum, 3);
    ASSERT_EQ(queue.size(), 0U);
  }
}

// Calls that wait and calls that do not, from all sides at once, until the queue is closed under way.
TEST(BoundedQueueHidden, MixedCallsUnderTraffic) {
  constexpr unsigned kThreads = 3;  // on each side
  constexpr unsigned kItems = 200;  // each
  auto random = parcours::rng();
  BoundedQueue<std::unique_ptr<unsigned>> queue(1 + random() % 4);
  const unsigned close_after = kItems / 2 + static_cast<unsigned>(random() % kItems);
  std::vector<std::vector<unsigned>> sent(kThreads);
  std::vector<std::vector<unsigned>> received(kThreads);
  run_together(2 * kThreads, [&](unsigned thread) {
    if (thread < kThreads) {
      for (unsigned i = 0; i < kItems; ++i) {
        const unsigned item = thread * kItems + i;
        const bool waits = i % 3 != 0;
        const bool accepted =
            waits ? queue.push(std::make_unique<unsigned>(item)) : queue.try_push(std::make_unique<unsigned>(item));
        if (accepted) sent[thread].push_back(item);
        if (waits && !accepted) break;
        if (thread == 0 && i == close_after) queue.close();
      }
      if (thread == 0) queue.close();
      return;
    }
    auto& mine = received[thread - kThreads];
    for (;;) {
      if (auto item = queue.try_pop()) mine.push_back(**item);
      auto item = queue.pop();
      if (!item) break;
      mine.push_back(**item);
    }
  });
  std::vector<unsigned> all_sent;
  std::vector<unsigned> all_received;
  for (const auto& mine : sent) all_sent.insert(all_sent.end(), mine.begin(), mine.end());
  for (const auto& mine : received) all_received.insert(all_received.end(), mine.begin(), mine.end());
  std::sort(all_sent.begin(), all_sent.end());
  std::sort(all_received.begin(), all_received.end());
  EXPECT_GT(all_sent.size(), kItems / 4) << "push() said no although the queue was open";
  EXPECT_EQ(all_sent, all_received) << "what was accepted and what was handed out differ";
}

// Items, some of them refused, under close(): none is lost and none lives on.
TEST(BoundedQueueHidden, LeavesNoItemBehindAfterClose) {
  std::atomic<int> alive{0};
  {
    BoundedQueue<Parcel> queue(2);
    ASSERT_TRUE(queue.push(Parcel(1, alive)));
    ASSERT_TRUE(queue.push(Parcel(2, alive)));
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        EXPECT_FALSE(sleepers.call(0, [&] { return queue.push(Parcel(3, alive)); }));
        return;
      }
      sleepers.settle();
      queue.close();
    });
    EXPECT_EQ(alive, 2) << "a refused item is dropped";
    EXPECT_EQ(queue.size(), 2U) << "close() takes no item out";
  }
  EXPECT_EQ(alive, 0) << "items that are still in the queue go with it";
}

}  // namespace
