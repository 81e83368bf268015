#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "async_logger.hpp"
#include "parcours/test.hpp"

namespace {

using parcours::eventually;
using parcours::run_together;
using parcours::Sleepers;
using std::chrono::milliseconds;

int kernel_id_of_this_thread() { return static_cast<int>(syscall(SYS_gettid)); }

std::set<int> threads_of_this_process() {
  std::set<int> ids;
  DIR* const folder = opendir("/proc/self/task");
  if (folder == nullptr) return ids;
  while (const dirent* const entry = readdir(folder)) ids.insert(std::atoi(entry->d_name));
  closedir(folder);
  return ids;
}

/// The sink of most tests: a disk that takes bytes all at once or a few at a time, holds callers up, or refuses.
class Disk {
 public:
  static constexpr std::size_t kUnlimited = std::string::npos;

  [[nodiscard]] AsyncLogger::Sink sink() {
    return [this](std::string_view bytes) { return write(bytes); };
  }

  /// From now on each call takes no more than the next of these numbers, round and round.
  void take_at_most(std::vector<std::size_t> sizes) {
    const std::lock_guard lock(mutex_);
    sizes_ = std::move(sizes);
  }
  /// The disk has room for so many bytes in all: it refuses the others.
  void room_for(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    room_ = bytes;
  }
  /// So many bytes in all get through. Who brings others sleeps.
  void let_through(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    open_for_ = bytes;
    changed_.notify_all();
  }
  void hold() { let_through(0); }
  void open() { let_through(kUnlimited); }

  /// Returns true as soon as a call of the sink is held up. False if there is no thread that could make one, since none
  /// was started after this disk was made. If there is one that does not call, the test hangs, and that is its finding.
  [[nodiscard]] bool holds_somebody_up() {
    return comes_true([this] { return held_up_; });
  }
  /// The same for: all it has taken is `text`.
  [[nodiscard]] bool comes_to_have(const std::string& text) {
    return comes_true([&] { return text_ == text; });
  }

  [[nodiscard]] std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  [[nodiscard]] std::set<std::thread::id> writers() const {
    const std::lock_guard lock(mutex_);
    return writers_;
  }
  [[nodiscard]] int kernel_id_of_the_writer() const {
    const std::lock_guard lock(mutex_);
    return kernel_id_;
  }

 private:
  /// Bytes are refused from here on, as by a bad spot of the disk.
  static constexpr char kBadSpot = '!';
  /// A logger that asks for the same line again and again is let through in the end, so that the test can say so.
  static constexpr int kMostRefusals = 1000;

  template <class Condition>
  bool comes_true(Condition condition) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, milliseconds(100), condition)) return true;
    const std::set<int> threads = threads_of_this_process();
    if (std::includes(threads_before_.begin(), threads_before_.end(), threads.begin(), threads.end())) return false;
    const parcours::TimeLimit limit(std::chrono::seconds(8), "the sink to be handed a line that was logged");
    changed_.wait(lock, condition);
    return true;
  }

  std::size_t write(std::string_view bytes) {
    std::unique_lock lock(mutex_);
    writers_.insert(std::this_thread::get_id());
    kernel_id_ = kernel_id_of_this_thread();
    if (text_.size() >= open_for_) {
      held_up_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return text_.size() < open_for_; });
      held_up_ = false;
    }
    const std::size_t most = sizes_.empty() ? kUnlimited : sizes_[calls_++ % sizes_.size()];
    std::size_t taken = std::min({bytes.size(), bytes.find(kBadSpot), most, open_for_ - text_.size()});
    taken = std::min(taken, room_ - std::min(room_, text_.size()));
    if (taken == 0) {
      if (++refusals_ <= kMostRefusals) {
        throw std::system_error(std::make_error_code(std::errc::no_space_on_device), "the disk is full");
      }
      taken = bytes.size();
    }
    text_ += bytes.substr(0, taken);
    changed_.notify_all();
    return taken;
  }

  const std::set<int> threads_before_ = threads_of_this_process();
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::vector<std::size_t> sizes_;
  std::size_t room_ = kUnlimited;
  std::size_t open_for_ = kUnlimited;
  std::size_t calls_ = 0;
  int refusals_ = 0;
  bool held_up_ = false;
  std::set<std::thread::id> writers_;
  int kernel_id_ = 0;
};

