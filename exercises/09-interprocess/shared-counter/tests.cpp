#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <latch>
#include <list>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "parcours/test.hpp"
#include "shared_counter.hpp"

// How a failing assertion shows a Tally: what is zero is left out.
void PrintTo(const Tally& tally, std::ostream* out) {
  constexpr int most_shown = 4;
  *out << "{additions " << tally.additions << ", total " << tally.total;
  int shown = 0;
  for (std::size_t slot = 0; slot < Tally::kSlots && shown <= most_shown; ++slot) {
    if (tally.per_slot[slot] == 0) continue;
    if (shown++ < most_shown)
      *out << ", slot " << slot << ": " << tally.per_slot[slot];
    else
      *out << " …";
  }
  *out << "}";
}

// In a namespace of their own, so that names of your header do not get in the way.
namespace counter_tests {
namespace {

using parcours::run_together;
using parcours::Sleepers;

// What is wanted of a process, for as long as the call lasts that it is given to. There are many of these, and each
// std::function of another lambda takes the compiler some time.
template <class... Arguments>
class Work {
 public:
  template <class Function>
  Work(const Function& function)
      : function_(&function),
        call_([](const void* what, Arguments... arguments) { (*static_cast<const Function*>(what))(arguments...); }) {}
  void operator()(Arguments... arguments) const { call_(function_, arguments...); }

 private:
  const void* function_;
  void (*call_)(const void*, Arguments...);
};

[[gnu::noinline]] void do_update(SharedCounter& counter, const Work<Tally&>& change) { counter.update(change); }

// Assertions as functions, for the same reason. They return whether it was right.

[[gnu::noinline]] bool is_so(bool condition, const char* otherwise) {
  if (!condition) ADD_FAILURE() << otherwise;
  return condition;
}

[[gnu::noinline]] bool is_equal(const Tally& held, const Tally& expected, const char* when, const char* more = "") {
  EXPECT_EQ(held, expected) << when << more;
  return held == expected;
}

// ---- several processes ---------------------------------------------------------------------------------------------

// A name of the test's own, which is free at the beginning and at the end.
class Name {
 public:
  Name() { ::shm_unlink(text.c_str()); }
  ~Name() { ::shm_unlink(text.c_str()); }
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  const std::string text = "/parcours-" + std::to_string(::getpid()) + "-" + std::to_string(++used) + "-counter";

 private:
  static inline int used = 0;
};

// News from one process to another, as often as it is given. It must be made before the process that uses it.
class News {
 public:
  News() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  ~News() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  News(const News&) = delete;
  News& operator=(const News&) = delete;

  void give() const {
    const char byte = 0;
    while (::write(ends_[1], &byte, 1) < 0 && errno == EINTR) {
    }
  }
  // Sleeps until it has been given.
  void take() const {
    char byte = 0;
    while (::read(ends_[0], &byte, 1) < 0 && errno == EINTR) {
    }
  }
  bool given() const {
    pollfd end{descriptor(), POLLIN, 0};
    return ::poll(&end, 1, 0) > 0;
  }
  int descriptor() const { return ends_[0]; }

