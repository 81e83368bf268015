#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "async_channel.hpp"
#include "parcours/loop_lag.hpp"
#include "parcours/test.hpp"

namespace {

using asio::awaitable;
using std::chrono::milliseconds;

awaitable<void> next_turn() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

// One call that runs on its own, and how it ended.
struct Call {
  bool over = false;
  bool closed = false;      // it threw Closed
  std::string error;        // another exception
  std::optional<int> item;  // of a receive
  asio::cancellation_signal cancel;

  [[nodiscard]] bool well() const { return over && !closed && error.empty(); }
};

// A loop whose waiting coroutines can be put away before it is.
struct Loop : asio::io_context {
  using asio::execution_context::shutdown;
};

// A loop, channels, and calls in it. Nothing here takes time: when the loop has nothing ready, it stands still for
// good.
class Calls {
 public:
  Loop loop;

  Calls() = default;
  // In this order: who still waits for a channel looks at it for a last time.
  ~Calls() {
    loop.shutdown();
    channels_.clear();
  }
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  // Lives as long as this.
  Channel<int>& channel(std::size_t capacity) { return channels_.emplace_back(loop.get_executor(), capacity); }

  Call& send(Channel<int>& channel, int item) {
    Call& call = calls_.emplace_back();
    start(call, [](Channel<int>& to, int number, Call&) -> awaitable<void> {
      co_await to.send(number);
    }(channel, item, call));
    return call;
  }
  Call& receive(Channel<int>& channel) {
    Call& call = calls_.emplace_back();
    start(call,
          [](Channel<int>& from, Call& own) -> awaitable<void> { own.item = co_await from.receive(); }(channel, call));
    return call;
  }
  // In one turn of the loop, so that nobody gets a turn in between.
  void at_once(std::function<void()> action) {
    asio::post(loop, std::move(action));
    settle();
  }
  // Until nobody can go on. A call that blocks the thread is found by the grader.
  void settle() {
    loop.restart();
    loop.poll();
  }

 private:
  void start(Call& call, awaitable<void> body) {
    asio::co_spawn(loop, std::move(body),
                   asio::bind_cancellation_slot(call.cancel.slot(), [&call](const std::exception_ptr& thrown) {
                     call.over = true;
                     try {
                       if (thrown) std::rethrow_exception(thrown);
                     } catch (const Closed&) {
                       call.closed = true;
                     } catch (const std::exception& error) {
                       call.error = error.what();
                     }
                   }));
  }

  std::deque<Call> calls_;
  std::deque<Channel<int>> channels_;
};

void cancel(Call& call) { call.cancel.emit(asio::cancellation_type::terminal); }

// What can be received without waiting, from first to last.
std::vector<int> left_in(Calls& calls, Channel<int>& channel) {
  std::vector<int> items;
  for (;;) {
    Call& call = calls.receive(channel);
    calls.settle();
    if (!call.over) cancel(call);
    calls.settle();
    if (!call.item) return items;
    items.push_back(*call.item);
  }
}

// ---- items ---------------------------------------------------------------------------------------------------------

TEST(AsyncChannel, ItemsComeOutInTheOrderInWhichTheyWentIn) {
  Calls calls;
  Channel<int>& channel = calls.channel(3);
  for (int i = 1; i <= 3; ++i) {
    Call& sent = calls.send(channel, i);
    calls.settle();
    ASSERT_TRUE(sent.well()) << "there was room for item " << i;
    EXPECT_EQ(channel.size(), static_cast<std::size_t>(i));
  }
  for (int i = 1; i <= 3; ++i) {
    Call& got = calls.receive(channel);
    calls.settle();
    ASSERT_TRUE(got.well()) << "item " << i << " was there";
    EXPECT_EQ(got.item, i);
  }
  EXPECT_EQ(channel.size(), 0U);
}

TEST(AsyncChannel, AReceiverWaitsForAnItem) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  Call& got = calls.receive(channel);
  calls.settle();
  EXPECT_FALSE(got.over) << "nothing had been sent";
  Call& sent = calls.send(channel, 7);
  calls.settle();
  EXPECT_TRUE(sent.well());
  ASSERT_TRUE(got.well()) << "the item had come, and the receiver went on waiting";
  EXPECT_EQ(got.item, 7);
  EXPECT_EQ(channel.size(), 0U);
}