/// Opens the disk when the test ends, whichever way, so that the logger's destructor need not wait for ever.
class OpensInTheEnd {
 public:
  explicit OpensInTheEnd(Disk& disk) : disk_(disk) {}
  ~OpensInTheEnd() { disk_.open(); }
  OpensInTheEnd(const OpensInTheEnd&) = delete;
  OpensInTheEnd& operator=(const OpensInTheEnd&) = delete;

 private:
  Disk& disk_;
};

constexpr const char* kNobodyWrites = "a line was logged, and there is no background thread that could write it";

using Lines = std::vector<std::string>;

/// A line that tells who logged it: 'A' for thread 0, 'B' for thread 1.
std::string line_of(unsigned thread, unsigned number) {
  return static_cast<char>('A' + thread) + std::to_string(number) + std::string(number % 5 * 4, '.');
}

/// What stands between the ends of lines; at the end also what has no '\n' behind it.
Lines split(const std::string& text) {
  Lines lines;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

/// Expects that `text` consists of the lines of all threads, and that those of each thread are in their order.
void expect_lines_of_threads(const std::string& text, const std::vector<Lines>& expected) {
  std::vector<std::size_t> found(expected.size());
  for (const std::string& line : split(text)) {
    const auto thread = static_cast<std::size_t>(line.empty() ? -1 : line.front() - 'A');
    ASSERT_LT(thread, expected.size()) << "the sink got \"" << line << "\" as a line, and nobody logged that";
    ASSERT_LT(found[thread], expected[thread].size())
        << "the sink got \"" << line << "\", and had all lines of that thread before";
    ASSERT_EQ(line, expected[thread][found[thread]])
        << "this line of the thread comes next: a line is torn, mixed with another, missing, doubled or out of order";
    ++found[thread];
  }
  for (std::size_t thread = 0; thread < expected.size(); ++thread) {
    ASSERT_EQ(found[thread], expected[thread].size())
        << "the sink has not got all lines of thread " << static_cast<char>('A' + thread);
  }
}

std::error_code code_of(const std::exception_ptr& error) {
  if (!error) return {};
  try {
    std::rethrow_exception(error);
  } catch (const std::system_error& exception) {
    return exception.code();
  } catch (...) {
    return {};
  }
}

/// What the kernel tells about a thread of this process; empty if it has ended.
std::string about_thread(int id, const std::string& what) {
  std::ifstream file("/proc/self/task/" + std::to_string(id) + "/" + what);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Does the thread sleep at this moment, or has it ended?
bool sleeps_or_has_ended(int id) {
  const std::string stat = about_thread(id, "stat");
  const std::size_t end_of_name = stat.rfind(')');
  return end_of_name == std::string::npos || end_of_name + 2 >= stat.size() || stat[end_of_name + 2] != 'R';
}

/// How often the thread went to sleep so far; 0 if it has ended.
long naps(int id) {
  const std::string status = about_thread(id, "status");
  const std::string key = "\nvoluntary_ctxt_switches:";
  const std::size_t at = status.find(key);
  return at == std::string::npos ? 0 : std::stol(status.substr(at + key.size()));
}

// ---- whole lines, in order -----------------------------------------------------------------------------------------

TEST(AsyncLogger, WritesLinesInTheirOrder) {
  Disk disk;
  AsyncLogger logger(disk.sink(), 8);
  for (const char* line : {"kettle on", "", "milk: 10%", "  two blanks before"}) logger.log(line);
  EXPECT_TRUE(logger.flush()) << "no line has been lost";
  EXPECT_EQ(disk.text(), "kettle on\n\nmilk: 10%\n  two blanks before\n") << "each line, with one '\\n' behind it";
  EXPECT_EQ(logger.lost(), 0U);
  EXPECT_TRUE(logger.error() == nullptr) << "the sink has thrown nothing";
}

TEST(AsyncLogger, ALineWaitsForNothing) {
  Disk disk;
  AsyncLogger logger(disk.sink(), 8);
  std::string expected;
  for (const char* line : {"one", "two", "three"}) {
    logger.log(line);
    expected += std::string(line) + '\n';
    ASSERT_TRUE(disk.comes_to_have(expected)) << kNobodyWrites;
  }
}

TEST(AsyncLogger, ShortWritesTearNoLine) {
  {
    Disk disk;
    disk.take_at_most({3, 1, 2});
    AsyncLogger logger(disk.sink(), 8);
    for (const char* line : {"kettle on", "milk", "", "sugar"}) logger.log(line);
    EXPECT_TRUE(logger.flush()) << "a short write is no failure";
    ASSERT_EQ(disk.text(), "kettle on\nmilk\n\nsugar\n") << "the sink took three bytes at most in each call";
  }
  auto random = parcours::rng();
  for (int round = 0; round < 3; ++round) {
    std::vector<std::size_t> sizes(7);
    for (std::size_t& size : sizes) size = 1 + random() % 12;
    Disk disk;
    disk.take_at_most(sizes);
    std::vector<Lines> logged(2);
    AsyncLogger logger(disk.sink(), 4);
    run_together(2, [&](unsigned thread) {
      for (unsigned i = 0; i < 15; ++i) {
        logged[thread].push_back(line_of(thread, i));
        logger.log(logged[thread].back());
      }
    });
    EXPECT_TRUE(logger.flush());
    expect_lines_of_threads(disk.text(), logged);
    if (HasFatalFailure()) return;
  }
}

TEST(AsyncLogger, ManyThreadsKeepTheirOrder) {
  constexpr unsigned kThreads = 4;
  for (const std::size_t limit : {1U, 5U}) {
    Disk disk;
    std::vector<Lines> logged(kThreads);
    AsyncLogger logger(disk.sink(), limit);
    run_together(kThreads, [&](unsigned thread) {
      for (unsigned i = 0; i < 50; ++i) {
        logged[thread].push_back(line_of(thread, i));
        logger.log(logged[thread].back());
      }
    });
    EXPECT_TRUE(logger.flush()) << "no line has been lost";
    expect_lines_of_threads(disk.text(), logged);
    if (HasFatalFailure()) return;
  }
}

TEST(AsyncLogger, OnlyItsOwnThreadWrites) {
  constexpr unsigned kThreads = 3;
  Disk disk;
  std::array<std::thread::id, kThreads> callers;
  {
    AsyncLogger logger(disk.sink(), 2);
    run_together(kThreads, [&](unsigned thread) {
      callers.at(thread) = std::this_thread::get_id();
      for (unsigned i = 0; i < 20; ++i) logger.log(line_of(thread, i));
      logger.flush();
    });
    logger.log("the last one");
  }
  const std::set<std::thread::id> writers = disk.writers();
  EXPECT_EQ(writers.size(), 1U) << "one thread, the same all the time, calls the sink";
  for (const std::thread::id caller : callers) {
    EXPECT_FALSE(writers.contains(caller)) << "the sink was called in a thread that called log() or flush()";
  }
  EXPECT_FALSE(writers.contains(std::this_thread::get_id())) << "the sink was called in the destructor's thread";
}

// ---- nobody is held up, and the limit holds ------------------------------------------------------------------------

TEST(AsyncLogger, LogDoesNotWaitForTheSink) {
  Disk disk;
  disk.hold();
  AsyncLogger logger(disk.sink(), 8);
  const OpensInTheEnd guard(disk);
  logger.log("first");
  ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
  for (int i = 2; i <= 8; ++i) logger.log("another one");
  EXPECT_EQ(logger.lost(), 0U) << "a slow sink is no failure";
  EXPECT_TRUE(logger.error() == nullptr) << "a slow sink is no failure";
  EXPECT_EQ(disk.text(), "") << "the sink is held up by the test";
  disk.open();
  EXPECT_TRUE(logger.flush());
  EXPECT_EQ(split(disk.text()).size(), 8U) << "eight lines were accepted while the sink was busy";
}

TEST(AsyncLogger, KeepsToItsLimit) {
  for (const unsigned limit : {1U, 2U, 5U}) {
    Disk disk;
    disk.hold();
    AsyncLogger logger(disk.sink(), limit);
    const OpensInTheEnd guard(disk);
    for (unsigned i = 0; i < limit; ++i) logger.log("fits in");
    ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) return sleepers.call(0, [&] { logger.log("one too many"); });
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "the limit is " << limit
                                         << ", so many lines were neither written nor lost, and log() accepted another";
      disk.open();
    });
    EXPECT_TRUE(logger.flush());
    EXPECT_EQ(split(disk.text()).size(), limit + 1);
  }
}