 private:
  int ends_[2];
};

// A child process that does `body` and ends. Assertions in it count like any other.
class Child {
 public:
  explicit Child(const Work<>& body) {
    int life[2];
    if (::pipe2(life, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    pid_ = ::fork();
    if (pid_ == 0) do_and_exit(body);
    const int error = errno;
    ::close(life[1]);  // only the child has it now: when the child is gone, the other end says so
    life_ = life[0];
    if (pid_ < 0) throw std::system_error(error, std::generic_category(), "fork");
  }
  ~Child() {
    kill();
    (void)status();
    ::close(life_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill() const {
    if (status_ < 0) ::kill(pid_, SIGKILL);
  }
  // Sleeps until the child has ended, and does not reap it: it stays a zombie.
  void mourn() const {
    pollfd end{life_, 0, 0};
    while (::poll(&end, 1, -1) < 0) {
    }
  }
  bool has_ended() const {
    pollfd end{life_, 0, 0};
    return ::poll(&end, 1, 0) > 0;
  }
  // Waits for its end and reaps it. As waitpid() tells it.
  int status() {
    if (status_ < 0)
      while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
      }
    return status_;
  }
  bool was_killed() { return WIFSIGNALED(status()) && WTERMSIG(status()) == SIGKILL; }

  pid_t pid() const { return pid_; }
  int life() const { return life_; }

 private:
  [[noreturn]] static void do_and_exit(const Work<>& body) {
    try {
      body();
    } catch (const std::exception& error) {
      ADD_FAILURE() << "an exception came out of a call in a child process: " << error.what();
    } catch (...) {
      ADD_FAILURE() << "an exception of unknown type came out of a call in a child process";
    }
    ::_exit(0);
  }

  pid_t pid_ = -1;
  int life_ = -1;
  int status_ = -1;
};

// Fails the test if the child does not come to its end. `what` says what it was about.
[[gnu::noinline]] bool ends_well(Child& child, const char* what = "") {
  const int status = child.status();
  if (status == 0) return true;
  if (WIFSIGNALED(status))
    ADD_FAILURE() << "a child process that should have come to its end was killed by signal " << WTERMSIG(status)
                  << " (" << ::strsignal(WTERMSIG(status)) << ")" << what;
  else
    ADD_FAILURE() << "a child process ended with status " << WEXITSTATUS(status) << what;
  return false;
}

// Sleeps until the child gives the news; false if it ends without.
bool tells(const Child& child, const News& news) {
  pollfd ends[2] = {{news.descriptor(), POLLIN, 0}, {child.life(), 0, 0}};
  while (::poll(ends, 2, -1) < 0) {
  }
  return news.given();
}

char state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);  // "ID (NAME) STATE …"; S: the kernel has put it to sleep
  const std::size_t name_end = line.rfind(')');
  return name_end == std::string::npos || name_end + 2 >= line.size() ? '?' : line[name_end + 2];
}

std::chrono::nanoseconds cpu_time_of(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(process, &clock) == 0) ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// Gives the child the time to come as far as it can: until it sleeps, or has kept a core busy for long, or has ended.
// True if it lives. However busy the machine is, a child that can go on is not taken for one that rests.
bool comes_to_rest(const Child& child) {
  const auto before = cpu_time_of(child.pid());
  for (int calm = 0; calm < 5;) {
    if (child.has_ended()) return false;
    if (cpu_time_of(child.pid()) - before > std::chrono::milliseconds(100)) return true;
    calm = state_of(child.pid()) == 'S' ? calm + 1 : 0;
    std::this_thread::sleep_for(std::chrono::microseconds(250));
  }
  return true;
}

// ---- stopping a process inside of a constructor --------------------------------------------------------------------

enum class Place { nowhere, after_shm_open, before_ftruncate, after_ftruncate, before_mutex_init };

// Where this process stops, once: it gives `reached`, and goes on when it gets `go_on`.
struct Stop {
  Place at = Place::nowhere;
  const News* reached = nullptr;
  const News* go_on = nullptr;
};
Stop stop;

void come_past(Place place) {
  if (stop.at != place) return;
  stop.at = Place::nowhere;
  stop.reached->give();
  stop.go_on->take();
}

struct MadeMutex {
  std::uintptr_t address = 0;
  bool for_processes = false;
};
std::array<MadeMutex, 32> made_mutexes;  // while they are noted
std::size_t made_mutexes_count = 0;
bool noting_mutexes = false;

void note_mutex(const pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  if (!noting_mutexes || made_mutexes_count == made_mutexes.size()) return;
  int shared = PTHREAD_PROCESS_PRIVATE;
  if (attributes != nullptr) ::pthread_mutexattr_getpshared(attributes, &shared);
  made_mutexes[made_mutexes_count++] = {reinterpret_cast<std::uintptr_t>(mutex), shared == PTHREAD_PROCESS_SHARED};
}

template <class Function>
Function* systems_own(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace
}  // namespace counter_tests

// These three stand in for the system's functions in the whole program. They do what those do; a process may be told to
// stop at one of them.

extern "C" int shm_open(const char* name, int flags, mode_t mode) {
  static auto* const real = counter_tests::systems_own<int(const char*, int, mode_t)>("shm_open");
  const int descriptor = real(name, flags, mode);
  if (descriptor >= 0) counter_tests::come_past(counter_tests::Place::after_shm_open);
  return descriptor;
}

extern "C" int ftruncate(int descriptor, off_t size) noexcept {
  static auto* const real = counter_tests::systems_own<int(int, off_t)>("ftruncate");
  counter_tests::come_past(counter_tests::Place::before_ftruncate);
  const int result = real(descriptor, size);
  if (result == 0) counter_tests::come_past(counter_tests::Place::after_ftruncate);
  return result;
}

extern "C" int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) noexcept {
  static auto* const real =
      counter_tests::systems_own<int(pthread_mutex_t*, const pthread_mutexattr_t*)>("pthread_mutex_init");
  counter_tests::note_mutex(mutex, attributes);
  counter_tests::come_past(counter_tests::Place::before_mutex_init);
  return real(mutex, attributes);
}

namespace counter_tests {
namespace {

// ---- stopping a process where it turns to another page of the shared memory ----------------------------------------

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  int rights = PROT_NONE;
};

struct Ranges {
  std::array<Range, 16> all;
  std::size_t count = 0;

