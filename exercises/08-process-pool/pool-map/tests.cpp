#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <memory>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "parcours/test.hpp"
#include "pool_map.hpp"

namespace {

using Inputs = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;
using std::chrono::milliseconds;

// For what takes some milliseconds where nothing is wrong. A hang is seen much earlier.
constexpr milliseconds kPatience(8000);

// ---- what processes share ------------------------------------------------------------------------------------------

/// An object that this process and all that it forks later have in common.
template <class T>
class Shared {
 public:
  template <class... Args>
  explicit Shared(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    void* const place = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    object_ = new (place) T(std::forward<Args>(args)...);
  }
  ~Shared() { munmap(object_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }

 private:
  T* object_;
};

/// Whoever comes here, in whatever process, sleeps until somebody opens it. Then it stays open.
class Gate {
 public:
  Gate() { sem_init(&semaphore_, 1, 0); }
  void pass() {
    while (sem_wait(&semaphore_) != 0) {
    }
    sem_post(&semaphore_);
  }
  void open() { sem_post(&semaphore_); }

 private:
  sem_t semaphore_;
};

/// Nobody leaves before all have come: it takes as many processes as there are guests.
class Meeting {
 public:
  explicit Meeting(int guests = 3) : missing_(guests) {}
  void attend() {
    if (--missing_ == 0) all_are_here_.open();
    all_are_here_.pass();
  }