TEST(AsyncLogger, RoomIsNewsForEverybodyWhoWaits) {
  constexpr unsigned kWaiting = 4;
  for (const unsigned limit : {1U, 3U, 4U}) {
    Disk disk;
    disk.hold();
    AsyncLogger logger(disk.sink(), limit);
    const OpensInTheEnd guard(disk);
    for (unsigned i = 0; i < limit; ++i) logger.log("fills it");
    Sleepers sleepers(kWaiting);
    run_together(kWaiting + 1, [&](unsigned thread) {
      if (thread > 0) return sleepers.call(thread - 1, [&] { logger.log("waits for room"); });
      sleepers.settle();
      disk.open();
    });
    EXPECT_TRUE(logger.flush());
    EXPECT_EQ(split(disk.text()).size(), limit + kWaiting) << "four threads waited until there was room";
  }
}

TEST(AsyncLogger, WaitingCostsNoProcessorTime) {
  Disk idle_disk;
  AsyncLogger idle(idle_disk.sink(), 4);
  idle.log("so the disk knows the background thread");
  idle.flush();

  Disk disk;
  disk.hold();
  Disk last_disk;
  last_disk.hold();
  AsyncLogger full(disk.sink(), 1);
  std::optional<AsyncLogger> ending(std::in_place, last_disk.sink(), 4);
  const OpensInTheEnd opens_disk(disk);
  const OpensInTheEnd opens_last_disk(last_disk);
  full.log("one");
  ending->log("one");
  ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
  ASSERT_TRUE(last_disk.holds_somebody_up()) << kNobodyWrites;

  static constexpr std::array kWho = {"the background thread, without lines,", "log(), without room,", "flush()",
                                      "the destructor"};
  std::array<std::atomic<int>, kWho.size()> watched{};
  watched[0] = idle_disk.kernel_id_of_the_writer();
  Sleepers sleepers(3);
  run_together(4, [&](unsigned thread) {
    if (thread > 0) {
      watched.at(thread) = kernel_id_of_this_thread();
      sleepers.call(thread - 1, [&] {
        if (thread == 1) full.log("two");
        if (thread == 2) full.flush();
        if (thread == 3) ending.reset();
      });
      return;
    }
    // A thread that spins is never seen asleep for long, however many others compete for the cores.
    int calm = 0;
    const auto calm_for_long = [&] {
      const bool all_sleep = sleepers.at_rest() && std::all_of(watched.begin(), watched.end(), sleeps_or_has_ended);
      return (calm = all_sleep ? calm + 1 : 0) == 30;
    };
    EXPECT_TRUE(eventually(calm_for_long, milliseconds(2500)))
        << "the background thread without lines, or somebody in log(), flush() or the destructor, keeps running "
        << "instead of sleeping";
    std::array<long, kWho.size()> before{};
    std::transform(watched.begin(), watched.end(), before.begin(), naps);
    std::this_thread::sleep_for(milliseconds(100));
    for (std::size_t i = 0; i < watched.size(); ++i) {
      EXPECT_LT(naps(watched[i]) - before[i], 5) << kWho[i] << " wakes again and again to look, with no news";
    }
    EXPECT_EQ(sleepers.returned(), 0U) << "somebody came back while what it waits for had not happened";
    disk.open();
    last_disk.open();
  });
}

