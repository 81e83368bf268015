// Compiled after tests.cpp, in the same file.
namespace {

// The item comes and the receiver is cancelled before it has had a turn. Either it has the item, or the channel has.
TEST(AsyncChannelHidden, ServedAndCancelledInOneTurn) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  Call& first = calls.receive(channel);
  Call& second = calls.receive(channel);
  calls.settle();
  asio::co_spawn(
      calls.loop,
      [](Channel<int>& to, Call& receiver) -> awaitable<void> {
        co_await to.send(5);
        cancel(receiver);
      }(channel, first),
      asio::detached);
  calls.settle();
  EXPECT_TRUE(first.over);
  if (!second.over) cancel(second);
  calls.settle();
  std::vector<int> all = left_in(calls, channel);
  if (first.item) all.push_back(*first.item);
  if (second.item) all.push_back(*second.item);
  EXPECT_EQ(all, (std::vector<int>{5})) << "the item is lost, or there twice";
  EXPECT_NE(first.item.has_value(), second.item.has_value())
      << "a receiver went on waiting although there was an item that nobody else took";
}

TEST(AsyncChannelHidden, RoomThatACancelledSenderDoesNotNeed) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  calls.send(channel, 1);
  Call& second = calls.send(channel, 2);
  Call& third = calls.send(channel, 3);
  calls.settle();
  std::optional<int> got;
  asio::co_spawn(
      calls.loop,
      [](Channel<int>& from, std::optional<int>& into, Call& sender) -> awaitable<void> {
        into = co_await from.receive();  // the room belongs to the second sender now, which has not had a turn yet
        cancel(sender);
      }(channel, got, second),
      asio::detached);
  calls.settle();
  EXPECT_EQ(got, 1);
  EXPECT_TRUE(second.over);
  const std::vector<int> left = left_in(calls, channel);
  const std::vector<int> expected = second.well() ? std::vector<int>{2, 3} : std::vector<int>{3};
  EXPECT_EQ(left, expected) << "a send that returns has put its item in, one that throws has not";
  EXPECT_TRUE(third.well()) << "there was room, and the third sender went on waiting";
}

TEST(AsyncChannelHidden, ManyThatGaveUpLeaveNoTrace) {
  Calls calls;
  Channel<int>& channel = calls.channel(2);
  for (int i = 0; i < 300; ++i) {
    Call& gone = calls.receive(channel);
    calls.settle();
    cancel(gone);
    calls.settle();
    ASSERT_TRUE(gone.over);
  }
  for (int i = 1; i <= 2; ++i) calls.send(channel, i);
  calls.settle();
  for (int i = 0; i < 300; ++i) {
    Call& gone = calls.send(channel, 100);
    calls.settle();
    cancel(gone);
    calls.settle();
    ASSERT_TRUE(gone.over);
  }
  EXPECT_EQ(channel.size(), 2U);
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{1, 2}));
}

TEST(AsyncChannelHidden, ClosedAndReceivedInOneTurn) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  calls.send(channel, 1);
  Call& refused = calls.send(channel, 2);
  calls.settle();
  Call* got = nullptr;
  calls.at_once([&] {
    channel.close();
    got = &calls.receive(channel);  // makes room, for nobody
  });
  EXPECT_EQ(got->item, 1);
  EXPECT_TRUE(refused.closed);
  EXPECT_EQ(left_in(calls, channel), std::vector<int>()) << "the item of a sender that was refused";
}

TEST(AsyncChannelHidden, ItemsMayBeMovableOnly) {
  asio::io_context loop;
  Channel<std::unique_ptr<int>> channel(loop.get_executor(), 1);
  int sum = 0;
  asio::co_spawn(
      loop,
      [](Channel<std::unique_ptr<int>>& to) -> awaitable<void> {
        for (int i = 1; i <= 4; ++i) co_await to.send(std::make_unique<int>(i));
        to.close();
      }(channel),
      asio::detached);
  asio::co_spawn(
      loop,
      [](Channel<std::unique_ptr<int>>& from, int& into) -> awaitable<void> {
        while (auto item = co_await from.receive()) into += **item;
      }(channel, sum),
      asio::detached);
  loop.poll();
  EXPECT_EQ(sum, 10);
}

awaitable<void> produce(Channel<int>& channel, int number, int count, std::mt19937_64 random, int& under_way) {
  for (int i = 0; i < count; ++i) {
    co_await channel.send(1000 * number + i);
    if (random() % 3 == 0) co_await next_turn();
  }
  if (--under_way == 0) channel.close();
}

awaitable<void> consume(Channel<int>& channel, std::vector<int>& into, std::mt19937_64 random) {
  while (const std::optional<int> item = co_await channel.receive()) {
    into.push_back(*item);
    if (random() % 3 == 0) co_await next_turn();
  }
}

TEST(AsyncChannelHidden, EachItemArrivesOnceAndInOrder) {
  constexpr int kProducers = 3;
  constexpr int kItems = 200;
  auto random = parcours::rng();
  for (const std::size_t capacity : {1, 2, 7}) {
    asio::io_context loop;
    Channel<int> channel(loop.get_executor(), capacity);
    int under_way = kProducers;
    std::vector<std::vector<int>> got(3);
    for (std::vector<int>& into : got)
      asio::co_spawn(loop, consume(channel, into, std::mt19937_64(random())), asio::detached);
    for (int i = 0; i < kProducers; ++i)
      asio::co_spawn(loop, produce(channel, i, kItems, std::mt19937_64(random()), under_way), asio::detached);
    loop.poll();
    ASSERT_EQ(under_way, 0) << "producers wait for ever, with a capacity of " << capacity;
    std::vector<int> seen(kProducers * 1000);
    for (const std::vector<int>& items : got) {
      std::vector<int> last(kProducers, -1);
      for (const int item : items) {
        ++seen.at(static_cast<std::size_t>(item));
        ASSERT_LT(last.at(static_cast<std::size_t>(item / 1000)), item) << "a producer's items came in another order";
        last.at(static_cast<std::size_t>(item / 1000)) = item;
      }
    }
    for (int producer = 0; producer < kProducers; ++producer)
      for (int i = 0; i < kItems; ++i)
        ASSERT_EQ(seen.at(static_cast<std::size_t>(1000 * producer + i)), 1)
            << "item " << i << " of producer " << producer;
  }
}

TEST(AsyncChannelHidden, TheLoopIsNeverHeldUp) {
  asio::io_context loop;
  Channel<int> channel(loop.get_executor(), 1);
  std::vector<int> got;
  asio::co_spawn(loop, consume(channel, got, std::mt19937_64(1)), asio::detached);
  asio::co_spawn(
      loop,
      [](Channel<int>& to) -> awaitable<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds(150));
        co_await timer.async_wait(asio::use_awaitable);
        co_await to.send(1);
        to.close();
      }(channel),
      asio::detached);
  parcours::LoopLag lag([&](std::function<void()> probe) { asio::post(loop, std::move(probe)); });
  parcours::with_time_limit(std::chrono::seconds(5), "the receiver to get its item", [&] {
    while (got.empty() && loop.run_one() > 0) {
    }
  });
  parcours::expect_responsive(lag);
}

}  // namespace
