// More tests of fork-sum, included after tests.cpp, in the same translation unit: its helpers are used here.
#include <sys/resource.h>

#include <algorithm>

namespace fork_sum_tests {

TEST(ForkSumHidden, AnySplit) {
  auto random = parcours::rng();
  for (int i = 0; i < 8; ++i) {
    const std::size_t items = 1 + random() % 40;
    const auto children = static_cast<unsigned>(1 + random() % 9);
    const Shared<Visits> visits;
    const auto note = [&](std::size_t first, std::size_t last) {
      visits->note(first, last);
      return (std::int64_t{1} << 40) * static_cast<std::int64_t>(last - first) + add_up(first, last);
    };
    expect(sum((std::int64_t{1} << 40) * static_cast<std::int64_t>(items) + add_up(0, items)), items, children, note);
    expect_shares(*visits, items, std::min<std::size_t>(items, children));
  }
}

// Each child goes on until the one with the next share has ended.
TEST(ForkSumHidden, TheLastShareMayEndFirst) {
  constexpr std::size_t kChildren = 4;
  struct Running {
    std::array<std::atomic<pid_t>, kChildren> process{};
  };
  const Shared<Running> running;
  const auto wait_for_the_next = [&](std::size_t first, std::size_t) -> std::int64_t {
    constexpr std::array<std::int64_t, kChildren> kResults = {1, 10, 100, 1000};
    running->process.at(first) = ::getpid();
    if (first + 1 == kChildren) return kResults.at(first);
    const std::atomic<pid_t>& next = running->process.at(first + 1);
    const bool it_ended = eventually([&] { return next != 0 && has_ended(next); }, milliseconds(5000));
    return it_ended ? kResults.at(first) : 0;
  };
  expect(sum(1111), kChildren, kChildren, wait_for_the_next, " that end one after the other, the last share first");
}

TEST(ForkSumHidden, EachFailsInItsOwnWay) {
  auto random = parcours::rng();
  for (int i = 0; i < 4; ++i) {
    std::array<int, 5> exit_codes{};  // of each share; 0: it does not fail
    for (int& code : exit_codes) code = std::array{0, 1, -SIGKILL, 3}.at(random() % 4);
    const auto fail = [&](std::size_t first, std::size_t) {
      const int code = exit_codes.at(first);
      if (code == 1) throw 42;
      if (code < 0) ::raise(-code);
      if (code > 0) ::_exit(code);
      return 1;
    };
    std::size_t share = 0;
    while (share < exit_codes.size() && exit_codes.at(share) == 0) ++share;
    const bool all_well = share == exit_codes.size();
    expect(all_well ? sum(5) : failure(share, exit_codes.at(share)), 5, 5, fail, ", some of which fail");
  }
}

TEST(ForkSumHidden, AChildMayCallForkSum) {
  const auto divide_again = [](std::size_t first, std::size_t last) {
    return fork_sum(last - first, 2,
                    [first](std::size_t from, std::size_t to) { return add_up(first + from, first + to); });
  };
  expect(sum(45), 10, 2, divide_again, ", each of which calls fork_sum() for two more");
  const auto fail_in_a_grandchild = [](std::size_t first, std::size_t) {
    return fork_sum(2, 2, [first](std::size_t from, std::size_t) {
      if (first == 1 && from == 1) ::raise(SIGKILL);
      return 1;
    });
  };
  expect(failure(1, 1), 2, 2, fail_in_a_grandchild,
         ", each of which calls fork_sum(); the second call throws, since a grandchild is killed");
}

// ---- signals -------------------------------------------------------------------------------------------------------

const Shared<std::atomic<unsigned>>& signals_seen() {
  static const Shared<std::atomic<unsigned>> seen;
  return seen;
}

void see_signal(int) { signals_seen()->fetch_add(1); }

/// From now on SIGUSR1 interrupts the calls of this process that sleep.
void let_signals_interrupt() {
  *signals_seen() = 0;
  struct sigaction action{};
  action.sa_handler = see_signal;  // without SA_RESTART: a call that sleeps fails with EINTR
  ::sigaction(SIGUSR1, &action, nullptr);
}

/// Sends signals to the caller, each when it has fallen asleep again after the one before.
void interrupt(pid_t caller) {
  for (unsigned i = 1; i <= 3; ++i) {
    (void)falls_asleep(caller, milliseconds(500));
    ::kill(caller, SIGUSR1);
    (void)eventually([&] { return *signals_seen() >= i; }, milliseconds(500));
  }
}

TEST(ForkSumHidden, ASignalWhileItWaitsForAResult) {
  let_signals_interrupt();
  const auto work = [caller = ::getpid()](std::size_t first, std::size_t) -> std::int64_t {
    if (first == 1) interrupt(caller);
    return 5'000'000'000;
  };
  expect(sum(15'000'000'000), 3, 3, work, ", while signals arrive whose handler returns");
}

// The child closes everything, so whoever reads its result knows that there is none. It ends much later.
TEST(ForkSumHidden, ASignalWhileItWaitsForTheEnd) {
  const parcours::Census before;
  let_signals_interrupt();
  const auto work = [caller = ::getpid()](std::size_t, std::size_t) -> std::int64_t {
    for (int descriptor = 3; descriptor < 1024; ++descriptor) ::close(descriptor);
    interrupt(caller);
    ::_exit(7);
  };
  expect(failure(0, 7), 1, 1, work, " that calls _exit(7), while signals arrive whose handler returns");
  parcours::expect_no_leftovers(before);
}

// ---- a system that refuses -----------------------------------------------------------------------------------------

/// So many calls of fork() succeed while it exists.
class ForksGranted {
 public:
  explicit ForksGranted(unsigned number) {
    forks_asked_for = 0;
    forks_granted = number;
  }
  ~ForksGranted() { forks_granted = kAnyNumber; }
  ForksGranted(const ForksGranted&) = delete;
  ForksGranted& operator=(const ForksGranted&) = delete;
};

TEST(ForkSumHidden, ARefusedChild) {
  for (const unsigned granted : {0U, 2U}) {
    const ChildOfTheCaller other;
    const parcours::Census before;
    const Accident refusal;
    const auto work = [&](std::size_t, std::size_t) -> std::int64_t {
      refusal.outlast_the_caller();
      return 1;
    };
    const ForksGranted limit(granted);
    expect(kRefused, 8, 4, work, ", where fork() fails for the first or for the third");
    EXPECT_EQ(refusal.survivors_at_the_end(), granted)
        << "the children that had been started must have finished their shares undisturbed";
    parcours::expect_no_leftovers(before);
    EXPECT_TRUE(other.was_left_alone()) << "fork() gave -1, and waitpid(-1, ...) waits for any child of the caller's";
  }
}

// Whether fork_sum() needs that many descriptors is its own business.
TEST(ForkSumHidden, TooFewDescriptors) {
  const parcours::Census before;
  int next[2];
  ASSERT_EQ(::pipe(next), 0);
  ::close(next[0]);
  ::close(next[1]);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  rlimit tight = usual;
  tight.rlim_cur = static_cast<rlim_t>(next[0]) + 4;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  const std::string told = outcome(6, 6, add_up);
  ::setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_TRUE(told == sum(15) || told == kRefused) << "with room for four more descriptors it gave: " << told;
  parcours::expect_no_leftovers(before);
}

// ---- several callers -----------------------------------------------------------------------------------------------

TEST(ForkSumHidden, TwoThreadsCallAtTheSameTime) {
  std::atomic<int> wrong{0};
  parcours::run_together(2, [&](unsigned thread) {
    for (int i = 0; i < 5; ++i) {
      const auto work = [thread](std::size_t first, std::size_t last) { return add_up(first, last) + 1'000 * thread; };
      if (outcome(10, 3, work) != sum(45 + 3'000 * thread)) ++wrong;
    }
  });
  EXPECT_EQ(wrong.load(), 0) << "so many of ten calls gave something else than their sum";
}

}  // namespace fork_sum_tests
