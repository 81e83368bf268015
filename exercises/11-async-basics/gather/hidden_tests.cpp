// Compiled after tests.cpp, in the same file.
namespace {

class OnlyMovable {
 public:
  explicit OnlyMovable(int number) : number_(std::make_unique<int>(number)) {}
  [[nodiscard]] int number() const { return *number_; }

 private:
  std::unique_ptr<int> number_;
};

awaitable<OnlyMovable> made(int number) {
  co_await next_turn();
  co_return OnlyMovable(number);
}

TEST(GatherHidden, ResultsMayBeMovableOnly) {
  asio::io_context loop;
  const auto got = run(loop, gather(list(made(1), made(2))));
  ASSERT_TRUE(got.result) << got.message();
  ASSERT_EQ(got.result->size(), 2U);
  EXPECT_EQ(got.result->at(0).number(), 1);
  EXPECT_EQ(got.result->at(1).number(), 2);
}

awaitable<int> counts_turns(int turns) {
  for (int i = 0; i < turns; ++i) co_await next_turn();
  co_return turns;
}

TEST(GatherHidden, ManyTasks) {
  asio::io_context loop;
  constexpr int kTasks = 500;
  std::vector<awaitable<int>> tasks;
  for (int i = 0; i < kTasks; ++i) tasks.push_back(counts_turns((i * 7) % 11));
  const auto got = run(loop, gather(std::move(tasks)));
  ASSERT_TRUE(got.result) << got.message();
  ASSERT_EQ(got.result->size(), kTasks);
  for (int i = 0; i < kTasks; ++i) ASSERT_EQ(got.result->at(static_cast<std::size_t>(i)), (i * 7) % 11);
}

// Starts a task that is told to stop after three turns.
template <class T>
Ended<T> run_and_cancel(asio::io_context& loop, awaitable<T> task, const Count& count) {
  Ended<T> ended;
  bool over = false;
  asio::cancellation_signal cancel;
  asio::co_spawn(loop, keep(std::move(task), ended, over, count),
                 asio::bind_cancellation_slot(cancel.slot(), asio::detached));
  for (int i = 0; i < 3; ++i) loop.poll_one();
  asio::post(loop, [&] { cancel.emit(asio::cancellation_type::terminal); });
  play(loop, over, Passes::no_time);
  return ended;
}

TEST(GatherHidden, CancelledFromOutsideItCancelsItsTasks) {
  asio::io_context loop;
  Count count;
  const auto got = run_and_cancel(loop, gather(list(wait_for_ever(loop, count), puts_away(loop, count))), count);
  EXPECT_EQ(got.then.ended, 2) << "who cancels the call cancels its tasks, and the call ends after them";
  EXPECT_FALSE(got.result);
  EXPECT_FALSE(got.timed_out()) << "nobody's time was up";
}

awaitable<int> size_of(awaitable<std::vector<int>> task) {
  const std::vector<int> values = co_await std::move(task);
  co_return static_cast<int>(values.size());
}

TEST(GatherHidden, OneWithinAnother) {
  asio::io_context loop;
  Count count;
  const auto got =
      run(loop,
          gather(list(size_of(gather(list(wait_for_ever(loop, count), wait_for_ever(loop, count)))),
                      size_of(gather_within(hours(1), list(wait_for_ever(loop, count)))), fails_next_turn("outside"))),
          count);
  EXPECT_EQ(got.message(), "outside");
  EXPECT_EQ(got.then.begun, 3);
  EXPECT_EQ(got.then.ended, 3) << "a cancelled gather cancels its own tasks and waits for them";
}

TEST(GatherHidden, AfterwardsTheCallerCanWaitAsBefore) {
  asio::io_context loop;
  Count count;
  const auto twice = [&]() -> awaitable<int> {
    const std::vector<int> first = co_await gather(list(counts_turns(2), counts_turns(1)));
    bool failed = false;
    try {
      (void)co_await gather(list(wait_for_ever(loop, count), fails_next_turn("broken")));
    } catch (const std::runtime_error&) {
      failed = true;
    }
    const std::vector<int> last = co_await gather_within(hours(1), list(counts_turns(3)));
    co_return failed ? first.at(0) + first.at(1) + last.at(0) : -1;
  };
  const auto got = run(loop, twice());
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_EQ(*got.result, 6);
}

TEST(GatherHidden, TheLoopIsNeverHeldUp) {
  asio::io_context loop;
  Event event(loop);
  const auto timed = [&]() -> awaitable<int> {
    asio::steady_timer timer(loop, milliseconds(150));
    co_await timer.async_wait(use_awaitable);
    event.happen();
    co_return 1;
  };
  parcours::LoopLag lag([&](std::function<void()> probe) { asio::post(loop, std::move(probe)); });
  Ended<std::vector<int>> ended;
  bool over = false;
  const Count none;
  asio::co_spawn(loop, keep(gather(list(timed(), value_after(event, 2))), ended, over, none), asio::detached);
  play(loop, over, Passes::time);
  parcours::expect_responsive(lag);
}

}  // namespace