// ---- flushing ------------------------------------------------------------------------------------------------------

// The last line is in the sink's hands, and no other one waits. The sink has taken nothing of it, a part, or all but
// the '\n'.
TEST(AsyncLogger, FlushWaitsForTheLineInHand) {
  const std::string line = "kettle on";
  for (const std::size_t taken : {std::size_t{0}, std::size_t{4}, line.size()}) {
    Disk disk;
    disk.let_through(taken);
    AsyncLogger logger(disk.sink(), 4);
    const OpensInTheEnd guard(disk);
    logger.log(line);
    ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { logger.flush(); });
        EXPECT_EQ(disk.text(), line + '\n') << "flush() came back, so this line is written";
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "flush() came back when the sink had taken " << taken << " of the "
                                         << line.size() + 1 << " bytes of a line with its '\\n'";
      disk.open();
    });
  }
}

// The sink is at the first line when flush() is called, and a second line comes after that. The sink takes the first
// one, and is held up at the second. A busy machine may delay any of this, so it is tried a few times.
TEST(AsyncLogger, FlushIsNotHeldUpByLaterLines) {
  bool came_back = false;
  for (int attempt = 0; attempt < 4 && !came_back; ++attempt) {
    Disk disk;
    disk.hold();
    AsyncLogger logger(disk.sink(), 4);
    const OpensInTheEnd guard(disk);
    logger.log("first");
    ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) return sleepers.call(0, [&] { logger.flush(); });
      sleepers.settle();
      logger.log("second");
      disk.let_through(std::string_view("first\n").size());
      came_back = eventually([&] { return sleepers.returned() == 1; }, milliseconds(400));
      disk.open();
    });
  }
  EXPECT_TRUE(came_back) << "flush() waited for a line that was logged when flush() had been called long before";
}