 private:
  std::atomic<int> missing_;
  Gate all_are_here_;
};

// ---- what becomes of an input --------------------------------------------------------------------------------------

// Inputs with which act() does something else than to return.
constexpr std::int64_t kKilled = -1;     // the worker is killed by a signal
constexpr std::int64_t kAborts = -2;     // abort(), a signal as well
constexpr std::int64_t kExits = -3;      // _exit(3)
constexpr std::int64_t kExitsWell = -4;  // _exit(0): as a worker that has done its duty
constexpr std::int64_t kThrows = -5;
constexpr std::int64_t kThrowsAnInt = -6;

std::int64_t act(std::int64_t input) {
  switch (input) {
    case kKilled:
      raise(SIGKILL);
      break;
    case kAborts:
      std::abort();
    case kExits:
      _exit(3);
    case kExitsWell:
      _exit(0);
    case kThrows:
      throw std::runtime_error("paper jam");
    case kThrowsAnInt:
      throw 5;
    default:
      break;
  }
  return input + 1000;
}

std::string told(const Outcome& outcome) {
  switch (outcome.fate) {
    case Fate::returned:
      return "returned " + std::to_string(outcome.value);
    case Fate::threw:
      return "threw " + outcome.message;
    case Fate::died:
      if (WIFSIGNALED(outcome.status)) return "killed by signal " + std::to_string(WTERMSIG(outcome.status));
      if (WIFEXITED(outcome.status)) return "exited with " + std::to_string(WEXITSTATUS(outcome.status));
      return "died, with a status that waitpid() does not give";
  }
  return "a fate that there is not";
}

Texts told(const std::vector<Outcome>& outcomes) {
  Texts texts;
  for (const Outcome& outcome : outcomes) texts.push_back(told(outcome));
  return texts;
}

/// What act() should come to.
std::string expected(std::int64_t input) {
  switch (input) {
    case kKilled:
      return "killed by signal 9";
    case kAborts:
      return "killed by signal 6";
    case kExits:
      return "exited with 3";
    case kExitsWell:
      return "exited with 0";
    case kThrows:
      return "threw paper jam";
    default:
      return "returned " + std::to_string(input + 1000);
  }
}

Texts expected(const Inputs& inputs) {
  Texts texts;
  for (const std::int64_t input : inputs) texts.push_back(expected(input));
  return texts;
}

// ---- what the system knows of a process ----------------------------------------------------------------------------

/// R, S, T, Z … as in /proc; 0 where there is no such process.
char state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto end_of_name = line.rfind(')');
  return end_of_name == std::string::npos || end_of_name + 2 >= line.size() ? '\0' : line[end_of_name + 2];
}

/// Is it a child of this process that has not ended?
bool is_living_child(pid_t process) {
  siginfo_t info{};
  return process > 0 && waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

/// Has some child of this process ended, and nobody has waited for it?
bool has_zombies() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

/// Returns when the child is dead, and leaves it to others to wait for it.
void kill_and_see_it_dead(pid_t child) {
  kill(child, SIGKILL);
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

std::set<pid_t> as_set(const std::vector<pid_t>& pids) { return {pids.begin(), pids.end()}; }

/// The processes that handled the inputs, where the function returns getpid().
std::set<pid_t> handled_by(const std::vector<Outcome>& outcomes) {
  std::set<pid_t> pids;
  for (const Outcome& outcome : outcomes) pids.insert(static_cast<pid_t>(outcome.value));
  return pids;
}

std::int64_t own_pid(std::int64_t) { return getpid(); }

std::int64_t plus_one(std::int64_t input) { return input + 1; }

// ---- results -------------------------------------------------------------------------------------------------------

TEST(PoolMap, MapsInOrder) {
  auto random = parcours::rng();
  for (const unsigned workers : {1U, 3U}) {
    ProcessPool pool(workers, [](std::int64_t input) { return input ^ 0x5555; });
    for (const std::size_t chunk : {1U, 7U, 50U, 5000U}) {
      Inputs inputs(100 + random() % 50);
      for (std::int64_t& input : inputs) input = static_cast<std::int64_t>(random());
      const std::vector<Outcome> outcomes = pool.map(inputs, chunk);
      ASSERT_EQ(outcomes.size(), inputs.size()) << "there is one result for each input";
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        ASSERT_EQ(told(outcomes[i]), "returned " + std::to_string(inputs[i] ^ 0x5555))
            << "input " << i << " of " << inputs.size() << ", in chunks of " << chunk << ", " << workers << " workers";
      }
    }
  }
}

TEST(PoolMap, MapsNothingAndSingleInputs) {
  ProcessPool pool(2, plus_one);
  EXPECT_TRUE(pool.map({}).empty()) << "no inputs, no results";
  EXPECT_EQ(told(pool.map({1})), Texts{"returned 2"});
  EXPECT_TRUE(pool.map({}, 100).empty()) << "no inputs, no results";
  EXPECT_EQ(told(pool.map({-1, std::numeric_limits<std::int64_t>::min()})),
            (Texts{"returned 0", "returned -9223372036854775807"}));
}

TEST(PoolMap, RefusesWhatMakesNoSense) {
  const parcours::Census before;
  EXPECT_THROW(ProcessPool(0, plus_one), std::invalid_argument) << "a pool without workers would never do anything";
  {
    ProcessPool pool(2, plus_one);
    EXPECT_THROW((void)pool.map({1, 2}, 0), std::invalid_argument) << "chunks of no inputs have no end";
    EXPECT_EQ(told(pool.map({1, 2})), (Texts{"returned 2", "returned 3"})) << "the pool can be used afterwards";
  }
  parcours::expect_no_leftovers(before);
}

// A chunk larger than any pipe, and answers that are larger still.
TEST(PoolMap, LargeChunksBothWays) {
  constexpr std::size_t kChunk = 70'000;
  Inputs inputs(2 * kChunk);
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<std::int64_t>(i);
  ProcessPool pool(1, plus_one);
  const std::vector<Outcome> outcomes = parcours::with_time_limit(
      kPatience, "a map of two chunks with 70,000 inputs each", [&] { return pool.map(inputs, kChunk); });
  ASSERT_EQ(outcomes.size(), inputs.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (outcomes[i].fate == Fate::returned && outcomes[i].value == inputs[i] + 1) ++right;
  }
  EXPECT_EQ(right, inputs.size()) << "so many results of a large chunk are right";
}

// ---- workers -------------------------------------------------------------------------------------------------------

TEST(PoolMap, TheWorkersDoTheWork) {
  ProcessPool pool(3, own_pid);
  const std::vector<pid_t> pids = pool.pids();
  ASSERT_EQ(as_set(pids).size(), 3U) << "pids() names as many processes as the pool was asked for";
  for (const pid_t pid : pids) EXPECT_TRUE(is_living_child(pid)) << "a worker is a living child of the program";
  for (const pid_t pid : handled_by(pool.map(Inputs(30), 4))) {
    EXPECT_NE(pid, getpid()) << "the function was called in the program's own process";
    EXPECT_TRUE(as_set(pids).contains(pid)) << "the function was called in a process that pids() does not name";
  }
}

TEST(PoolMap, WorkersLiveOnFromCallToCall) {
  ProcessPool pool(2, own_pid);
  const std::set<pid_t> pids = as_set(pool.pids());
  for (const std::size_t chunk : {1U, 2U, 5U, 100U}) {
    for (const pid_t pid : handled_by(pool.map(Inputs(20), chunk))) {
      ASSERT_TRUE(pids.contains(pid)) << "a process was forked for a task: workers are forked once, by the constructor";
    }
    ASSERT_EQ(as_set(pool.pids()), pids) << "as long as nothing goes wrong, a pool keeps its workers";
  }
}

TEST(PoolMap, AWorkerKeepsItsMemory) {
  int calls = 0;
  ProcessPool pool(1, [&calls](std::int64_t) { return std::int64_t{++calls}; });
  EXPECT_EQ(told(pool.map(Inputs(3), 3)), (Texts{"returned 1", "returned 2", "returned 3"}))
      << "one worker handles the inputs of a chunk one after the other, and counts them in a variable";
  EXPECT_EQ(told(pool.map(Inputs(2), 2)), (Texts{"returned 4", "returned 5"}))
      << "the worker of the second call is that of the first one, with all that it remembers";
  EXPECT_EQ(calls, 0) << "the program's own variable is another one";
}

TEST(PoolMap, WorkersAreForkedByTheConstructor) {
  std::int64_t offset = 1;
  ProcessPool pool(2, [&offset](std::int64_t input) { return input + offset; });
  offset = 1000;
  EXPECT_EQ(told(pool.map({1, 2, 3, 4})), (Texts{"returned 2", "returned 3", "returned 4", "returned 5"}))
      << "a variable that changed after the pool had been made: the workers have it as it was when they were forked";
}

TEST(PoolMap, AllWorkersWorkAtOnce) {
  for (const std::size_t chunk : {1U, 4U}) {
    const Shared<Meeting> meeting(3);
    ProcessPool pool(3, [&](std::int64_t first) {
      if (first != 0) meeting->attend();
      return own_pid(0);
    });
    Inputs inputs(3 * chunk);
    for (std::size_t i = 0; i < inputs.size(); i += chunk) inputs[i] = 1;
    const auto outcomes = parcours::with_time_limit(
        kPatience, "three workers that wait for each other, each in a chunk", [&] { return pool.map(inputs, chunk); });
    EXPECT_EQ(handled_by(outcomes), as_set(pool.pids())) << "each of three workers got one of three chunks";
  }
}

TEST(PoolMap, AChunkGoesToOneWorker) {
  constexpr std::size_t kChunk = 6;
  const Shared<Meeting> meeting(3);
  ProcessPool pool(3, [&](std::int64_t first) {
    if (first != 0) meeting->attend();
    return own_pid(0);
  });
  Inputs inputs(2 * kChunk + 2);  // the last chunk is a short one
  for (std::size_t i = 0; i < inputs.size(); i += kChunk) inputs[i] = 1;
  const auto outcomes = parcours::with_time_limit(kPatience, "three workers that wait for each other",
                                                  [&] { return pool.map(inputs, kChunk); });
  ASSERT_EQ(outcomes.size(), inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(outcomes[i].value, outcomes[i - i % kChunk].value)
        << "with chunks of 6, inputs 0 to 5 go to one worker, 6 to 11 to one, and so on; input " << i << " did not";
  }
}

// The first chunk is not over before all the others are.
TEST(PoolMap, OneSlowChunkHoldsUpNobody) {
  constexpr std::size_t kChunk = 4;
  constexpr int kOthers = 36;
  const Shared<std::atomic<int>> done(0);
  const Shared<Gate> others_are_done;
  ProcessPool pool(2, [&](std::int64_t input) {
    if (input == 0) {
      others_are_done->pass();
    } else if (input >= std::int64_t{kChunk} && ++*done == kOthers) {
      others_are_done->open();
    }
    return input + 1000;
  });
  Inputs inputs;
  for (std::int64_t i = 0; i < std::int64_t{kChunk} + kOthers; ++i) inputs.push_back(i);
  const auto outcomes =
      parcours::with_time_limit(kPatience, "one worker to do all chunks but the one that keeps the other worker busy",
                                [&] { return pool.map(inputs, kChunk); });
  EXPECT_EQ(told(outcomes), expected(inputs));
}

// As before, but the slow one has answered two inputs already, and stops at the third.
TEST(PoolMap, AWorkerThatStopsMidwayHoldsUpNobody) {
  constexpr std::size_t kChunk = 4;
  constexpr int kOthers = 36;
  const Shared<std::atomic<int>> done(0);
  const Shared<Gate> slow_one_stops;
  const Shared<Gate> others_are_done;
  ProcessPool pool(2, [&](std::int64_t input) {
    if (input == 2) {
      slow_one_stops->open();
      others_are_done->pass();
    } else if (input >= std::int64_t{kChunk}) {
      slow_one_stops->pass();
      if (++*done == kOthers) others_are_done->open();
    }
    return input + 1000;
  });
  Inputs inputs;
  for (std::int64_t i = 0; i < std::int64_t{kChunk} + kOthers; ++i) inputs.push_back(i);
  const auto outcomes = parcours::with_time_limit(
      kPatience, "one worker to do all chunks but the one in whose middle the other worker has stopped",
      [&] { return pool.map(inputs, kChunk); });
  EXPECT_EQ(told(outcomes), expected(inputs));
}

// One worker is busy for a while. Meanwhile it looks what the program and the other worker do.
TEST(PoolMap, WaitingIsSleeping) {
  const Shared<std::array<std::atomic<pid_t>, 3>> watched;
  ProcessPool pool(2, [&](std::int64_t) {
    const auto sleeps = [](pid_t pid) { return pid == getpid() || state_of(pid) == 'S'; };
    int calm = 0;  // who spins is never seen asleep so often in a row, however busy the machine
    for (int look = 0; look < 700 && calm < 30; ++look) {
      calm = std::all_of(watched->begin(), watched->end(), sleeps) ? calm + 1 : 0;
      std::this_thread::sleep_for(milliseconds(1));
    }
    std::this_thread::sleep_for(milliseconds(100));
    return std::int64_t{calm};
  });
  const std::vector<pid_t> pids = pool.pids();
  ASSERT_EQ(pids.size(), 2U);
  (*watched)[0] = getpid();
  (*watched)[1] = pids[0];
  (*watched)[2] = pids[1];

  const auto cpu_time = [] {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  };
  const auto naps = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
  };
  const auto began = std::chrono::steady_clock::now();
  const auto cpu_before = cpu_time();
  const long naps_before = naps();
  const auto outcomes = pool.map({1});
  const long naps_taken = naps() - naps_before;
  const auto cpu = cpu_time() - cpu_before;
  const auto wall = std::chrono::steady_clock::now() - began;
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].value, 30) << "map(), or the worker without work, keeps running instead of sleeping";
  EXPECT_LT(cpu * 10, wall) << "map() keeps a core busy while it waits for a worker";
  EXPECT_LT(naps_taken, 20) << "map() wakes again and again to look, although no worker has any news";
}