  const Range* begin() const { return all.data(); }
  const Range* end() const { return all.data() + count; }
};

// Where this process has mapped the shared memory of that name.
[[gnu::noinline]] Ranges mapped(const std::string& name) {
  Ranges ranges;
  std::ifstream maps("/proc/self/maps");  // "BEGIN-END RIGHTS OFFSET DEVICE NUMBER PATH"
  for (std::string line; std::getline(maps, line);) {
    if (line.find("/dev/shm" + name) == std::string::npos) continue;
    Range range;
    char rights[5] = "";
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &range.begin, &range.end, rights) != 3) continue;
    range.rights = (rights[0] == 'r' ? PROT_READ : 0) | (rights[1] == 'w' ? PROT_WRITE : 0);
    if (range.rights != PROT_NONE && ranges.count < ranges.all.size()) ranges.all[ranges.count++] = range;
  }
  return ranges;
}

// Takes rights to the shared memory away from this process. The first access to a page faults; then that page is
// opened, and those before it, up to its neighbour, are closed again. So every turn to another page is seen, once the
// process has gone on, and instructions that reach over an edge get through.
class PageTrap {
 public:
  // Calls `reached` at the turn number `turn` (1 is the first access), with all rights given back. `closed`: what a
  // closed page may be used for, PROT_READ or PROT_NONE.
  static void arm(const std::string& name, int closed, unsigned turn, void (*reached)()) {
    ranges_ = mapped(name);
    page_size_ = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    closed_ = closed;
    turns_left_ = turn;
    reached_ = reached;
    open_begin_ = open_end_ = 0;
    struct sigaction action{};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSEGV, &action, &usual_);
    set_rights(0, UINTPTR_MAX, false);
  }
  static void disarm() {
    set_rights(0, UINTPTR_MAX, true);
    ranges_.count = 0;
    ::sigaction(SIGSEGV, &usual_, nullptr);
  }

 private:
  static void on_fault(int, siginfo_t* info, void*) {
    const int error = errno;
    const std::uintptr_t page = reinterpret_cast<std::uintptr_t>(info->si_addr) & ~(page_size_ - 1);
    const bool ours = std::any_of(ranges_.begin(), ranges_.end(),
                                  [&](const Range& range) { return range.begin <= page && page < range.end; });
    if (!ours) {
      disarm();  // a mistake of the program's own: it happens again, and ends the process
    } else if (--turns_left_ == 0) {
      disarm();
      reached_();
    } else {
      open(page);
    }
    errno = error;
  }

  static void open(std::uintptr_t page) {
    if (page == open_end_) {
      set_rights(open_begin_, page - page_size_, false);
      open_begin_ = page - page_size_;
      open_end_ = page + page_size_;
    } else if (page + page_size_ == open_begin_) {
      set_rights(page + 2 * page_size_, open_end_, false);
      open_begin_ = page;
      open_end_ = page + 2 * page_size_;
    } else {
      set_rights(open_begin_, open_end_, false);
      open_begin_ = page;
      open_end_ = page + page_size_;
    }
    set_rights(page, page + page_size_, true);
  }

  static void set_rights(std::uintptr_t begin, std::uintptr_t end, bool open) {
    for (const Range& range : ranges_) {
      const std::uintptr_t from = std::max(begin, range.begin);
      const std::uintptr_t to = std::min(end, range.end);
      if (from < to) ::mprotect(reinterpret_cast<void*>(from), to - from, open ? range.rights : closed_);
    }
  }