TEST(AsyncChannel, ASenderWaitsForRoom) {
  Calls calls;
  Channel<int>& channel = calls.channel(2);
  calls.send(channel, 1);
  calls.send(channel, 2);
  Call& third = calls.send(channel, 3);
  calls.settle();
  EXPECT_FALSE(third.over) << "the channel was full";
  EXPECT_EQ(channel.size(), 2U) << "it holds 2 items at most";
  Call& got = calls.receive(channel);
  calls.settle();
  EXPECT_EQ(got.item, 1);
  EXPECT_TRUE(third.well()) << "there was room, and the sender went on waiting";
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{2, 3}));
}

TEST(AsyncChannel, WaitingSendersAreNotOvertaken) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  for (int i = 1; i <= 3; ++i) calls.send(channel, i);
  calls.settle();
  calls.at_once([&] {
    calls.receive(channel);  // makes room, which belongs to the sender of 2
    calls.send(channel, 4);
  });
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{2, 3, 4}));
}

TEST(AsyncChannel, WaitingReceiversAreServedInTurn) {
  Calls calls;
  Channel<int>& channel = calls.channel(2);
  Call& first = calls.receive(channel);
  Call& second = calls.receive(channel);
  calls.settle();
  Call* late = nullptr;
  calls.at_once([&] {
    calls.send(channel, 1);
    calls.send(channel, 2);
    late = &calls.receive(channel);
  });
  EXPECT_EQ(first.item, 1) << "who has waited longest gets the next item";
  EXPECT_EQ(second.item, 2);
  EXPECT_FALSE(late->over);
  cancel(*late);
  calls.settle();
}

// ---- closing -------------------------------------------------------------------------------------------------------

TEST(AsyncChannel, WhatIsInAClosedChannelCanStillBeReceived) {
  Calls calls;
  Channel<int>& channel = calls.channel(2);
  calls.send(channel, 1);
  calls.send(channel, 2);
  calls.settle();
  channel.close();
  channel.close();
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{1, 2}));
  Call& after = calls.receive(channel);
  Call& sent = calls.send(channel, 3);
  calls.settle();
  EXPECT_TRUE(after.well()) << "closed and empty: receive returns at once";
  EXPECT_EQ(after.item, std::nullopt);
  EXPECT_TRUE(sent.closed) << "nothing can be sent into a closed channel";
}

TEST(AsyncChannel, ClosingWakesAllReceivers) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  Call& one = calls.receive(channel);
  Call& two = calls.receive(channel);
  calls.settle();
  calls.at_once([&] { channel.close(); });
  EXPECT_TRUE(one.well()) << "the first receiver goes on waiting";
  EXPECT_TRUE(two.well()) << "the second receiver goes on waiting";
  EXPECT_EQ(one.item, std::nullopt);
}

TEST(AsyncChannel, ClosingRefusesAllWaitingSenders) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  calls.send(channel, 1);
  Call& two = calls.send(channel, 2);
  Call& three = calls.send(channel, 3);
  calls.settle();
  calls.at_once([&] { channel.close(); });
  EXPECT_TRUE(two.closed) << "the first sender that waited should get Closed";
  EXPECT_TRUE(three.closed) << "the second one, too";
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{1})) << "what was refused is not in the channel";
}

// ---- cancelling ----------------------------------------------------------------------------------------------------

TEST(AsyncChannel, ACancelledReceiverTakesNothing) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  Call& gone = calls.receive(channel);
  calls.settle();
  calls.at_once([&] { cancel(gone); });
  EXPECT_TRUE(gone.over) << "a cancelled receiver goes on waiting";
  EXPECT_FALSE(gone.error.empty()) << "it should throw what a cancelled wait throws";
  Call& sent = calls.send(channel, 1);
  calls.settle();
  EXPECT_TRUE(sent.well());
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{1})) << "the item went to a receiver that was no longer there";
}

TEST(AsyncChannel, ACancelledSenderSendsNothing) {
  Calls calls;
  Channel<int>& channel = calls.channel(1);
  calls.send(channel, 1);
  Call& gone = calls.send(channel, 2);
  Call& waits = calls.send(channel, 3);
  calls.settle();
  calls.at_once([&] { cancel(gone); });
  EXPECT_TRUE(gone.over) << "a cancelled sender goes on waiting";
  EXPECT_FALSE(gone.error.empty());
  EXPECT_EQ(left_in(calls, channel), (std::vector<int>{1, 3}));
  EXPECT_TRUE(waits.well());
}

}  // namespace
