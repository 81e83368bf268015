#include "controlled/strategy.hpp"

#include <algorithm>

namespace parcours::controlled {

Spices Spices::of(Random& random) {
  Spices spices;
  constexpr unsigned stale[] = {0, 2, 4, 16};
  constexpr unsigned spurious[] = {0, 0, 4, 16};
  constexpr unsigned timer[] = {0, 8, 32, 128};
  spices.stale_load = stale[random.below(std::size(stale))];
  spices.spurious = spurious[random.below(std::size(spurious))];
  spices.timer = timer[random.below(std::size(timer))];
  spices.reuse = random.one_in(2) ? 1 : 0;
  return spices;
}

RandomWalk::RandomWalk(std::uint64_t seed) : random_(seed), spices_(Spices::of(random_)) {
  constexpr unsigned stay[] = {1, 1, 2, 4, 8};
  stay_ = stay[random_.below(std::size(stay))];
}

std::size_t RandomWalk::choose_other(const Question& question) {
  const std::size_t count = question.options.size();
  const auto now_and_then = [&](unsigned one_in) -> std::size_t {
    return one_in != 0 && random_.one_in(one_in) ? 1 : 0;
  };
  switch (question.kind) {
    case DecisionKind::load:
      return now_and_then(spices_.stale_load) == 0 ? 0 : 1 + random_.below(count - 1);
    case DecisionKind::spurious:
      return now_and_then(spices_.spurious);
    case DecisionKind::timer:
      return now_and_then(spices_.timer);
    case DecisionKind::reuse:
      return now_and_then(spices_.reuse);
    default:
      return random_.below(count);
  }
}

std::size_t RandomWalk::choose(const Question& question) {
  if (question.kind != DecisionKind::thread) return choose_other(question);
  if (question.preempts && stay_ > 1 && !random_.one_in(stay_)) return 0;
  return random_.below(question.options.size());
}

PriorityChange::PriorityChange(std::uint64_t seed, int depth, std::uint32_t points) : RandomWalk(seed) {
  for (std::int64_t& priority : priorities_) priority = static_cast<std::int64_t>(random_.next() >> 2);
  for (int i = 1; i < depth; ++i) changes_.push_back(static_cast<std::uint32_t>(random_.below(std::max(points, 2U))));
  std::sort(changes_.rbegin(), changes_.rend());
}

std::size_t PriorityChange::choose(const Question& question) {
  if (question.kind != DecisionKind::thread) return choose_other(question);
  const std::uint32_t point = point_++;
  while (!changes_.empty() && changes_.back() <= point) {
    priorities_[static_cast<std::size_t>(question.options[0])] = --lowest_;
    changes_.pop_back();
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < question.options.size(); ++i)
    if (priorities_[static_cast<std::size_t>(question.options[i])] >
        priorities_[static_cast<std::size_t>(question.options[best])])
      best = i;
  return best;
}

Replay::Replay(const std::vector<Decision>& decisions) {
  for (const Decision& decision : decisions) decisions_[static_cast<std::size_t>(decision.thread)].push_back(decision);
}

std::size_t Replay::choose(const Question& question) {
  const auto thread = static_cast<std::size_t>(question.thread);
  const std::vector<Decision>& mine = decisions_[thread];
  std::size_t& next = next_[thread];
  while (next < mine.size() && mine[next].number < question.number) ++next;
  if (next == mine.size() || mine[next].number != question.number || mine[next].kind != question.kind) return 0;
  const auto found = std::find(question.options.begin(), question.options.end(), mine[next].option);
  return found == question.options.end() ? 0 : static_cast<std::size_t>(found - question.options.begin());
}

int Exhaustive::cost() const {
  int cost = 0;
  for (const Branch& branch : path_) cost += branch.costs && branch.chosen != 0 ? 1 : 0;
  return cost;
}

bool Exhaustive::next() {
  depth_ = 0;
  if (!begun_) return begun_ = true;
  for (;;) {
    while (!path_.empty()) {
      Branch& last = path_.back();
      // Only what can still end with exactly `level_` optional decisions.
      if (last.chosen + 1 < last.options && (!last.costs || last.chosen != 0 || cost() < level_)) {
        ++last.chosen;
        return true;
      }
      path_.pop_back();
    }
    if (level_ == bound_) {
      ++level_;
      return false;
    }
    ++level_;
    return true;
  }
}

std::size_t Exhaustive::choose(const Question& question) {
  const bool costs = question.kind != DecisionKind::thread || question.preempts;
  if (depth_ == path_.size()) path_.push_back({0, question.options.size(), costs});
  const Branch& branch = path_[depth_++];
  return std::min(branch.chosen, question.options.size() - 1);
}

}  // namespace parcours::controlled
