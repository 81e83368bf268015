// The tests of fork-sum that students see.
#include <dlfcn.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <new>
#include <source_location>
#include <stdexcept>
#include <string>
#include <system_error>

#include "fork_sum.hpp"
#include "parcours/test.hpp"

namespace fork_sum_tests {

constexpr unsigned kAnyNumber = std::numeric_limits<unsigned>::max();
std::atomic<unsigned> forks_asked_for{0};
std::atomic<unsigned> forks_granted{kAnyNumber};

}  // namespace fork_sum_tests

/// Stands in for the system's fork(): it counts, and it refuses where a test wants that, as a system does that has no
/// room for another process.
extern "C" pid_t fork() noexcept {
  static const auto fork_of_the_system = reinterpret_cast<pid_t (*)()>(::dlsym(RTLD_NEXT, "fork"));
  if (fork_sum_tests::forks_asked_for.fetch_add(1) >= fork_sum_tests::forks_granted) {
    errno = EAGAIN;
    return -1;
  }
  return fork_of_the_system();
}

namespace fork_sum_tests {

using parcours::eventually;
using std::chrono::milliseconds;

/// Memory that a test shares with the children that are forked while it exists. Of all else they have copies.
template <class T>
class Shared {
 public:
  Shared() {
    void* const memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    object_ = new (memory) T();
  }
  ~Shared() { ::munmap(object_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

/// What fork_sum() may give, in words.
std::string sum(std::int64_t value) { return "sum " + std::to_string(value); }
std::string failure(std::size_t share, int exit_code) {
  return "ChildFailed: share " + std::to_string(share) + ", exit code " + std::to_string(exit_code);
}
const std::string kRefused = "std::system_error";
const std::string kInvalid = "std::invalid_argument";

/// What fork_sum() gave. A child that comes out of fork_sum() is counted and ended here: it must not go on with the
/// test.
std::string outcome(std::size_t items, unsigned children, const Part& part) {
  const pid_t caller = ::getpid();
  const Shared<std::atomic<unsigned>> came_out;
  std::string told;
  try {
    told = sum(fork_sum(items, children, part));
  } catch (const ChildFailed& failed) {
    told = failure(failed.share, failed.exit_code);
  } catch (const std::invalid_argument&) {
    told = kInvalid;
  } catch (const std::system_error&) {
    told = kRefused;
  } catch (...) {
    told = "some other exception";
  }
  if (::getpid() != caller) {
    came_out->fetch_add(1);
    ::_exit(99);
  }
  if (*came_out > 0) told += ", and a child came out of fork_sum() as well";
  return told;
}

/// Calls fork_sum() and expects that outcome; `when` says what is special about the call.
void expect(const std::string& expected, std::size_t items, unsigned children, const Part& part, const char* when = "",
            const std::source_location& where = std::source_location::current()) {
  const std::string got = outcome(items, children, part);
  if (got == expected) return;
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
      << "fork_sum() with " << items << " items and " << children << " children" << when << "\n  gave     " << got
      << "\n  expected " << expected;
}

std::int64_t add_up(std::size_t first, std::size_t last) {
  std::int64_t sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += static_cast<std::int64_t>(i);
  return sum;
}

std::int64_t throw_an_exception(std::size_t, std::size_t) { throw std::runtime_error("no more ink"); }

/// Who was asked for which share.
struct Visit {
  std::size_t first = 0;
  std::size_t last = 0;
  pid_t process = 0;
  pid_t parent = 0;
};

struct Visits {
  std::atomic<unsigned> count{0};
  std::array<Visit, 100> list{};

  void note(std::size_t first, std::size_t last) {
    const unsigned place = count.fetch_add(1);
    if (place < list.size()) list.at(place) = {first, last, ::getpid(), ::getppid()};
  }
  /// The one that begins with that item; null if there is none.
  [[nodiscard]] const Visit* beginning_with(std::size_t item) const {
    for (unsigned i = 0; i < count && i < list.size(); ++i) {
      if (list.at(i).first == item) return &list.at(i);
    }
    return nullptr;
  }
};

/// What is wrong with the shares; empty if nothing is.
std::string complaint_about(const Visits& visits, std::size_t items, std::size_t shares) {
  if (visits.count != shares) return std::to_string(visits.count) + " shares";
  std::size_t next = 0;
  for (std::size_t i = 0; i < shares; ++i) {
    const Visit* const share = visits.beginning_with(next);
    if (share == nullptr) return "no share that begins with item " + std::to_string(next);
    const std::size_t size = share->last - share->first;
    if (size != items / shares && size != (items - 1) / shares + 1) {
      return "a share that goes from item " + std::to_string(next) + " up to and without " +
             std::to_string(share->last);
    }
    next = share->last;
  }
  return next == items ? "" : "nobody who has the last items";
}

void expect_shares(const Visits& visits, std::size_t items, std::size_t shares,
                   const std::source_location& where = std::source_location::current()) {
  const std::string complaint = complaint_about(visits, items, shares);
  if (complaint.empty()) return;
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
      << items << " items belong in " << shares << " shares that follow each other and whose sizes differ by one at "
      << "most, and part() is called once for each; there was, or were, " << complaint;
}

/// What the kernel tells of a process.
struct Activity {
  char state = '?';  ///< S: it sleeps; Z: it has ended, and nobody has waited for it; ?: there is no such process
  long naps = -1;    ///< how often it went to sleep so far
};

Activity activity_of(pid_t process) {
  Activity activity;
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(), "/proc/%d/status", process);
  std::FILE* const file = std::fopen(text.data(), "r");
  if (file == nullptr) return activity;
  while (std::fgets(text.data(), static_cast<int>(text.size()), file) != nullptr) {
    (void)std::sscanf(text.data(), "State: %c", &activity.state);
    (void)std::sscanf(text.data(), "voluntary_ctxt_switches: %ld", &activity.naps);
  }
  std::fclose(file);
  return activity;
}

bool has_ended(pid_t process) {
  const char state = activity_of(process).state;
  return state == 'Z' || state == 'X' || state == '?';
}

/// Waits until the process sleeps and goes on sleeping.
bool falls_asleep(pid_t process, milliseconds limit) {
  long naps = -1;
  int looks = 0;
  const auto still_sleeps = [&] {
    ::usleep(1000);
    const Activity now = activity_of(process);
    looks = now.state == 'S' && now.naps == naps ? looks + 1 : 0;
    naps = now.naps;
    return looks == 5;
  };
  return eventually(still_sleeps, limit);
}

/// Nobody leaves before all guests have come: they must be at work at the same time. If fewer ever are, the test hangs,
/// and that is its finding.
class Meeting {
 public:
  explicit Meeting(unsigned guests) : guests_(guests) {
    if (::pipe(tickets_) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  }
  ~Meeting() {
    ::close(tickets_[0]);
    ::close(tickets_[1]);
  }
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;

  void attend() const {
    const std::string tickets(guests_, '.');
    const bool last = arrived_->fetch_add(1) + 1 == guests_;
    if (last && ::write(tickets_[1], tickets.data(), tickets.size()) < 0) ::_exit(98);
    char ticket = 0;
    if (::read(tickets_[0], &ticket, 1) != 1) ::_exit(98);
  }

 private:
  unsigned guests_;
  int tickets_[2] = {-1, -1};
  Shared<std::atomic<unsigned>> arrived_;
};

/// One child dies. The others go on until it is dead and the caller sleeps again, because it waits for them; or until
/// fork_sum() is over, which it should not be yet.
class Accident {
 public:
  void die() const {
    shared_->victim = ::getpid();
    ::raise(SIGKILL);
  }
  std::int64_t survive() const {
    (void)eventually([&] { return shared_->victim != 0 && has_ended(shared_->victim); }, milliseconds(2000));
    outlast_the_caller();
    return 1;
  }
  /// Goes on as long as the caller does not wait for this child.
  void outlast_the_caller() const {
    (void)eventually([&] { return shared_->over || falls_asleep(caller_, milliseconds(200)); }, milliseconds(2000));
    ++shared_->survivors;
  }
  /// How many survivors have finished. Those who have not may do so now.
  [[nodiscard]] unsigned survivors_at_the_end() const {
    const unsigned survivors = shared_->survivors;
    shared_->over = true;
    return survivors;
  }

 private:
  struct Record {
    std::atomic<pid_t> victim{0};
    std::atomic<unsigned> survivors{0};
    std::atomic<bool> over{false};
  };
  pid_t caller_ = ::getpid();
  Shared<Record> shared_;
};

/// A child that the caller has started for itself. It has ended, and nobody has waited for it.
class ChildOfTheCaller {
 public:
  ChildOfTheCaller() : process_(::fork()) {
    if (process_ == 0) ::_exit(42);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOWAIT);
  }
  /// Waits for it. False if somebody else has done so, and knows its exit code.
  [[nodiscard]] bool was_left_alone() const {
    int status = 0;
    return ::waitpid(process_, &status, 0) == process_ && WIFEXITED(status) && WEXITSTATUS(status) == 42;
  }

 private:
  pid_t process_;
};

// ---- shares and sums -----------------------------------------------------------------------------------------------

TEST(ForkSum, AddsUpWhatTheChildrenComputed) {
  for (const unsigned children : {1U, 2U, 3U, 7U}) expect(sum(4950), 100, children, add_up);
}

TEST(ForkSum, EveryItemIsInOneShare) {
  struct Case {
    std::size_t items;
    unsigned children;
  };
  for (const auto [items, children] : {Case{1, 1}, Case{7, 1}, Case{5, 2}, Case{7, 7}, Case{10, 3}, Case{11, 4}}) {
    const Shared<Visits> visits;
    const auto note = [&](std::size_t first, std::size_t last) {
      visits->note(first, last);
      return add_up(first, last);
    };
    expect(sum(add_up(0, items)), items, children, note);
    expect_shares(*visits, items, children);
  }
}

TEST(ForkSum, WithFewItemsThereAreFewChildren) {
  const Shared<Visits> visits;
  forks_asked_for = 0;
  const auto note = [&](std::size_t first, std::size_t last) {
    visits->note(first, last);
    return 10 + add_up(first, last);
  };
  expect(sum(33), 3, 8, note);
  expect_shares(*visits, 3, 3);
  EXPECT_EQ(forks_asked_for.load(), 3U) << "three items keep three children busy, and more there shall not be";
}

TEST(ForkSum, NoItemsNoChildren) {
  const Shared<Visits> visits;
  forks_asked_for = 0;
  const auto note = [&](std::size_t first, std::size_t last) {
    visits->note(first, last);
    return 1;
  };
  expect(sum(0), 0, 4, note);
  EXPECT_EQ(visits->count.load(), 0U) << "there are no items, so no share may be asked for";
  EXPECT_EQ(forks_asked_for.load(), 0U) << "there are no items, so there is nothing to start a child for";
}

TEST(ForkSum, SomebodyMustDoTheWork) {
  forks_asked_for = 0;
  expect(kInvalid, 10, 0, add_up);
  expect(kInvalid, 0, 0, add_up);
  EXPECT_EQ(forks_asked_for.load(), 0U) << "no children were asked for, and fork() was called";
}

TEST(ForkSum, ResultsHave64Bits) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  struct Case {
    std::array<std::int64_t, 3> results;
    std::int64_t sum;
    const char* when;
  };
  for (const Case& each : {Case{{200, 56, 65'280}, 65'536, " whose results are 200, 56 and 65280"},
                           Case{{0, 0, 0}, 0, " that find 0"}, Case{{-1, -1, -1}, -3, " whose results are all -1"},
                           Case{{1LL << 40U, 1, 1LL << 33U}, 1'108'101'562'369, " whose results are 2^40, 1 and 2^33"},
                           Case{{kMost - 9, -5, 7}, kMost - 7, " whose results are 2^63 - 10, -5 and 7"},
                           Case{{2, kLeast + 9, -4}, kLeast + 7, " whose results are 2, -2^63 + 9 and -4"}}) {
    const auto look_up = [&](std::size_t first, std::size_t) { return each.results.at(first); };
    expect(sum(each.sum), 3, 3, look_up, each.when);
  }
}

// ---- children ------------------------------------------------------------------------------------------------------

TEST(ForkSum, EachShareHasAChildOfItsOwn) {
  constexpr unsigned kChildren = 4;
  const Shared<Visits> visits;
  int variable_of_the_caller = 0;
  const auto note = [&](std::size_t first, std::size_t last) {
    ++variable_of_the_caller;
    visits->note(first, last);
    return 1;
  };
  expect(sum(4), kChildren, kChildren, note);
  EXPECT_EQ(variable_of_the_caller, 0)
      << "a part changed a variable of the caller's: it did not run in a child with memory of its own";
  for (unsigned i = 0; i < kChildren; ++i) {
    const Visit& visit = visits->list.at(i);
    EXPECT_TRUE(visit.process != ::getpid()) << "a part ran in the caller's own process";
    EXPECT_TRUE(visit.parent == ::getpid()) << "a part ran in a process that is no child of the caller";
    for (unsigned j = 0; j < i; ++j) {
      EXPECT_TRUE(visits->list.at(j).process != visit.process) << "one process computed two shares";
    }
  }
}

TEST(ForkSum, ChildrenWorkAtTheSameTime) {
  for (const unsigned children : {2U, 4U}) {
    const Meeting meeting(children);
    const auto meet = [&](std::size_t, std::size_t) {
      meeting.attend();
      return 1;
    };
    expect(sum(children), 10, children, meet);
  }
}

TEST(ForkSum, SleepsWhileTheChildrenWork) {
  const auto watch = [caller = ::getpid()](std::size_t, std::size_t) {
    if (!falls_asleep(caller, milliseconds(5000))) return 12;
    const long naps = activity_of(caller).naps;
    ::usleep(100'000);
    return activity_of(caller).naps > naps + 1 ? 11 : 10;
  };
  expect(sum(10), 1, 1, watch,
         " (11 means that it woke again and again while it waited, 12 that it did not even fall asleep)");
}

TEST(ForkSum, WhatTheCallerHasBufferedIsWrittenOnce) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::FILE* const diary = ::fdopen(ends[1], "w");
  std::fputs("dear diary\n", diary);  // it stays in a buffer, and each child gets a copy of that
  expect(sum(15), 6, 3, add_up);
  expect(failure(0, 1), 3, 3, throw_an_exception, " that all throw an exception");
  std::fclose(diary);
  std::string written;
  for (char letter = 0; ::read(ends[0], &letter, 1) == 1;) written += letter;
  ::close(ends[0]);
  EXPECT_STREQ(written.c_str(), "dear diary\n")
      << "what the caller had put into a buffer was written by its children, too";
}

// ---- failures ------------------------------------------------------------------------------------------------------

TEST(ForkSum, AKilledChildIsReported) {
  for (const std::size_t victim : {0U, 1U, 2U}) {
    const int signal = victim == 1 ? SIGTERM : SIGKILL;
    const auto die = [&](std::size_t first, std::size_t) {
      if (first == victim) ::raise(signal);
      return 1;
    };
    expect(failure(victim, -signal), 3, 3, die, ", one of which is ended by a signal");
  }
}

TEST(ForkSum, AnExceptionInAChildIsReported) {
  const auto fail = [](std::size_t first, std::size_t last) {
    return first == 2 ? throw_an_exception(first, last) : 1;
  };
  expect(failure(2, 1), 3, 3, fail, ", the last of which throws an exception");
  const auto throw_a_number = [](std::size_t first, std::size_t) {
    if (first == 0) throw 42;
    return 1;
  };
  expect(failure(0, 1), 2, 2, throw_a_number, ", the first of which throws an int");
}

TEST(ForkSum, AChildThatEndsWithoutAResultIsReported) {
  for (const int code : {7, 0, 255}) {
    const auto leave = [code](std::size_t first, std::size_t) {
      if (first == 1) ::_exit(code);
      return 1;
    };
    expect(failure(1, code), 3, 3, leave, ", one of which calls _exit() itself");
  }
}

// Share 2 is dead before share 0 dies.
TEST(ForkSum, OfSeveralFailuresTheFirstShareIsReported) {
  const Shared<std::atomic<pid_t>> died_first;
  const auto die = [&](std::size_t first, std::size_t) {
    if (first == 2) {
      *died_first = ::getpid();
      ::_exit(5);
    }
    if (first == 0) {
      (void)eventually([&] { return *died_first != 0 && has_ended(*died_first); });
      ::raise(SIGTERM);
    }
    return 1;
  };
  expect(failure(0, -SIGTERM), 4, 4, die, "; the one with share 2 fails, then the one with share 0");
}

TEST(ForkSum, TheOthersFinishTheirShares) {
  for (const std::size_t victim : {0U, 1U}) {
    const Accident accident;
    const auto work = [&](std::size_t first, std::size_t) {
      if (first == victim) accident.die();
      return accident.survive();
    };
    expect(failure(victim, -SIGKILL), 3, 3, work, ", one of which is killed");
    EXPECT_EQ(accident.survivors_at_the_end(), 2U)
        << "one of three children was killed; when fork_sum() throws, the two others must have finished undisturbed";
  }
}

// ---- what is left --------------------------------------------------------------------------------------------------

TEST(ForkSum, LeavesNothingBehind) {
  const parcours::Census before;
  for (const unsigned children : {1U, 3U, 5U}) expect(sum(45), 10, children, add_up);
  parcours::expect_no_leftovers(before);
}

TEST(ForkSum, LeavesNothingBehindWhenAChildFails) {
  const parcours::Census before;
  const Accident accident;
  const auto work = [&](std::size_t first, std::size_t) {
    if (first == 0) accident.die();
    return accident.survive();
  };
  expect(failure(0, -SIGKILL), 3, 3, work, ", one of which is killed");
  (void)accident.survivors_at_the_end();
  for (int i = 0; i < 3; ++i) expect(failure(0, 1), 4, 4, throw_an_exception, " that all throw an exception");
  parcours::expect_no_leftovers(before);
}

TEST(ForkSum, WaitsForItsOwnChildrenOnly) {
  const ChildOfTheCaller other;
  expect(sum(10), 5, 3, add_up, ", while a child of the caller's own has ended");
  EXPECT_TRUE(other.was_left_alone())
      << "fork_sum() has waited for a child that the caller had started, and took its exit status away";
}

}  // namespace fork_sum_tests
