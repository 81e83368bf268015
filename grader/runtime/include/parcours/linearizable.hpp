#pragma once
// Can a history be explained by calls that take effect one after the other? A history is linearizable if each call can
// be given one moment between its beginning and its end so that a sequential model, called in the order of these
// moments, returns what was recorded. A call that never returned may have taken effect at any moment, or not at all.
//
// A model is a value:
//   struct Counter {
//     int value = 0;
//     int apply(const Add& add) { return value += add.amount; }  // or std::optional<Result>: empty where it would wait
//     bool operator==(const Counter&) const = default;
//     std::size_t hash() const { return std::hash<int>()(value); }
//   };
// It must be deterministic. Equal models must behave alike and have equal hashes.
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <source_location>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parcours/history.hpp"

namespace parcours {

enum class Verdict { linearizable, not_linearizable, undecided };

struct Explanation {
  Verdict verdict = Verdict::linearizable;
  std::string text;  ///< not linearizable: a drawing of the calls that contradict each other
};

/// How many pairs of calls placed and state reached the search may visit before it gives up as undecided.
inline constexpr std::size_t default_search_limit = 200'000;

namespace detail {

struct Interval {
  unsigned thread;
  std::uint64_t invoked;
  std::uint64_t returned;  ///< or never_returned
};

/// The model as the search sees it: a stack of states, the initial one at the bottom. As little as possible depends on
/// the model's type: templates cost time in every build of a submission.
class ModelStack {
 public:
  virtual ~ModelStack() = default;
  /// Makes call `call` on a copy of the top. False, and nothing changes, if it does not give what was recorded.
  virtual bool push(std::size_t call) = 0;
  virtual void pop() = 0;
  /// The number of the state on top: equal numbers for equal states.
  [[nodiscard]] std::size_t top();
  [[nodiscard]] virtual std::string operation(std::size_t call) const = 0;
  [[nodiscard]] virtual std::string result(std::size_t call) const = 0;

 private:
  [[nodiscard]] virtual std::size_t hash_of_top() const = 0;
  [[nodiscard]] virtual bool top_is(std::size_t number) const = 0;
  virtual void keep_top() = 0;  ///< as the state of the next number

  std::unordered_map<std::size_t, std::vector<std::size_t>> numbers_;  ///< by hash
  std::size_t kept_ = 0;
};

[[nodiscard]] Explanation explain(const std::vector<Interval>& calls, ModelStack& model, std::size_t limit);

/// Fails the test, at `where`, if `explanation` says so; true if not.
bool report(const Explanation& explanation, const std::source_location& where);

template <class Operation, class Result, class Model>
class ModelStackOf final : public ModelStack {
 public:
  ModelStackOf(const std::vector<RecordedCall<Operation, Result>>& calls, const Model& initial)
      : calls_(calls), states_{initial} {}

  bool push(std::size_t call) override {
    Model next = states_.back();
    if (!fits(next.apply(calls_[call].operation), calls_[call].result)) return false;
    states_.push_back(std::move(next));
    return true;
  }
  void pop() override { states_.pop_back(); }
  std::string operation(std::size_t call) const override { return testing::PrintToString(calls_[call].operation); }
  std::string result(std::size_t call) const override { return testing::PrintToString(*calls_[call].result); }

 private:
  std::size_t hash_of_top() const override { return states_.back().hash(); }
  bool top_is(std::size_t number) const override { return states_.back() == kept_[number]; }
  void keep_top() override { kept_.push_back(states_.back()); }

  template <class Given>
  static bool fits(const Given& given, const std::optional<Result>& recorded) {
    if constexpr (std::is_same_v<Given, std::optional<Result>>)
      return given && (!recorded || *given == *recorded);
    else
      return !recorded || given == *recorded;
  }

  const std::vector<RecordedCall<Operation, Result>>& calls_;
  std::vector<Model> states_;
  std::vector<Model> kept_;
};

}  // namespace detail

/// Searches for an order. `limit`: see default_search_limit; an undecided history may be linearizable or not.
template <class Operation, class Result, class Model>
[[nodiscard]] Explanation explain(const std::vector<RecordedCall<Operation, Result>>& calls, const Model& initial,
                                  std::size_t limit = default_search_limit) {
  std::vector<detail::Interval> intervals;
  for (const auto& call : calls) intervals.push_back({call.thread, call.invoked, call.returned});
  detail::ModelStackOf<Operation, Result, Model> model(calls, initial);
  return detail::explain(intervals, model, limit);
}

/// Fails the test, with a drawing, if the history is not linearizable, and returns whether it did not fail it; an
/// undecided history does not. Operations and results are drawn by GoogleTest: give them an operator<<.
template <class Operation, class Result, class Model>
bool expect_linearizable(const History<Operation, Result>& history, const Model& initial,
                         std::size_t limit = default_search_limit,
                         const std::source_location& where = std::source_location::current()) {
  return detail::report(explain(history.calls(), initial, limit), where);
}

/// The same for objects made of independent parts, such as the keys of a map: the calls with equal `key(operation)` are
/// judged by themselves, each part beginning at `initial`. A history is linearizable if and only if all its parts are,
/// and short ones are judged much faster.
template <class Operation, class Result, class Model, class Key>
bool expect_linearizable_by(Key key, const History<Operation, Result>& history, const Model& initial,
                            std::size_t limit = default_search_limit,
                            const std::source_location& where = std::source_location::current()) {
  std::map<std::decay_t<decltype(key(std::declval<const Operation&>()))>, std::vector<RecordedCall<Operation, Result>>>
      parts;
  for (auto& call : history.calls()) parts[key(call.operation)].push_back(std::move(call));
  for (const auto& [name, calls] : parts)
    if (!detail::report(explain(calls, initial, limit), where)) return false;
  return true;
}

}  // namespace parcours