  static inline Ranges ranges_;
  static inline std::uintptr_t page_size_ = 4096;
  static inline std::uintptr_t open_begin_ = 0;  // the pages open now
  static inline std::uintptr_t open_end_ = 0;
  static inline int closed_ = PROT_NONE;
  static inline unsigned turns_left_ = 0;
  static inline void (*reached_)() = nullptr;
  static inline struct sigaction usual_{};  // what SIGSEGV does otherwise
};

constexpr unsigned kMostTurns = 40;  // more than any sensible solution has

void die() { ::kill(::getpid(), SIGKILL); }

// The process dies when it begins to write to another page for the `turn`th time from now.
void die_at_turn(const std::string& name, unsigned turn) { PageTrap::arm(name, PROT_READ, turn, die); }

// ---- what is counted -----------------------------------------------------------------------------------------------

constexpr std::size_t kLastSlot = Tally::kSlots - 1;

struct Addition {
  std::size_t slot = 0;
  std::uint64_t amount = 0;
};

// What add(slot, amount) must do.
void tally_up(Tally& tally, std::size_t slot, std::uint64_t amount) {
  ++tally.additions;
  tally.total += amount;
  ++tally.per_slot[slot];
}

// What a counter holds after these additions.
[[gnu::noinline]] Tally sum_of(const Addition* begin, const Addition* end) {
  Tally tally;
  for (const Addition* addition = begin; addition != end; ++addition) tally_up(tally, addition->slot, addition->amount);
  return tally;
}
Tally sum_of(std::initializer_list<Addition> additions) { return sum_of(additions.begin(), additions.end()); }
Tally sum_of(const std::vector<Addition>& additions) {
  return sum_of(additions.data(), additions.data() + additions.size());
}

// Changes all of it: one addition of 3 to each slot.
[[gnu::noinline]] void tally_up_each_slot(Tally& tally) {
  for (std::size_t slot = 0; slot < Tally::kSlots; ++slot) tally_up(tally, slot, 3);
}

[[gnu::noinline]] std::vector<Addition> random_additions(std::size_t how_many) {
  auto random = parcours::rng();
  std::vector<Addition> additions(how_many);
  for (Addition& addition : additions) addition = {random() % Tally::kSlots, random() % 1000};
  return additions;
}

void update_by_name(const Name& name, const Work<Tally&>& change) {
  SharedCounter own(name.text);
  do_update(own, change);
}

// ---- one process ---------------------------------------------------------------------------------------------------

TEST(SharedCounter, StartsAtZero) {
  const Name name;
  SharedCounter counter(name.text);
  is_equal(counter.snapshot(), Tally{}, "a new counter has counted nothing yet");
}

TEST(SharedCounter, CountsInAllFields) {
  const Name name;
  SharedCounter counter(name.text);
  Tally expected;
  for (const Addition& addition : random_additions(60)) {
    counter.add(addition.slot, addition.amount);
    tally_up(expected, addition.slot, addition.amount);
    if (!is_equal(counter.snapshot(), expected, "after one more add()")) return;
  }
}

TEST(SharedCounter, UpdateChangesWhatIsThere) {
  const Name name;
  SharedCounter counter(name.text);
  counter.add(5, 100);
  Tally expected = sum_of({{5, 100}});
  int calls = 0;
  do_update(counter, [&](Tally& tally) {
    ++calls;
    is_equal(tally, expected, "update() calls its function with what the counter holds");
    tally_up_each_slot(tally);
  });
  tally_up_each_slot(expected);
  is_so(calls == 1, "update() calls its function once");
  is_equal(counter.snapshot(), expected, "what the function has made of it is what the counter holds");
  counter.add(kLastSlot, 1);
  tally_up(expected, kLastSlot, 1);
  do_update(counter, [](Tally&) {});
  is_equal(counter.snapshot(), expected, "a function that changes nothing changes nothing");
}

TEST(SharedCounter, ASlotThatIsNotThereIsRefused) {
  const Name name;
  SharedCounter counter(name.text);
  counter.add(kLastSlot, 7);
  for (const std::size_t slot : {Tally::kSlots, SIZE_MAX})
    EXPECT_THROW(counter.add(slot, 1), std::out_of_range) << "there are the slots 0 to kSlots - 1";
  counter.add(0, 2);
  is_equal(counter.snapshot(), sum_of({{kLastSlot, 7}, {0, 2}}), "an addition that is refused changes nothing");
}

