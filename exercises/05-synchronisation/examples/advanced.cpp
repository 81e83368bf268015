// Heat in an iron rod. Both ends are kept at a temperature, and in every step each piece of the rod takes the mean of
// its two neighbours. Several threads share the rod. In every step each of them reads pieces at the edge of its
// neighbours' shares, so nobody may begin a step before everybody has finished the one before: a barrier.
//
// What is done between two steps is done once, in the barrier's completion step: it swaps old and new temperatures and
// decides whether the rod has settled. And there is a visitor, who watches the first steps and then leaves the barrier
// for good, while the others go on without it.
#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

class Rod {
 public:
  Rod(std::size_t pieces, double left, double right, std::size_t shares) : now_(pieces, left), changes_(shares) {
    now_.back() = right;
    next_ = now_;
  }

  // Computes one share of the next step. Shares may be computed at the same time: each writes its own pieces of next_
  // and its own entry of changes_, and nobody writes now_.
  void warm(std::size_t share) {
    const std::size_t inner = now_.size() - 2;  // the two ends stay as they are
    const std::size_t begin = 1 + inner * share / changes_.size();
    const std::size_t end = 1 + inner * (share + 1) / changes_.size();
    double change = 0;
    for (std::size_t i = begin; i < end; ++i) {
      next_[i] = (now_[i - 1] + now_[i + 1]) / 2;
      change = std::max(change, std::abs(next_[i] - now_[i]));
    }
    changes_[share].largest = change;
  }

  // Between two steps. Runs alone: everybody else waits at the barrier.
  void finish_step() {
    std::swap(now_, next_);
    ++steps_;
    // A maximum does not depend on the order in which the threads came, and neither does the output below.
    const auto smaller = [](const Change& a, const Change& b) { return a.largest < b.largest; };
    settled_ = std::max_element(changes_.begin(), changes_.end(), smaller)->largest < 1e-4;
  }

  [[nodiscard]] bool settled() const { return settled_; }
  [[nodiscard]] unsigned steps() const { return steps_; }
  [[nodiscard]] double middle() const { return now_[now_.size() / 2]; }

 private:
  // A cache line each: neighbours in one line would slow each other down, though they write different variables.
  struct alignas(64) Change {
    double largest = 0;
  };

  std::vector<double> now_;
  std::vector<double> next_;
  std::vector<Change> changes_;  // of each share, in this step
  unsigned steps_ = 0;
  bool settled_ = false;
};

}  // namespace

int main() {
  constexpr unsigned workers = 3;
  Rod rod(41, 20.0, 100.0, workers);

  // All workers and the visitor. finish_step() must not throw: there would be nobody to catch it, since it belongs to
  // no thread in particular.
  std::barrier step_is_over(workers + 1, [&rod]() noexcept { rod.finish_step(); });

  std::vector<std::jthread> threads;
  for (unsigned share = 0; share < workers; ++share) {
    threads.emplace_back([&rod, &step_is_over, share] {
      // settled_ is a plain bool. It changes only in the completion step, when all of us wait at the barrier; so we all
      // read the same value here, and all of us stop after the same step. Did each thread decide for itself, one might
      // leave while the others wait for it for ever.
      while (!rod.settled()) {
        rod.warm(share);
        step_is_over.arrive_and_wait();
      }
    });
  }

  threads.emplace_back([&rod, &step_is_over] {
    for (int look = 0; look < 3; ++look) {
      // The workers read the old temperatures now and write the new ones. Looking at the old ones is no race.
      std::printf("after %u steps the middle has %.2f degrees\n", rod.steps(), rod.middle());
      for (int i = 0; i < 200; ++i) step_is_over.arrive_and_wait();
    }
    // Has seen enough. Just to stop coming would leave the workers waiting: the barrier expects four. This is the last
    // arrival of the visitor, and from the next step on the barrier expects three.
    step_is_over.arrive_and_drop();
  });

  threads.clear();  // joins all of them; after that the rod is ours alone

  std::printf("settled after %u steps: %.2f degrees in the middle\n", rod.steps(), rod.middle());
}

// Prints:
//   after 0 steps the middle has 20.00 degrees
//   after 200 steps the middle has 32.65 degrees
//   after 400 steps the middle has 45.22 degrees
//   settled after 2609 steps: 59.98 degrees in the middle
