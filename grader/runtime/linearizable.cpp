// Whether a history is linearizable: the search of Wing and Gong ("Testing and verifying concurrent objects", 1993),
// which places calls one after the other, with Lowe's memory ("Testing for linearizability", 2017) of which calls had
// been placed when which state was reached. The division into parts is Horn and Kroening's ("Faster linearizability
// checking via P-compositionality", 2015).
#include "parcours/linearizable.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "history_text.hpp"

namespace parcours::detail {
namespace {

/// Some calls of a history, as they stood at a moment: what returned later had not returned.
struct Part {
  std::vector<std::size_t> calls;
  std::uint64_t end = never_returned - 1;
};

class Search {
 public:
  Search(const std::vector<Interval>& all, const Part& part, ModelStack& model, std::size_t limit)
      : all_(all),
        part_(part),
        model_(model),
        limit_(limit),
        placed_((part.calls.size() + 7) / 8, '\0'),
        effects_(part.calls.size()) {
    for (const std::size_t call : part.calls) unplaced_ += returned(call) != never_returned ? 1 : 0;
  }

  Verdict run() {
    if (place_rest()) return Verdict::linearizable;
    return seen_.size() >= limit_ ? Verdict::undecided : Verdict::not_linearizable;
  }

  /// Whether call `i` of the part left the state as it was wherever the search placed it.
  [[nodiscard]] bool only_looks(std::size_t i) const { return effects_[i] == Effect::none; }

 private:
  enum class Effect : char { unknown, none, some };

  [[nodiscard]] std::uint64_t returned(std::size_t call) const {
    return all_[call].returned <= part_.end ? all_[call].returned : never_returned;
  }
  [[nodiscard]] bool is_placed(std::size_t i) const { return (placed_[i / 8] >> i % 8 & 1) != 0; }
  void flip(std::size_t i) { placed_[i / 8] = static_cast<char>(placed_[i / 8] ^ 1 << i % 8); }

  /// Whether this set of placed calls with this state is new.
  bool is_new() {
    std::string key = placed_;
    const std::size_t state = model_.top();
    key.append(reinterpret_cast<const char*>(&state), sizeof state);
    return seen_.insert(std::move(key)).second;
  }

  /// Whether the calls that are not placed can follow the placed ones. The next may be any that began before the first
  /// of them returned.
  bool place_rest() {
    if (unplaced_ == 0) return true;
    std::uint64_t first_return = never_returned;
    for (std::size_t i = 0; i < part_.calls.size(); ++i)
      if (!is_placed(i)) first_return = std::min(first_return, returned(part_.calls[i]));
    const std::size_t state = model_.top();
    for (std::size_t i = 0; i < part_.calls.size(); ++i) {
      const std::size_t call = part_.calls[i];
      if (is_placed(i) || all_[call].invoked > first_return || !model_.push(call)) continue;
      effects_[i] = std::max(effects_[i], model_.top() == state ? Effect::none : Effect::some);
      const std::size_t counts = returned(call) != never_returned ? 1 : 0;
      flip(i);
      unplaced_ -= counts;
      const bool found = is_new() && place_rest();
      unplaced_ += counts;
      flip(i);
      model_.pop();
      if (found) return true;
      if (seen_.size() >= limit_) return false;
    }
    return false;
  }

  const std::vector<Interval>& all_;
  const Part& part_;
  ModelStack& model_;
  std::size_t limit_;
  std::string placed_;        // a bit for each call of the part
  std::size_t unplaced_ = 0;  // of those that returned
  std::vector<Effect> effects_;
  std::unordered_set<std::string> seen_;
};

/// Looks for the smallest part of a history that cannot be ordered by itself.
class Reduction {
 public:
  Reduction(const std::vector<Interval>& all, ModelStack& model, std::size_t limit)
      : all_(all), model_(model), limit_(limit) {}

  [[nodiscard]] Verdict verdict(const Part& part) { return Search(all_, part, model_, limit_).run(); }

  /// `whole` cannot be ordered. Leaves out what came later, and calls that only look. No others: without a push, a pop
  /// would seem to be wrong.
  [[nodiscard]] Part smallest(const Part& whole) {
    Part part = shortest_start(whole);
    if (part.calls.size() > most_reduced) return part;
    Search search(all_, part, model_, limit_);
    (void)search.run();
    std::vector<std::size_t> looks;
    for (std::size_t i = 0; i < part.calls.size(); ++i)
      if (search.only_looks(i)) looks.push_back(part.calls[i]);
    for (const std::size_t call : looks) {
      Part less = part;
      std::erase(less.calls, call);
      if (verdict(less) != Verdict::not_linearizable) continue;
      const Part before_last_return{less.calls, less.end - 1};
      if (verdict(before_last_return) == Verdict::linearizable) part = less;
    }
    return part;
  }

 private:
  /// Up to the first return that no order explains: if a start cannot be ordered, a longer one cannot either.
  [[nodiscard]] Part shortest_start(const Part& whole) {
    std::vector<std::uint64_t> ends;
    for (const std::size_t call : whole.calls)
      if (all_[call].returned <= whole.end) ends.push_back(all_[call].returned);
    std::sort(ends.begin(), ends.end());
    std::size_t low = 0;
    std::size_t high = ends.size() - 1;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (verdict(start(whole, ends[middle])) == Verdict::not_linearizable)
        high = middle;
      else
        low = middle + 1;
    }
    return start(whole, ends[high]);
  }

  [[nodiscard]] Part start(const Part& whole, std::uint64_t end) const {
    Part part{{}, end};
    for (const std::size_t call : whole.calls)
      if (all_[call].invoked < end) part.calls.push_back(call);
    return part;
  }

  /// A drawing of so many is cut off anyway, and each one left out costs a search.
  static constexpr std::size_t most_reduced = 60;

  const std::vector<Interval>& all_;
  ModelStack& model_;
  std::size_t limit_;
};

}  // namespace

std::size_t ModelStack::top() {
  std::vector<std::size_t>& same_hash = numbers_[hash_of_top()];
  for (const std::size_t number : same_hash)
    if (top_is(number)) return number;
  keep_top();
  same_hash.push_back(kept_);
  return kept_++;
}

Explanation explain(const std::vector<Interval>& calls, ModelStack& model, std::size_t limit) {
  Part whole;
  whole.calls.resize(calls.size());
  std::iota(whole.calls.begin(), whole.calls.end(), std::size_t{0});
  // Those that returned early were probably early in the order too.
  std::sort(whole.calls.begin(), whole.calls.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(calls[a].returned, calls[a].invoked) < std::pair(calls[b].returned, calls[b].invoked);
  });
  Reduction reduction(calls, model, limit);
  Explanation explanation{reduction.verdict(whole), ""};
  if (explanation.verdict != Verdict::not_linearizable) return explanation;
  const Part part = reduction.smallest(whole);
  explanation.text =
      "No order of these calls explains what they returned. Time runs downwards; a call takes effect at one moment "
      "between its two lines. All but the last line can be explained.\n" +
      draw(calls, part.calls, part.end, model);
  return explanation;
}

bool report(const Explanation& explanation, const std::source_location& where) {
  if (explanation.verdict != Verdict::not_linearizable) return true;
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line())) << explanation.text;
  return false;
}

}  // namespace parcours::detail