TEST(SharedCounter, AnExceptionChangesNothing) {
  const Name name;
  SharedCounter counter(name.text);
  counter.add(1, 10);
  const auto change = [](Tally& tally) {
    tally_up_each_slot(tally);
    throw std::range_error("thought better of it");
  };
  for (int time = 0; time < 2; ++time) {
    EXPECT_THROW(counter.update(change), std::range_error) << "what the function throws reaches who called update()";
    is_equal(counter.snapshot(), sum_of({{1, 10}}), "the function of update() threw: nothing has changed");
  }
  counter.add(2, 20);
  is_equal(counter.snapshot(), sum_of({{1, 10}, {2, 20}}), "an addition after the function of update() had thrown");
}

// ---- names ---------------------------------------------------------------------------------------------------------

TEST(SharedCounter, KeepsItsStateWhenNobodyHasItOpen) {
  const Name name;
  SharedCounter(name.text).add(3, 10);
  Child other([&] {
    SharedCounter counter(name.text);
    is_equal(counter.snapshot(), sum_of({{3, 10}}), "opened by another process after the first object had gone");
    counter.add(4, 20);
  });
  ends_well(other);
  Child hasty([&] {
    SharedCounter counter(name.text);
    counter.add(5, 30);
    ::_exit(0);  // no destructor
  });
  ends_well(hasty);
  is_equal(SharedCounter(name.text).snapshot(), sum_of({{3, 10}, {4, 20}, {5, 30}}),
           "three processes had it open one after the other, and each added something");
}

TEST(SharedCounter, TwoNamesAreTwoCounters) {
  const Name one;
  const Name two;
  SharedCounter first(one.text);
  SharedCounter second(two.text);
  first.add(1, 10);
  do_update(second, [](Tally& tally) { tally_up(tally, 2, 20); });
  second.add(2, 30);
  is_equal(first.snapshot(), sum_of({{1, 10}}), "a counter, while one of another name is in use");
  is_equal(second.snapshot(), sum_of({{2, 20}, {2, 30}}), "a counter, while one of another name is in use");
}