TEST(AsyncLogger, FlushWithNothingToWaitForReturns) {
  Disk disk;
  AsyncLogger logger(disk.sink(), 4);
  EXPECT_TRUE(logger.flush()) << "nothing was logged, so nothing is lost";
  logger.log("one");
  EXPECT_TRUE(logger.flush());
  EXPECT_TRUE(logger.flush()) << "the line is written, and nothing else was logged";
  EXPECT_EQ(disk.text(), "one\n");
}

// Plain variables, no locks: flush() alone makes what the sink did visible to the one who called it.
TEST(AsyncLogger, WhatTheSinkDidIsThereAfterFlush) {
  std::string written;
  std::string expected;
  AsyncLogger logger(
      [&written](std::string_view bytes) {
        written += bytes;
        return bytes.size();
      },
      4);
  for (unsigned i = 0; i < 40; ++i) {
    for (unsigned j = 0; j <= i % 3; ++j) {
      logger.log(line_of(0, i));
      expected += line_of(0, i) + '\n';
    }
    ASSERT_TRUE(logger.flush());
    ASSERT_EQ(written, expected) << "flush() came back: what was logged before is written";
  }
}

TEST(AsyncLogger, EverybodyInFlushIsWoken) {
  constexpr unsigned kWaiting = 3;
  for (int round = 0; round < 3; ++round) {
    Disk disk;
    disk.hold();
    AsyncLogger logger(disk.sink(), 4);
    const OpensInTheEnd guard(disk);
    logger.log("one");
    ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
    logger.log("two");
    Sleepers sleepers(kWaiting);
    run_together(kWaiting + 1, [&](unsigned thread) {
      if (thread > 0) return sleepers.call(thread - 1, [&] { EXPECT_TRUE(logger.flush()); });
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "flush() came back while the sink was at the first of two lines";
      disk.open();
    });
  }
}

// ---- a sink that fails ---------------------------------------------------------------------------------------------

