#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <numeric>
#include <ostream>
#include <random>

#include "parcours/linearizable.hpp"
#include "parcours/run.hpp"

namespace parcours {
namespace {

// ---- three objects and their sequential models ---------------------------------------------------------------------

constexpr int nothing = -1;

/// A register, a counter and a queue understand some of these each.
struct Op {
  enum Kind { write, read, add, push, pop } kind;
  int value = 0;
};
std::ostream& operator<<(std::ostream& out, const Op& op) {
  static const char* const names[] = {"write", "read", "add", "push", "pop"};
  out << names[op.kind] << '(';
  if (op.kind != Op::read && op.kind != Op::pop) out << op.value;
  return out << ')';
}

struct Register {
  int value = 0;
  int apply(const Op& op) {
    if (op.kind == Op::write) value = op.value;
    return value;
  }
  bool operator==(const Register&) const = default;
  [[nodiscard]] std::size_t hash() const { return std::hash<int>()(value); }
};

struct Counter {
  int value = 0;
  int apply(const Op& op) { return op.kind == Op::add ? std::exchange(value, value + op.value) : value; }
  bool operator==(const Counter&) const = default;
  [[nodiscard]] std::size_t hash() const { return std::hash<int>()(value); }
};

struct Queue {
  std::deque<int> items;
  bool waits = false;  ///< pop() on an empty queue waits for an item; else it returns nothing
  std::optional<int> apply(const Op& op) {
    if (op.kind == Op::push) {
      items.push_back(op.value);
      return 0;
    }
    if (items.empty()) return waits ? std::nullopt : std::optional<int>(nothing);
    const int item = items.front();
    items.pop_front();
    return item;
  }
  bool operator==(const Queue&) const = default;
  [[nodiscard]] std::size_t hash() const {
    return std::accumulate(items.begin(), items.end(), std::size_t{7},
                           [](std::size_t h, int i) { return h * 31 + static_cast<std::size_t>(i); });
  }
};

using Calls = std::vector<RecordedCall<Op, int>>;

RecordedCall<Op, int> call(unsigned thread, Op op, int result, std::uint64_t invoked, std::uint64_t returned) {
  return {thread, op, result, invoked, returned};
}
RecordedCall<Op, int> pending(unsigned thread, Op op, std::uint64_t invoked) {
  return {thread, op, std::nullopt, invoked, never_returned};
}

template <class Model>
bool linearizable(const Calls& calls, const Model& model) {
  const Explanation explanation = explain(calls, model);
  EXPECT_NE(explanation.verdict, Verdict::undecided);
  EXPECT_EQ(explanation.text.empty(), explanation.verdict == Verdict::linearizable);
  return explanation.verdict == Verdict::linearizable;
}

// ---- histories from textbooks --------------------------------------------------------------------------------------

TEST(Linearizable, NoCallsAreInOrder) { EXPECT_TRUE(linearizable(Calls{}, Queue{})); }

// Herlihy and Wing, "Linearizability" (1990), figure 1: (a) and (c) are, (b) and (d) are not.
TEST(Linearizable, QueueOfHerlihyAndWing) {
  constexpr int x = 1;
  constexpr int y = 2;
  EXPECT_TRUE(
      linearizable(Calls{call(0, {Op::push, x}, 0, 1, 3), call(1, {Op::push, y}, 0, 2, 4), call(1, {Op::pop}, x, 5, 7),
                         call(0, {Op::pop}, y, 6, 9), call(1, {Op::push, 3}, 0, 8, 10)},
                   Queue{}));
  EXPECT_FALSE(linearizable(
      Calls{call(0, {Op::push, x}, 0, 1, 2), call(1, {Op::push, y}, 0, 3, 5), call(0, {Op::pop}, y, 4, 6)}, Queue{}));
  EXPECT_TRUE(linearizable(Calls{call(0, {Op::push, x}, 0, 1, 4), call(1, {Op::pop}, x, 2, 3)}, Queue{}));
  EXPECT_FALSE(linearizable(Calls{call(0, {Op::push, x}, 0, 1, 3), call(1, {Op::push, y}, 0, 2, 4),
                                  call(0, {Op::pop}, y, 5, 6), call(1, {Op::pop}, y, 7, 8)},
                            Queue{}));
}

TEST(Linearizable, RegisterNeverGoesBack) {
  const auto write = call(0, {Op::write, 1}, 1, 1, 10);
  EXPECT_TRUE(linearizable(Calls{write, call(1, {Op::read}, 0, 2, 3), call(2, {Op::read}, 1, 4, 5)}, Register{}));
  EXPECT_TRUE(linearizable(Calls{write, call(1, {Op::read}, 1, 2, 5), call(2, {Op::read}, 0, 3, 4)}, Register{}));
  EXPECT_FALSE(linearizable(Calls{write, call(1, {Op::read}, 1, 2, 3), call(2, {Op::read}, 0, 4, 5)}, Register{}))
      << "new, then old";
}

TEST(Linearizable, CounterLosesNothing) {
  EXPECT_TRUE(linearizable(Calls{call(0, {Op::add, 1}, 1, 1, 3), call(1, {Op::add, 1}, 0, 2, 4)}, Counter{}));
  EXPECT_FALSE(linearizable(Calls{call(0, {Op::add, 1}, 0, 1, 3), call(1, {Op::add, 1}, 0, 2, 4)}, Counter{}));
}

// ---- calls that never returned, calls that wait --------------------------------------------------------------------

TEST(Linearizable, APendingCallMayHaveTakenEffectOrNot) {
  const auto push = pending(0, {Op::push, 1}, 1);
  EXPECT_TRUE(linearizable(Calls{push, call(1, {Op::pop}, 1, 2, 3)}, Queue{}));
  EXPECT_TRUE(linearizable(Calls{push, call(1, {Op::pop}, nothing, 2, 3)}, Queue{}));
  EXPECT_TRUE(linearizable(Calls{push, call(1, {Op::pop}, nothing, 2, 3), call(1, {Op::pop}, 1, 4, 5)}, Queue{}));
  EXPECT_FALSE(linearizable(Calls{push, call(1, {Op::pop}, 1, 2, 3), call(1, {Op::pop}, 1, 4, 5)}, Queue{})) << "twice";
  EXPECT_FALSE(linearizable(Calls{call(1, {Op::pop}, 1, 2, 3), pending(0, {Op::push, 1}, 4)}, Queue{})) << "too late";
  EXPECT_TRUE(linearizable(Calls{pending(0, {Op::pop}, 1)}, Queue{{}, true}));
}

TEST(Linearizable, ACallThatWaitsTakesEffectWhenItCan) {
  const Queue queue{{}, true};
  EXPECT_TRUE(linearizable(Calls{call(0, {Op::pop}, 5, 1, 4), call(1, {Op::push, 5}, 0, 2, 3)}, queue));
  EXPECT_FALSE(linearizable(Calls{call(0, {Op::pop}, 5, 1, 2), call(1, {Op::push, 5}, 0, 3, 4)}, queue));
}

// ---- random histories beside an oracle -----------------------------------------------------------------------------

/// Tries all orders of all choices of pending calls.
template <class Model>
bool oracle(const Calls& calls, const Model& initial) {
  std::vector<std::size_t> order(calls.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    // A pending call may be left out: every start of the order in which all that returned are placed will do.
    Model model = initial;
    std::size_t left = static_cast<std::size_t>(
        std::count_if(calls.begin(), calls.end(), [](const auto& one) { return one.result.has_value(); }));
    bool fits = true;
    for (std::size_t i = 0; i < order.size() && fits && left > 0; ++i) {
      const auto& one = calls[order[i]];
      for (std::size_t j = i + 1; j < order.size(); ++j) fits = fits && calls[order[j]].returned > one.invoked;
      std::optional<int> given = model.apply(one.operation);
      fits = fits && given && (!one.result || *given == *one.result);
      if (one.result) --left;
    }
    if (fits && left == 0) return true;
  } while (std::next_permutation(order.begin(), order.end()));
  return false;
}

/// `count` calls of three threads with random results that are often right.
template <class Draw>
Calls random_history(std::mt19937_64& random, std::size_t count, Draw draw) {
  Calls calls;
  std::uint64_t now = 0;
  std::optional<std::size_t> open[3];
  std::vector<std::uint64_t> ends;
  while (calls.size() < count) {
    const auto thread = static_cast<unsigned>(random() % 3);
    ++now;
    if (open[thread]) {
      calls[*open[thread]].returned = now;
      open[thread].reset();
    } else {
      open[thread] = calls.size();
      calls.push_back(draw(random));
      calls.back().thread = thread;
      calls.back().invoked = now;
      calls.back().returned = never_returned;
    }
  }
  for (unsigned thread = 0; thread < 3; ++thread)
    if (open[thread] && random() % 2 == 0) calls[*open[thread]].returned = ++now;
  for (auto& one : calls)
    if (one.returned == never_returned) one.result.reset();
  return calls;
}

template <class Model, class Draw>
void agrees_with_the_oracle(const Model& initial, Draw draw) {
  std::mt19937_64 random = rng();
  int linear = 0;
  constexpr int histories = 3000;
  for (int i = 0; i < histories; ++i) {
    const Calls calls = random_history(random, 1 + i % 6, draw);
    const bool expected = oracle(calls, initial);
    ASSERT_EQ(linearizable(calls, initial), expected) << "history " << i;
    linear += expected ? 1 : 0;
  }
  EXPECT_GT(linear, histories / 20);
  EXPECT_LT(linear, histories - histories / 20);
}

TEST(Linearizable, AgreesWithAllPermutationsOfQueueCalls) {
  const auto draw = [](std::mt19937_64& random) {
    const int value = static_cast<int>(random() % 2);
    if (random() % 2 == 0) return call(0, {Op::push, value}, 0, 0, 0);
    return call(0, {Op::pop}, random() % 3 == 0 ? nothing : value, 0, 0);
  };
  agrees_with_the_oracle(Queue{}, draw);
  agrees_with_the_oracle(Queue{{}, true}, draw);
}

TEST(Linearizable, AgreesWithAllPermutationsOfRegisterCalls) {
  agrees_with_the_oracle(Register{}, [](std::mt19937_64& random) {
    const int value = static_cast<int>(random() % 2);
    return random() % 2 == 0 ? call(0, {Op::write, value}, value, 0, 0) : call(0, {Op::read}, value, 0, 0);
  });
}

TEST(Linearizable, AgreesWithAllPermutationsOfCounterCalls) {
  agrees_with_the_oracle(Counter{}, [](std::mt19937_64& random) {
    const int value = static_cast<int>(random() % 4);
    return random() % 2 == 0 ? call(0, {Op::add, 1}, value, 0, 0) : call(0, {Op::read}, value, 0, 0);
  });
}

// ---- long ones -----------------------------------------------------------------------------------------------------

/// `count` pushes at the same time, then pops that return them in the reverse of the order that comes first to mind.
Calls pushed_at_once(int count, int last_popped) {
  Calls calls;
  for (int i = 0; i < count; ++i)
    calls.push_back(call(static_cast<unsigned>(i), {Op::push, i}, 0, static_cast<std::uint64_t>(i + 1),
                         static_cast<std::uint64_t>(1000 + i)));
  for (int i = 0; i < count; ++i)
    calls.push_back(call(0, {Op::pop}, i == count - 1 ? last_popped : count - 1 - i,
                         static_cast<std::uint64_t>(2000 + 2 * i), static_cast<std::uint64_t>(2001 + 2 * i)));
  return calls;
}

TEST(Linearizable, GivesUpAtItsLimitAndSaysSo) {
  const Explanation explanation = explain(pushed_at_once(12, nothing), Queue{}, 1000);
  EXPECT_EQ(explanation.verdict, Verdict::undecided);
  EXPECT_TRUE(explanation.text.empty());
  EXPECT_TRUE(detail::report(explanation, std::source_location::current())) << "it does not fail the test";
}

TEST(Linearizable, RemembersWhatItHasTried) {
  Calls calls;  // sixteen adds at once: all orders lead to the same sums, so there are 2^16 sets and not 16! orders
  for (int i = 0; i < 16; ++i)
    calls.push_back(call(static_cast<unsigned>(i), {Op::add, 1}, i == 15 ? 14 : i, 1 + static_cast<std::uint64_t>(i),
                         100 + static_cast<std::uint64_t>(i)));
  EXPECT_FALSE(linearizable(calls, Counter{}));
}

TEST(Linearizable, TakesLongHistoriesOfFewThreads) {
  Calls calls;
  for (int i = 0; i < 1000; ++i) {
    const auto now = static_cast<std::uint64_t>(4 * i);
    calls.push_back(call(0, {Op::push, i}, 0, now + 1, now + 3));
    calls.push_back(call(1, {Op::pop}, i, now + 2, now + 4));
  }
  EXPECT_TRUE(linearizable(calls, Queue{}));
  calls.push_back(call(1, {Op::pop}, 7, 5000, 5001));
  EXPECT_FALSE(linearizable(calls, Queue{}));
}

// ---- what is said --------------------------------------------------------------------------------------------------

TEST(Linearizable, DrawsTheCallsUpToTheOneThatCannotBeExplained) {
  const Calls calls{call(0, {Op::push, 1}, 0, 1, 2),   call(1, {Op::push, 2}, 0, 3, 5),
                    call(2, {Op::pop}, 1, 4, 6),       call(0, {Op::push, 3}, 0, 7, 10),
                    call(1, {Op::pop}, nothing, 8, 9), call(2, {Op::push, 4}, 0, 11, 12),
                    call(1, {Op::pop}, 2, 13, 14)};
  EXPECT_EQ(explain(calls, Queue{}).text,
            "No order of these calls explains what they returned. Time runs downwards; a call takes effect at one "
            "moment between its two lines. All but the last line can be explained.\n"
            "  thread 0    thread 1     thread 2\n"
            "  push(1)\n"
            "  returns 0\n"
            "              push(2)\n"
            "              |            pop()\n"
            "              returns 0    |\n"
            "                           returns 1\n"
            "  push(3)\n"
            "  |           pop()\n"
            "  |           returns -1\n");
}

TEST(Linearizable, LeavesOutCallsThatOnlyLook) {
  const Calls calls{call(0, {Op::write, 1}, 1, 1, 2), call(1, {Op::read}, 1, 3, 4), call(1, {Op::read}, 1, 5, 6),
                    call(1, {Op::read}, 0, 7, 8)};
  const std::string text = explain(calls, Register{}).text;
  EXPECT_EQ(text.substr(text.find("  thread")),
            "  thread 0    thread 1\n"
            "  write(1)\n"
            "  returns 1\n"
            "              read()\n"
            "              returns 0\n");
}

TEST(Linearizable, DrawsNoMoreThanTheReportHolds) {
  Calls calls;
  for (int i = 0; i < 300; ++i) {
    const auto now = static_cast<std::uint64_t>(2 * i);
    calls.push_back(call(static_cast<unsigned>(i % 3), {Op::push, i}, 0, now + 1, now + 2));
  }
  calls.push_back(call(0, {Op::pop}, 1, 1000, 1001));
  const std::string text = explain(calls, Queue{}).text;
  EXPECT_LT(text.size(), 3500U);
  EXPECT_NE(text.find("earlier lines are left out"), std::string::npos);
  EXPECT_TRUE(text.ends_with("  pop()\n  returns 1\n")) << text;
}

TEST(Linearizable, FailsTheTestWithTheDrawing) {
  static History<Op, int> history(2);
  history.record(0, {Op::push, 1}, [] { return 0; });
  history.record(1, {Op::pop}, [] { return 2; });
  EXPECT_NONFATAL_FAILURE(expect_linearizable(history, Queue{}), "              returns 2");
}

TEST(Linearizable, JudgesPartsByThemselves) {
  History<Op, int> history(1);  // a write says which register: the value's last bit
  history.record(0, {Op::write, 10}, [] { return 10; });
  history.record(0, {Op::write, 11}, [] { return 11; });
  const auto which = [](const Op& op) { return op.value % 2; };
  EXPECT_TRUE(expect_linearizable_by(which, history, Register{}));
  history.record(0, {Op::read, 0}, [] { return 10; });
  EXPECT_TRUE(expect_linearizable_by(which, history, Register{}));
  static const auto& all = history;
  EXPECT_NONFATAL_FAILURE(expect_linearizable(all, Register{}), "returns 10");
}

}  // namespace
}  // namespace parcours
