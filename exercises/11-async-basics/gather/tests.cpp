#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gather.hpp"
#include "parcours/loop_lag.hpp"
#include "parcours/test.hpp"

namespace {

using asio::awaitable;
using asio::use_awaitable;
using std::chrono::hours;
using std::chrono::milliseconds;

// How many tasks have begun, and how many have ended, in whatever way.
struct Count {
  int begun = 0;
  int ended = 0;
};
// What a coroutine came to.
template <class T>
struct Ended {
  std::optional<T> result;
  std::exception_ptr error;
  Count then;  // of its tasks, when it was over

  // What the error says; empty: there is none.
  [[nodiscard]] std::string message() const {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      return thrown.what();
    }
    return "";
  }
  [[nodiscard]] bool timed_out() const {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const TimedOut&) {
      return true;
    } catch (...) {
    }
    return false;
  }
};

template <class T>
awaitable<void> keep(awaitable<T> task, Ended<T>& ended, bool& over, const Count& count) {
  try {
    ended.result.emplace(co_await std::move(task));
  } catch (...) {
    ended.error = std::current_exception();
  }
  ended.then = count;
  over = true;
}

// Whether time must pass until the call is over. Else a loop in which nothing is ready is one that stands still for
// good.
enum class Passes { no_time, time };

void play(asio::io_context& loop, const bool& over, Passes passes) {
  parcours::with_time_limit(std::chrono::seconds(5), "the call to end", [&] {
    while (!over && (passes == Passes::time ? loop.run_one() : loop.poll_one()) > 0) {
    }
  });
  EXPECT_TRUE(over) << "the call waits for ever: nothing in the loop will wake it";
}

// Runs it to its end, and expects that the loop has nothing left to wait for then.
template <class T>
Ended<T> run(asio::io_context& loop, awaitable<T> task, const Count& count = {}, Passes passes = Passes::no_time) {
  Ended<T> ended;
  bool over = false;
  asio::co_spawn(loop, keep(std::move(task), ended, over, count), asio::detached);
  play(loop, over, passes);
  loop.poll();
  EXPECT_TRUE(!over || loop.stopped()) << "the call is over, but something of it is left in the loop: a timer, a task?";
  return ended;
}

// Coroutines wait for it until somebody says that it has happened, or until they are cancelled.
class Event {
 public:
  explicit Event(asio::io_context& loop) : timer_(loop, asio::steady_timer::time_point::max()) {}
  void happen() {
    happened_ = true;
    timer_.cancel();
  }
  awaitable<void> wait() {
    asio::error_code woken;
    if (!happened_) co_await timer_.async_wait(asio::redirect_error(use_awaitable, woken));
    if (!happened_) throw asio::system_error(asio::error::operation_aborted);
  }

 private:
  asio::steady_timer timer_;
  bool happened_ = false;
};