TEST(AsyncLogger, AFullDiskLosesLinesAndNothingElse) {
  Disk disk;
  disk.room_for(8);
  AsyncLogger logger(disk.sink(), 4);
  for (const char* line : {"one", "two", "three", "four", "five"}) logger.log(line);
  EXPECT_FALSE(logger.flush()) << "the disk had room for two lines, and five were logged";
  EXPECT_EQ(disk.text(), "one\ntwo\n");
  EXPECT_EQ(logger.lost(), 3U) << "the disk had room for two lines, and five were logged";
  EXPECT_TRUE(code_of(logger.error()) == std::errc::no_space_on_device)
      << "error() holds what the sink threw, a std::system_error with the code of a full disk";

  disk.room_for(Disk::kUnlimited);
  for (const char* line : {"six", "seven"}) logger.log(line);
  EXPECT_FALSE(logger.flush()) << "what is lost stays lost";
  EXPECT_EQ(disk.text(), "one\ntwo\nsix\nseven\n") << "there is room again, so the logger goes on";
  EXPECT_EQ(logger.lost(), 3U) << "there is room again, so no further line is lost";
}

TEST(AsyncLogger, ATornLineIsEnded) {
  Disk disk;
  disk.room_for(11);
  AsyncLogger logger(disk.sink(), 4);
  for (const char* line : {"one", "two", "three"}) logger.log(line);
  EXPECT_FALSE(logger.flush());
  EXPECT_EQ(disk.text(), "one\ntwo\nthr") << "the disk had room for 11 bytes";
  EXPECT_EQ(logger.lost(), 1U) << "the third line was refused in the middle, so it is lost";
  logger.log("four");
  EXPECT_FALSE(logger.flush());
  EXPECT_EQ(logger.lost(), 2U) << "the disk was still full when the fourth line came";
  disk.room_for(Disk::kUnlimited);
  for (const char* line : {"five", "six"}) logger.log(line);
  logger.flush();
  EXPECT_EQ(disk.text(), "one\ntwo\nthr\nfive\nsix\n")
      << "what is left of the torn line is never written, and one '\\n' ends it before the next line";
  EXPECT_EQ(logger.lost(), 2U);
}

// All five lines wait when the sink begins. It refuses every '!'.
TEST(AsyncLogger, AFailureCostsOneLine) {
  Disk disk;
  disk.hold();
  AsyncLogger logger(disk.sink(), 8);
  const OpensInTheEnd guard(disk);
  for (const char* line : {"one", "!two", "three", "fo!ur", "five"}) logger.log(line);
  disk.open();
  EXPECT_FALSE(logger.flush()) << "two of five lines were refused";
  EXPECT_EQ(disk.text(), "one\nthree\nfo\nfive\n")
      << "the sink refuses every '!' and takes all else: \"!two\" and \"fo!ur\" are lost, and no other line";
  EXPECT_EQ(logger.lost(), 2U);
}

TEST(AsyncLogger, AnythingMayBeThrown) {
  struct BadSector : std::runtime_error {
    explicit BadSector(int number) : std::runtime_error("bad sector"), number(number) {}
    int number;
  };
  int calls = 0;
  std::string written;
  AsyncLogger logger(
      [&](std::string_view bytes) {
        ++calls;
        if (calls == 1) throw 42;
        if (calls == 2) throw BadSector(17);
        written += bytes;
        return bytes.size();
      },
      4);

  logger.log("one");
  EXPECT_FALSE(logger.flush());
  ASSERT_TRUE(logger.error() != nullptr) << "the sink threw the int 42";
  try {
    std::rethrow_exception(logger.error());
  } catch (const int value) {
    EXPECT_EQ(value, 42);
  } catch (...) {
    ADD_FAILURE() << "the sink threw the int 42, and error() holds something else";
  }

  logger.log("two");
  EXPECT_FALSE(logger.flush());
  ASSERT_TRUE(logger.error() != nullptr) << "the sink threw a BadSector";
  try {
    std::rethrow_exception(logger.error());
  } catch (const BadSector& exception) {
    EXPECT_EQ(exception.number, 17);
  } catch (...) {
    ADD_FAILURE() << "error() is what the sink threw last, a BadSector, derived from std::runtime_error; it holds "
                  << "something else";
  }

  logger.log("three");
  EXPECT_FALSE(logger.flush());
  EXPECT_EQ(written, "three\n") << "the sink threw twice, and the third line is written";
  EXPECT_EQ(logger.lost(), 2U);
}