// ---- what goes wrong -----------------------------------------------------------------------------------------------

TEST(PoolMap, AnExceptionIsReported) {
  ProcessPool pool(2, act);
  const std::set<pid_t> pids = as_set(pool.pids());
  for (const std::size_t chunk : {1U, 3U, 8U}) {
    const Inputs inputs{1, kThrows, 2, 3, kThrows, kThrows, 4};
    EXPECT_EQ(told(pool.map(inputs, chunk)), expected(inputs)) << "in chunks of " << chunk;
  }
  const auto outcomes = pool.map({1, kThrowsAnInt, 2}, 3);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_TRUE(outcomes[1].fate == Fate::threw) << "anything may be thrown, here an int; and it " << told(outcomes[1]);
  EXPECT_EQ(told(outcomes[2]), "returned 1002") << "the next one of the chunk";
  EXPECT_EQ(as_set(pool.pids()), pids) << "an exception costs no worker";
}

TEST(PoolMap, ACrashIsReportedAndHarmsNoOtherInput) {
  for (const std::size_t chunk : {1U, 3U, 8U}) {
    ProcessPool pool(2, act);
    const Inputs inputs{1, 2, kKilled, 3, kExits, 4, kAborts, 5};
    EXPECT_EQ(told(pool.map(inputs, chunk)), expected(inputs))
        << "in chunks of " << chunk << ": only the input at which a worker died is lost";
  }
}