class Counted {
 public:
  explicit Counted(Count& count) : count_(count) { ++count_.begun; }
  ~Counted() { ++count_.ended; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  Count& count_;
};

awaitable<int> value(int number) { co_return number; }

awaitable<int> value_after(Event& event, int number) {
  co_await event.wait();
  co_return number;
}

awaitable<int> failure(std::string what) {
  throw std::runtime_error(what);
  co_return 0;
}

awaitable<int> failure_after(Event& event, std::string what) {
  co_await event.wait();
  throw std::runtime_error(what);
}

// Waits for something that never happens: ends only when it is cancelled.
awaitable<int> wait_for_ever(asio::io_context& loop, Count& count) {
  const Counted counted(count);
  Event never(loop);
  co_await never.wait();
  co_return 0;
}

awaitable<void> next_turn() { co_await asio::post(co_await asio::this_coro::executor, use_awaitable); }

template <class T, class... Tasks>
std::vector<awaitable<T>> list(awaitable<T> first, Tasks... others) {
  std::vector<awaitable<T>> tasks;
  tasks.push_back(std::move(first));
  (tasks.push_back(std::move(others)), ...);
  return tasks;
}

// ---- results -------------------------------------------------------------------------------------------------------

TEST(Gather, ReturnsWhatTheTasksReturn) {
  asio::io_context loop;
  const auto got = run(loop, gather(list(value(1), value(2), value(3))));
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_EQ(*got.result, (std::vector<int>{1, 2, 3}));
}

TEST(Gather, NothingIsDoneAtOnce) {
  asio::io_context loop;
  const auto got = run(loop, gather(std::vector<awaitable<int>>()));
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_TRUE(got.result->empty());
}

awaitable<int> ends_after_the_next(Event& own, Event& before, int number) {
  co_await own.wait();
  before.happen();
  co_return number;
}

TEST(Gather, ResultsAreInTheOrderOfTheTasks) {
  asio::io_context loop;
  Event first(loop);
  Event second(loop);
  Event third(loop);
  Event nobody(loop);
  third.happen();
  const auto got = run(loop, gather(list(ends_after_the_next(first, nobody, 1), ends_after_the_next(second, first, 2),
                                         ends_after_the_next(third, second, 3))));
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_EQ(*got.result, (std::vector<int>{1, 2, 3})) << "the third task ended first, the first one last";
}

awaitable<int> waits_for_all(int number, int& begun, int all, Event& all_have_begun) {
  if (++begun == all) all_have_begun.happen();
  co_await all_have_begun.wait();
  co_return number;
}

TEST(Gather, AllAreUnderWayAtOnce) {
  asio::io_context loop;
  Event all_have_begun(loop);
  int begun = 0;
  std::vector<awaitable<int>> tasks;
  for (int i = 0; i < 5; ++i) tasks.push_back(waits_for_all(i, begun, 5, all_have_begun));
  const auto got = run(loop, gather(std::move(tasks)));
  EXPECT_EQ(begun, 5) << "each task waited until all five had begun";
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_EQ(*got.result, (std::vector<int>{0, 1, 2, 3, 4}));
}

// ---- errors --------------------------------------------------------------------------------------------------------

TEST(Gather, AnErrorComesOut) {
  asio::io_context loop;
  Event event(loop);
  event.happen();
  EXPECT_EQ(run(loop, gather(list(value(1), failure_after(event, "no such page")))).message(), "no such page");
  asio::io_context other;
  EXPECT_EQ(run(other, gather(list(failure("at once")))).message(), "at once");
}

awaitable<int> fails_next_turn(std::string what) {
  co_await next_turn();
  throw std::runtime_error(what);
}

TEST(Gather, AnErrorCancelsTheOthers) {
  asio::io_context loop;
  Count count;
  const auto got =
      run(loop, gather(list(wait_for_ever(loop, count), fails_next_turn("broken"), wait_for_ever(loop, count))), count);
  EXPECT_EQ(got.message(), "broken");
  EXPECT_EQ(got.then.ended, got.then.begun) << "when the error comes out, every task has ended";
}

// Told to stop, it still has something to put away.
awaitable<int> puts_away(asio::io_context& loop, Count& count) {
  const Counted counted(count);
  Event never(loop);
  try {
    co_await never.wait();
  } catch (const asio::system_error&) {
  }
  co_await asio::this_coro::reset_cancellation_state();
  for (int i = 0; i < 3; ++i) co_await next_turn();
  throw std::runtime_error("while putting away");
}

TEST(Gather, ThoseThatAreCancelledAreWaitedFor) {
  asio::io_context loop;
  Count count;
  const auto got = run(loop, gather(list(puts_away(loop, count), fails_next_turn("the first"))), count);
  EXPECT_EQ(got.then.ended, 1) << "the error came out while a task was still putting things away";
  EXPECT_EQ(got.message(), "the first") << "of several errors the first one counts";
}

// ---- time limits ---------------------------------------------------------------------------------------------------

TEST(GatherWithin, InTimeTheLimitMakesNoDifference) {
  asio::io_context loop;
  const auto got = run(loop, gather_within(hours(1), list(value(4), value(5))));
  ASSERT_TRUE(got.result) << got.message();
  EXPECT_EQ(*got.result, (std::vector<int>{4, 5}));
  asio::io_context other;
  EXPECT_EQ(run(other, gather_within(hours(1), list(fails_next_turn("not the time")))).message(), "not the time");
}

TEST(GatherWithin, LateTasksAreCancelled) {
  asio::io_context loop;
  Count count;
  const auto got =
      run(loop, gather_within(milliseconds(5), list(value(1), wait_for_ever(loop, count), wait_for_ever(loop, count))),
          count, Passes::time);
  EXPECT_TRUE(got.timed_out()) << got.message();
  EXPECT_EQ(got.then.begun, 2);
  EXPECT_EQ(got.then.ended, 2) << "when TimedOut comes out, every task has ended";
}

TEST(GatherWithin, LateTasksAreWaitedFor) {
  asio::io_context loop;
  Count count;
  const auto got = run(loop, gather_within(milliseconds(5), list(puts_away(loop, count))), count, Passes::time);
  EXPECT_EQ(got.then.ended, 1) << "TimedOut came out while a task was still putting things away";
  EXPECT_TRUE(got.timed_out()) << got.message();
}

}  // namespace