TEST(AsyncLogger, AFullDiskHoldsUpNobody) {
  constexpr unsigned kThreads = 3;
  constexpr unsigned kLines = 30;
  Disk disk;
  disk.room_for(0);
  AsyncLogger logger(disk.sink(), 2);
  run_together(kThreads, [&](unsigned thread) {
    for (unsigned i = 0; i < kLines; ++i) logger.log(line_of(thread, i));
  });
  EXPECT_FALSE(logger.flush());
  EXPECT_EQ(logger.lost(), kThreads * kLines) << "the disk was full all the time: each line is lost, and counted once";
  EXPECT_EQ(disk.text(), "");
}

// Two threads keep asking. When both have begun, a third one logs.
TEST(AsyncLogger, LossesMayBeAskedForAtAnyTime) {
  constexpr std::uint64_t kLines = 25;
  Disk disk;
  disk.room_for(0);
  AsyncLogger logger(disk.sink(), 2);
  std::atomic<unsigned> asking{0};
  std::atomic<bool> over{false};
  std::atomic<unsigned> shrunk{0};
  std::atomic<unsigned> without_error{0};
  run_together(3, [&](unsigned thread) {
    if (thread == 0) {
      while (asking.load(std::memory_order_relaxed) < 2) std::this_thread::yield();
      for (unsigned i = 0; i < kLines; ++i) logger.log(line_of(0, i));
      logger.flush();
      over.store(true, std::memory_order_relaxed);
      return;
    }
    std::uint64_t before = logger.lost();
    asking.fetch_add(1, std::memory_order_relaxed);
    while (!over.load(std::memory_order_relaxed)) {
      const std::uint64_t now = logger.lost();
      if (now < before) ++shrunk;
      if (now > 0 && logger.error() == nullptr) ++without_error;
      before = now;
      std::this_thread::yield();
    }
  });
  EXPECT_EQ(logger.lost(), kLines) << "the disk was full all the time";
  EXPECT_EQ(shrunk, 0U) << "lost() became smaller from one call to the next";
  EXPECT_EQ(without_error, 0U) << "lost() told of a loss, and error() did not know why";
}

// ---- the end -------------------------------------------------------------------------------------------------------

TEST(AsyncLogger, TheEndWaitsForWhatIsLeft) {
  for (const std::size_t taken : {std::size_t{0}, std::size_t{6}}) {
    Disk disk;
    disk.let_through(taken);
    std::optional<AsyncLogger> logger(std::in_place, disk.sink(), 8);
    const OpensInTheEnd guard(disk);
    for (const char* line : {"one", "two", "three", "four"}) logger->log(line);
    ASSERT_TRUE(disk.holds_somebody_up()) << kNobodyWrites;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { logger.reset(); });
        EXPECT_EQ(disk.text(), "one\ntwo\nthree\nfour\n") << "the destructor waits for every accepted line";
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "the destructor came back while the sink was at a line";
      disk.open();
    });
  }
}

TEST(AsyncLogger, TheEndComesAlsoWithAFullDisk) {
  Disk disk;
  disk.room_for(5);
  {
    AsyncLogger logger(disk.sink(), 8);
    for (const char* line : {"one", "two", "three", "four"}) logger.log(line);
  }
  EXPECT_EQ(disk.text(), "one\nt") << "the disk had room for five bytes, and the others are lost";
}

TEST(AsyncLogger, LeavesNoThreadBehind) {
  const parcours::Census before;
  Disk disk;
  {
    AsyncLogger idle(disk.sink(), 2);
  }
  {
    AsyncLogger logger(disk.sink(), 2);
    for (unsigned i = 0; i < 10; ++i) logger.log(line_of(0, i));
  }
  parcours::expect_no_leftovers(before);
}

}  // namespace