bool exists(const std::string& name) {
  const int descriptor = ::shm_open(name.c_str(), O_RDONLY, 0);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

TEST(SharedCounter, LivesUnderItsNameUntilItIsRemoved) {
  const Name name;
  is_so(!SharedCounter::remove(name.text), "remove() is false where there is no such name");
  {
    SharedCounter counter(name.text);
  }
  is_so(exists(name.text), "shm_open does not find the counter under its name, before anybody removed it");
  is_so(SharedCounter::remove(name.text), "remove() is true where there was such a name");
  is_so(!exists(name.text), "remove() takes the name away");
  is_so(!SharedCounter::remove(name.text), "remove() is false where the name has gone already");
}

TEST(SharedCounter, WhoHasItOpenKeepsIt) {
  const Name name;
  SharedCounter old(name.text);
  old.add(1, 10);
  SharedCounter::remove(name.text);
  SharedCounter fresh(name.text);
  is_equal(fresh.snapshot(), Tally{}, "after remove(), the name stands for a new counter");
  old.add(1, 10);
  fresh.add(2, 20);
  is_equal(old.snapshot(), sum_of({{1, 10}, {1, 10}}), "who had it open when it was removed goes on with it");
  is_equal(fresh.snapshot(), sum_of({{2, 20}}), "the new counter of that name");
  is_equal(SharedCounter(name.text).snapshot(), sum_of({{2, 20}}), "the new counter of that name, opened once more");
}

TEST(SharedCounter, AnImpossibleNameIsRefused) {
  const parcours::Census before;
  EXPECT_THROW(SharedCounter("/no/such/place"), std::system_error) << "shm_open refuses this name";
  parcours::expect_no_leftovers(before);
}

TEST(SharedCounter, LeavesNothingBehind) {
  const Name name;
  const parcours::Census before(name.text);
  for (int time = 0; time < 2; ++time) {
    SharedCounter counter(name.text);
    SharedCounter same(name.text);
    counter.add(1, 1);
    same.update(tally_up_each_slot);
    (void)counter.snapshot();
  }
  is_so(mapped(name.text).count == 0, "the shared memory is still mapped after the destructor");
  SharedCounter::remove(name.text);
  parcours::expect_no_leftovers(before);
}

// ---- several processes at once -------------------------------------------------------------------------------------

constexpr const char* kNotCalled = "update() came back without having called its function";
constexpr const char* kAddWasThrough = "add() was through while another process was in the function of update()";
constexpr const char* kUpdateWasThrough = "update() was through while another process was in the function of update()";

// Processes that do the same, started together, each with a number of its own.
class Crowd {
 public:
  Crowd(std::size_t processes, const Work<std::size_t>& body) {
    for (std::size_t process = 0; process < processes; ++process) {
      children_.emplace_back([&] {
        start_.take();
        body(process);
      });
    }
    for (std::size_t process = 0; process < processes; ++process) start_.give();
  }
  void ends_well() {
    for (Child& child : children_) counter_tests::ends_well(child);
  }
  void was_killed() {
    for (Child& child : children_) is_so(child.was_killed(), "a process should have died in update()");
  }

 private:
  News start_;
  std::list<Child> children_;
};

TEST(SharedCounter, ProcessesAddUp) {
  constexpr std::size_t kEach = 300;
  const Name name;
  const std::vector<Addition> additions = random_additions(4 * kEach);
  Crowd crowd(4, [&](std::size_t process) {
    SharedCounter counter(name.text);
    for (std::size_t i = process * kEach; i < (process + 1) * kEach; ++i)
      counter.add(additions[i].slot, additions[i].amount);
  });
  crowd.ends_well();
  is_equal(SharedCounter(name.text).snapshot(), sum_of(additions), "four processes added at the same time");
}

TEST(SharedCounter, InheritedObjectsCountToo) {
  const Name name;
  SharedCounter counter(name.text);
  const auto add_often = [&](std::size_t slot) {
    for (int i = 0; i < 100; ++i) counter.add(slot, 1);
  };
  Crowd crowd(3, add_often);
  add_often(3);
  crowd.ends_well();
  Tally expected;
  for (std::size_t slot = 0; slot < 4; ++slot)
    for (int i = 0; i < 100; ++i) tally_up(expected, slot, 1);
  is_equal(counter.snapshot(), expected, "a process forked, and parent and children added with the same object");
}

TEST(SharedCounter, ProcessesTakeTurns) {
  for (const bool inherited : {false, true}) {
    const Name name;
    SharedCounter counter(name.text);
    // With an object of the process's own, or with the one that it has from its parent.
    const auto change = [&](const Work<Tally&>& how) {
      if (inherited) return do_update(counter, how);
      SharedCounter own(name.text);
      do_update(own, how);
    };
    const News inside;
    const News leave;
    Child holder([&] {
      change([&](Tally& tally) {
        tally_up(tally, 1, 10);
        inside.give();
        leave.take();
        tally_up(tally, 2, 20);
      });
    });
    if (!is_so(tells(holder, inside), kNotCalled)) return;
    Child adder([&] { inherited ? counter.add(3, 30) : SharedCounter(name.text).add(3, 30); });
    Child changer([&] { change([](Tally& tally) { tally_up(tally, 4, 40); }); });
    is_so(comes_to_rest(adder), kAddWasThrough);
    is_so(comes_to_rest(changer), kUpdateWasThrough);
    leave.give();
    ends_well(holder);
    ends_well(adder);
    ends_well(changer);
    if (!is_equal(counter.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}, {4, 40}}),
                  "two processes waited until a third one had finished its change",
                  inherited ? "; all use the object of their parent" : ""))
      return;
  }
}

TEST(SharedCounter, ThreadsTakeTurns) {
  const Name name;
  SharedCounter counter(name.text);
  SharedCounter same(name.text);
  std::latch inside(1);
  Sleepers sleepers(2);
  run_together(3, [&](unsigned thread) {
    if (thread == 0) {
      bool called = false;
      do_update(counter, [&](Tally& tally) {
        called = true;
        tally_up(tally, 1, 10);
        inside.count_down();
        sleepers.settle();
        is_so(sleepers.returned() == 0, "add() was through while another thread was in the function of update()");
        tally_up(tally, 2, 20);
      });
      if (!is_so(called, kNotCalled)) inside.count_down();
      return;
    }
    inside.wait();
    SharedCounter& object = thread == 1 ? counter : same;  // the object that is in update(), and another one
    sleepers.call(thread - 1, [&] { object.add(2 + thread, 10 * (2 + thread)); });
  });
  is_equal(counter.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}, {4, 40}}),
           "two threads waited until a third one had finished its change");
}