TEST(PoolMap, EachInputIsHandledOnce) {
  constexpr std::size_t kInputs = 30;
  const Shared<std::array<std::atomic<int>, kInputs>> calls;
  ProcessPool pool(2, [&](std::int64_t input) {
    ++(*calls)[static_cast<std::size_t>(input)];
    return act(input % 10 == 7 ? kKilled : input % 10 == 4 ? kThrows : input);
  });
  Inputs inputs;
  for (std::size_t i = 0; i < kInputs; ++i) inputs.push_back(static_cast<std::int64_t>(i));
  (void)pool.map(inputs, 10);
  for (std::size_t i = 0; i < kInputs; ++i) {
    EXPECT_EQ((*calls)[i], 1) << "the function was called for input " << i
                              << " so often; chunks were of 10, and a worker died at input " << (i - i % 10 + 7);
  }
}

TEST(PoolMap, DeadWorkersAreReplaced) {
  const Shared<Meeting> all_die(3);
  const Shared<Meeting> same_call(3);
  const Shared<Meeting> next_call(3);
  ProcessPool pool(3, [&](std::int64_t input) {
    if (input == 1) {
      all_die->attend();
      raise(SIGKILL);
    }
    if (input == 2) same_call->attend();
    if (input == 3) next_call->attend();
    return own_pid(0);
  });
  const std::set<pid_t> before = as_set(pool.pids());
  const auto outcomes =
      parcours::with_time_limit(kPatience, "three new workers, in the map() in which the first three died",
                                [&] { return pool.map({1, 1, 1, 2, 2, 2}); });
  ASSERT_EQ(outcomes.size(), 6U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(told(outcomes[i]), "killed by signal 9");
  for (std::size_t i = 3; i < 6; ++i) EXPECT_TRUE(outcomes[i].fate == Fate::returned) << told(outcomes[i]);

  const std::set<pid_t> after = as_set(pool.pids());
  EXPECT_EQ(after.size(), 3U) << "the pool is at full strength again when map() returns";
  for (const pid_t pid : after) {
    EXPECT_TRUE(is_living_child(pid)) << "after map(), pids() names a process that is no living child";
    EXPECT_FALSE(before.contains(pid)) << "after map(), pids() names a worker that died";
  }
  EXPECT_FALSE(has_zombies()) << "a worker died, and map() returned before anybody had waited for it (waitpid)";
  EXPECT_EQ(handled_by(parcours::with_time_limit(kPatience, "three workers that wait for each other",
                                                 [&] { return pool.map({3, 3, 3}); })),
            after);
}

// All three are at work, and one of them dies: each of the first three in its turn, from the first to the last and the
// other way round. So it does not matter who was forked before whom.
TEST(PoolMap, ADeathIsSeenWhileOthersLive) {
  struct Stage {
    std::atomic<pid_t> victim{0};
    std::array<Meeting, 3> meetings;  // one for each round
  };
  for (const bool backwards : {false, true}) {
    const Shared<Stage> stage;
    ProcessPool pool(3, [&](std::int64_t round) {
      stage->meetings[static_cast<std::size_t>(round)].attend();
      if (stage->victim == getpid()) raise(SIGKILL);
      return std::int64_t{0};
    });
    std::vector<pid_t> victims = pool.pids();
    ASSERT_EQ(victims.size(), 3U);
    if (backwards) std::reverse(victims.begin(), victims.end());
    for (int round = 0; round < 3; ++round) {
      stage->victim = victims[static_cast<std::size_t>(round)];
      Texts texts = told(parcours::with_time_limit(kPatience, "a map() to see that one of three workers died",
                                                   [&] { return pool.map(Inputs(3, round)); }));
      std::sort(texts.begin(), texts.end());
      EXPECT_EQ(texts, (Texts{"killed by signal 9", "returned 0", "returned 0"}));
    }
  }
}

TEST(PoolMap, AWorkerThatDiedIdleCostsNothing) {
  const parcours::Census nothing_there;
  {
    ProcessPool pool(2, act);
    const Inputs inputs{1, 2, 3, 4, 5};
    for (const std::vector<std::size_t>& victims : std::vector<std::vector<std::size_t>>{{0}, {1}, {0, 1}}) {
      const std::vector<pid_t> pids = pool.pids();
      ASSERT_EQ(pids.size(), 2U);
      for (const std::size_t victim : victims) {
        ASSERT_TRUE(is_living_child(pids[victim])) << "pids() names a process that is no living child";
        kill_and_see_it_dead(pids[victim]);
      }
      EXPECT_EQ(told(parcours::with_time_limit(kPatience, "a map() after a worker had died idle",
                                               [&] { return pool.map(inputs, 2); })),
                expected(inputs))
          << "a worker died while it had nothing to do, before map(): no input is lost by that";
      for (const pid_t pid : pool.pids()) EXPECT_TRUE(is_living_child(pid)) << "map() replaces who has died meanwhile";
    }
  }
  parcours::expect_no_leftovers(nothing_there);
}

// ---- the end -------------------------------------------------------------------------------------------------------

TEST(PoolMap, LeavesNothingBehind) {
  const parcours::Census before;
  {
    const ProcessPool idle(3, act);
  }
  {
    ProcessPool pool(3, act);
    (void)pool.map(Inputs(20), 3);
    (void)pool.map({1, kKilled, 2, kThrows, kExits, 3}, 2);
  }
  parcours::expect_no_leftovers(before);
}

TEST(PoolMap, NothingOfTheProgramIsDoneTwice) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  FILE* const stream = fdopen(ends[1], "w");
  ASSERT_NE(stream, nullptr);
  std::fputs("once", stream);  // is in a buffer of the program's, and not in the pipe yet
  {
    ProcessPool pool(2, plus_one);
    (void)pool.map({1, 2, 3});
  }
  std::fclose(stream);
  std::string written;
  char bytes[64];
  for (ssize_t size = 0; (size = read(ends[0], bytes, sizeof bytes)) > 0;) {
    written.append(bytes, static_cast<std::size_t>(size));
  }
  close(ends[0]);
  EXPECT_EQ(written, "once") << "a worker wrote out what the program had in its buffers: does it end by _exit()?";
}

// A program with a pool is killed. Its workers are orphans now, and must notice.
TEST(PoolMap, WorkersEndWithTheirProgram) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t program = fork();
  ASSERT_GE(program, 0);
  if (program == 0) {
    try {
      close(ends[0]);
      ProcessPool pool(3, act);
      (void)pool.map({1, kKilled, 2, 3});
      raise(SIGKILL);
    } catch (...) {
    }
    _exit(1);
  }
  close(ends[1]);
  int status = 0;
  waitpid(program, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "a pool in a process that has been forked works like any other";
  // Every worker has inherited the other end: this returns when the last of them has ended.
  char byte = 0;
  EXPECT_EQ(parcours::with_time_limit(kPatience, "the workers of a program that was killed",
                                      [&] { return read(ends[0], &byte, 1); }),
            0);
  close(ends[0]);
}

}  // namespace
