// Tiny programs that use a queue from several threads at once, for the controlled scheduler: each is played in
// thousands of orders. A scenario says who is there and what must hold in the end, whatever the order.
#include <algorithm>
#include <optional>
#include <vector>

#include "bounded_queue.hpp"
#include "parcours/scenario.hpp"

namespace {

using parcours::play;

// Both kinds of thread wait at some time or other, and every item must come out.
SCENARIO(TwoProducersTwoConsumers) {
  BoundedQueue<int> queue(1);
  std::vector<int> first;
  std::vector<int> second;
  const auto take_two = [&](std::vector<int>& into) {
    for (int i = 0; i < 2; ++i) {
      const std::optional<int> item = queue.pop();
      EXPECT_TRUE(item.has_value()) << "pop() came back with nothing, and the queue was open";
      into.push_back(*item);
    }
  };
  play({{"producer 1", [&] { EXPECT_TRUE(queue.push(1) && queue.push(2)); }},
        {"producer 2", [&] { EXPECT_TRUE(queue.push(3) && queue.push(4)); }},
        {"consumer 1", [&] { take_two(first); }},
        {"consumer 2", [&] { take_two(second); }}});
  first.insert(first.end(), second.begin(), second.end());
  std::sort(first.begin(), first.end());
  EXPECT_EQ(first, (std::vector<int>{1, 2, 3, 4})) << "what went in must come out, each item once";
}

// Two consumers sleep, two items arrive one after the other: each item is news for somebody.
SCENARIO(TwoItemsTwoConsumers) {
  BoundedQueue<int> queue(2);
  play({{"consumer 1", [&] { EXPECT_TRUE(queue.pop().has_value()); }},
        {"consumer 2", [&] { EXPECT_TRUE(queue.pop().has_value()); }},
        {"producer", [&] { EXPECT_TRUE(queue.push(1) && queue.try_push(2)); }}});
  EXPECT_EQ(queue.size(), 0U);
}

// A producer sleeps on a full queue, and room is made by a call that never waits itself.
SCENARIO(TryPopMakesRoom) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.push(1));
  play({{"producer", [&] { EXPECT_TRUE(queue.push(2)); }},
        {"consumer", [&] { EXPECT_EQ(queue.try_pop(), std::optional<int>(1)) << "nobody else takes the item"; }}});
  EXPECT_EQ(queue.try_pop(), std::optional<int>(2));
}

// Everybody who waits must notice that the queue was closed.
SCENARIO(CloseWakesEverybody) {
  BoundedQueue<int> empty(1);
  BoundedQueue<int> full(1);
  EXPECT_TRUE(full.push(0));
  play({{"consumer 1", [&] { EXPECT_FALSE(empty.pop().has_value()) << "nothing was pushed"; }},
        {"consumer 2", [&] { EXPECT_FALSE(empty.pop().has_value()) << "nothing was pushed"; }},
        {"producer", [&] { EXPECT_FALSE(full.push(1)) << "it was full until it was closed"; }},
        {"closer", [&] {
           empty.close();
           full.close();
         }}});
}

// Items in a closed queue still come out, in their order.
SCENARIO(ItemsOutliveClosing) {
  BoundedQueue<int> queue(2);
  play({{"producer",
         [&] {
           EXPECT_TRUE(queue.push(1) && queue.push(2));
           queue.close();
         }},
        {"consumer", [&] {
           EXPECT_EQ(queue.pop(), std::optional<int>(1)) << "it went in first";
           EXPECT_EQ(queue.pop(), std::optional<int>(2)) << "it went in before the queue was closed";
           EXPECT_FALSE(queue.pop().has_value()) << "closed and empty";
         }}});
}

// While somebody else is in the middle of a call, an item that is certainly there is found.
SCENARIO(OneFindsItsOwnItem) {
  BoundedQueue<int> queue(2);
  play({{"producer", [&] { EXPECT_TRUE(queue.push(1)); }},
        {"other",
         [&] {
           EXPECT_EQ(queue.pop(), std::optional<int>(1));
           EXPECT_TRUE(queue.push(2));
           EXPECT_EQ(queue.try_pop(), std::optional<int>(2)) << "the same thread has just put it in";
         }},
        {"watcher", [&] { EXPECT_LE(queue.size(), 1U) << "there is never more than one item"; }}});
}

// Whoever asks without waiting gets an answer that fits, and changes nothing for the others.
SCENARIO(SizeAndTryWhileOthersWork) {
  BoundedQueue<int> queue(1);
  play({{"producer", [&] { EXPECT_TRUE(queue.push(1)); }},
        {"consumer", [&] { EXPECT_TRUE(queue.pop().has_value()); }},
        {"other",
         [&] {
           if (!queue.try_pop().has_value()) return;
           EXPECT_TRUE(queue.push(2)) << "one that took an item gives one back";
         }},
        {"watcher", [&] { EXPECT_LE(queue.size(), 1U) << "the queue holds at most one item"; }}});
  EXPECT_FALSE(queue.try_pop().has_value()) << "as many items went out as in";
}

// Two want the last free place, one of them without waiting.
SCENARIO(OnePlaceTwoProducers) {
  BoundedQueue<int> queue(1);
  bool accepted = false;
  play({{"producer", [&] { EXPECT_TRUE(queue.push(1)); }},
        {"consumer", [&] { EXPECT_TRUE(queue.pop().has_value()); }},
        {"other", [&] { accepted = queue.try_push(2) && queue.pop().has_value(); }},
        {"watcher", [&] { EXPECT_LE(queue.size(), 1U) << "the queue holds at most one item"; }}});
  EXPECT_EQ(queue.size(), 0U) << "as many items went out as in, accepted: " << accepted;
}

}  // namespace