TEST(SharedCounter, SnapshotsAreNeverHalfDone) {
  const Name name;
  SharedCounter counter(name.text);
  counter.update(tally_up_each_slot);
  const Tally before = counter.snapshot();
  Tally after = before;
  tally_up_each_slot(after);
  const News inside;
  const News leave;
  Child holder([&] {
    update_by_name(name, [&](Tally& tally) {
      tally.additions = after.additions;
      tally.per_slot = after.per_slot;
      inside.give();
      leave.take();
      tally.total = after.total;
    });
  });
  if (!is_so(tells(holder, inside), kNotCalled)) return;
  Child reader([&] {
    const Tally seen = SharedCounter(name.text).snapshot();
    if (seen != before) is_equal(seen, after, "snapshot() showed a half of what update() was doing");
  });
  (void)comes_to_rest(reader);  // it waits, or has seen what was there before
  leave.give();
  ends_well(holder);
  ends_well(reader);
  is_equal(counter.snapshot(), after, "a snapshot had been taken while another process was in update()");
}

// ---- the beginning -------------------------------------------------------------------------------------------------

// One process stops in the middle of creating the counter, another one opens it meanwhile.
void open_while_another_creates(Place place, const char* told) {
  const Name name;
  const News stopped;
  const News go_on;
  const News inside;
  const News leave;
  Child creator([&] {
    stop = {place, &stopped, &go_on};
    SharedCounter counter(name.text);
    stop = {};
    counter.add(1, 10);
  });
  if (!tells(creator, stopped)) {  // it does without this call
    ends_well(creator, told);
    return;
  }
  Child early([&] {
    SharedCounter counter(name.text);
    counter.add(2, 20);
    do_update(counter, [&](Tally& tally) {
      inside.give();
      leave.take();
      tally_up(tally, 3, 30);
    });
  });
  // It waits, or has created the counter itself, which the other one must find then.
  (void)comes_to_rest(early);
  if (!inside.given()) std::this_thread::sleep_for(std::chrono::milliseconds(40));  // "however long that takes"
  const bool created_it = inside.given();
  go_on.give();
  if (created_it)
    is_so(comes_to_rest(creator),
          "one process was creating the counter when another one opened it and began an update(); then the first one "
          "went on, and changed the counter in the midst of that");
  leave.give();
  ends_well(early, told);
  ends_well(creator, told);
  is_equal(SharedCounter(name.text).snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}}),
           "after both processes have counted", told);
}

TEST(SharedCounter, WhoComesEarlyWaitsForTheCreator) {
  constexpr std::pair<Place, const char*> kPlaces[] = {
      {Place::after_shm_open,
       "; one process was creating the counter, just after shm_open, when another one opened it"},
      {Place::before_ftruncate,
       "; one process was creating the counter, just before ftruncate, when another one opened it"},
      {Place::after_ftruncate,
       "; one process was creating the counter, just after ftruncate, when another one opened it"},
      {Place::before_mutex_init,
       "; one process was creating the counter, just before pthread_mutex_init, when another one opened it"}};
  for (const auto& [place, told] : kPlaces)
    if (!HasFailure()) open_while_another_creates(place, told);
}

TEST(SharedCounter, AMutexInSharedMemoryIsMadeForProcesses) {
  const Name name;
  made_mutexes_count = 0;
  noting_mutexes = true;
  SharedCounter counter(name.text);
  noting_mutexes = false;
  for (const Range& range : mapped(name.text)) {
    for (std::size_t i = 0; i < made_mutexes_count; ++i) {
      if (made_mutexes[i].address < range.begin || made_mutexes[i].address >= range.end) continue;
      is_so(made_mutexes[i].for_processes,
            "pthread_mutex_init was called for a mutex in shared memory without PTHREAD_PROCESS_SHARED");
    }
  }
  counter.add(1, 1);
  is_equal(counter.snapshot(), sum_of({{1, 1}}), "after one addition");
}

// ---- the death of a process ----------------------------------------------------------------------------------------

// A process changes half of it in update(), and dies there. Whatever call comes next finds all as it was before.
TEST(SharedCounter, ADeadHolderHasChangedNothing) {
  const Name name;
  SharedCounter counter(name.text);
  Tally expected;
  bool by_signal = true;
  const auto one_dies_then = [&](const Work<>& call, const char* what) {
    if (HasFailure()) return;
    Child holder([&] {
      update_by_name(name, [&](Tally& tally) {
        tally.additions += 1000;
        tally.per_slot.fill(7);
        if (by_signal) die();
        ::_exit(0);
      });
    });
    holder.mourn();  // and nobody reaps it before the others go on
    call();
    is_equal(counter.snapshot(), expected, "a process had died in the function of update(); then came ", what);
    counter.add(4, 40);
    tally_up(expected, 4, 40);
    is_equal(counter.snapshot(), expected, "a process had died in update(); after another add(), and before that ",
             what);
    is_so(!by_signal || holder.was_killed(), kNotCalled);
    by_signal = !by_signal;
  };
  one_dies_then([] {}, "snapshot()");
  one_dies_then(
      [&] {
        counter.add(1, 10);
        tally_up(expected, 1, 10);
      },
      "add()");
  one_dies_then(
      [&] {
        do_update(counter, [&](Tally& tally) {
          is_equal(tally, expected, "what update() gave to its function, just after a process had died in there");
          tally_up(tally, 2, 20);
        });
        tally_up(expected, 2, 20);
      },
      "update()");
  one_dies_then(
      [&] {
        Child other([&] { SharedCounter(name.text).add(3, 30); });
        ends_well(other);
        tally_up(expected, 3, 30);
      },
      "add() in a process that had just opened it");
}

TEST(SharedCounter, WaitersGoOnWhenTheHolderDies) {
  const Name name;
  SharedCounter counter(name.text);
  counter.add(1, 10);
  const News inside;
  const News never;
  Child holder([&] {
    update_by_name(name, [&](Tally& tally) {
      tally.total = 99;
      inside.give();
      never.take();
    });
  });
  if (!is_so(tells(holder, inside), kNotCalled)) return;
  Child adder([&] { SharedCounter(name.text).add(2, 20); });
  Child changer([&] { update_by_name(name, [](Tally& tally) { tally_up(tally, 3, 30); }); });
  is_so(comes_to_rest(adder), kAddWasThrough);
  is_so(comes_to_rest(changer), kUpdateWasThrough);
  holder.kill();  // nobody reaps it before the others have ended
  ends_well(adder);
  ends_well(changer);
  is_equal(counter.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}}),
           "two processes waited while a third one died in the function of update()");
}

// Does `work` in a child that dies at its first write to the shared memory; then in another one, which dies when it
// turns to another page for the first time; and so on, until one lives to the end. The counter must hold what `effect`
// makes of what it held before, or what it held before, and go on counting.
void dies_at_every_turn(
    const std::string& name, const Work<SharedCounter&, unsigned>& work, const Work<Tally&>& effect,
    const char* half_done, const Work<>& before_each = [] {}) {
  SharedCounter counter(name);
  counter.update(tally_up_each_slot);
  Tally expected = counter.snapshot();
  bool died = true;
  for (unsigned turn = 1; died && turn <= kMostTurns; ++turn) {
    before_each();
    Child child([&] {
      SharedCounter own(name);
      work(own, turn);
    });
    died = child.was_killed();
    if (!died && !ends_well(child)) return;
    Tally after = expected;
    effect(after);
    const Tally held = counter.snapshot();
    if (died && held != expected && !is_equal(held, after, half_done)) return;
    if (!died && !is_equal(held, after, "the call came to its end, and this is not what it should have done")) return;
    expected = held;
    counter.add(1, 1);
    tally_up(expected, 1, 1);
    if (!is_equal(counter.snapshot(), expected, "one more addition after that: ", half_done)) return;
  }
}

TEST(SharedCounter, DeathInTheMidstOfAnAddition) {
  const Name name;
  dies_at_every_turn(
      name.text,
      [&](SharedCounter& counter, unsigned turn) {
        die_at_turn(name.text, turn);
        counter.add(kLastSlot, 3);
      },
      [](Tally& tally) { tally_up(tally, kLastSlot, 3); }, "a process died in add()");
}

}  // namespace
}  // namespace counter_tests
