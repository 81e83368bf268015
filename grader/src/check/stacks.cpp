#include "check/stacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "check/places.hpp"
#include "sandbox/protocol.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

struct Frame {
  std::string function;
  SourceLocation location;
};

bool contains_any(const std::string& text, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return text.find(word) != std::string::npos; });
}

/// The C library's own name of a call: "read" of "__GI___libc_read".
std::string_view call_of(std::string_view function) {
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view prefix : {"__", "GI_", "libc_"})
      if (function.starts_with(prefix)) {
        function.remove_prefix(prefix.size());
        shorter = true;
      }
  }
  return function;
}

/// What a call of the system waits for. Its frame is the innermost, or lies below a sanitizer's that stands in for it.
std::optional<Activity> activity_of_call(const std::string& function) {
  constexpr std::string_view reaping[] = {"wait", "wait3", "wait4", "waitpid", "waitid"};
  constexpr std::string_view reading[] = {"read",     "readv",   "pread64", "recv",
                                          "recvfrom", "recvmsg", "accept",  "accept4"};
  constexpr std::string_view writing[] = {"write", "writev", "pwrite64", "send", "sendto", "sendmsg"};
  const std::string_view call = call_of(function);
  if (std::ranges::find(reaping, call) != std::end(reaping)) return Activity::reaping;
  if (std::ranges::find(reading, call) != std::end(reading)) return Activity::reading;
  if (std::ranges::find(writing, call) != std::end(writing)) return Activity::writing;
  return std::nullopt;
}

/// From the innermost frame outwards: the first that says what the thread does.
Activity activity_of(const std::vector<Frame>& frames) {
  for (std::size_t i = 0; i < std::min<std::size_t>(frames.size(), 2); ++i)
    if (const auto call = activity_of_call(frames[i].function)) return *call;
  for (const Frame& frame : frames) {
    const std::string& f = frame.function;
    if (contains_any(f, {"nanosleep", "sleep_for", "sleep_until", "usleep"})) return Activity::sleeping;
    // Waits with and without a time limit share these; the frame outside tells them apart.
    if (contains_any(f, {"cond_wait_common", "sem_wait_slow", "lock_full", "_M_futex_wait_until"})) continue;
    // With a time limit it goes on by itself as well.
    if (contains_any(f, {"timedwait", "clockwait", "timedlock", "clocklock", "timedrdlock", "clockrdlock",
                         "timedwrlock", "clockwrlock", "wait_until", "wait_for", "_M_load_when_equal_until"}))
      return Activity::sleeping;
    if (contains_any(f, {"pthread_join", "thread::join", "thread_timedjoin", "clockjoin"})) return Activity::joining;
    if (contains_any(f, {"condition_variable", "pthread_cond", "__atomic_wait", "atomic_wait", "semaphore", "barrier",
                         "latch", "sem_wait", "_M_load_when_equal"}))
      return Activity::waiting;
    if (contains_any(f, {"mutex_lock", "mutex::lock", "rwlock", "shared_mutex", "lll_lock_wait"}))
      return Activity::locking;
  }
  return Activity::running;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of("0123456789", at), text.size()) - at;
}

/// The number in "Thread 3 (Thread 0x7f3b8b1ff6c0 (LWP 13) "program"):"; 0: it is another line.
int thread_number(std::string_view line) {
  constexpr std::string_view start = "Thread ";
  if (!line.starts_with(start)) return 0;
  const std::size_t digits = digits_at(line, start.size());
  return line.substr(start.size() + digits).starts_with(" (") ? number_or_zero(line.substr(start.size(), digits)) : 0;
}

/// "#5  0x0000000000403a12 in std::mutex::lock (this=...) at /usr/include/c++/12/bits/std_mutex.h:100". By hand: names
/// are the submission's, and a regular expression can be made to go back and forth in them for hours.
std::optional<Frame> parse_frame(std::string_view line) {
  if (!line.starts_with('#')) return std::nullopt;
  line.remove_prefix(1 + digits_at(line, 1));
  line = trim(line);
  if (line.starts_with("0x")) {
    const std::size_t in = line.find(" in ");
    if (in == std::string_view::npos) return std::nullopt;
    line.remove_prefix(in + 4);
  }
  const std::size_t open = line.find(" (");
  if (open == std::string_view::npos) return std::nullopt;
  Frame frame{std::string(line.substr(0, open)), {}};
  const std::size_t at = line.find(") at ", open);
  const std::size_t colon = line.rfind(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at + 5) return frame;
  if (const int number = number_or_zero(line.substr(colon + 1)); number > 0)
    frame.location = {std::filesystem::path(line.substr(at + 5, colon - at - 5)).filename().string(), number, 0};
  return frame;
}

}  // namespace

std::vector<ThreadStack> parse_stacks(const std::string& output, const std::string& header) {
  std::vector<ThreadStack> threads;
  std::vector<Frame> frames;
  const auto close = [&] {
    if (threads.empty() || frames.empty()) return;
    ThreadStack& thread = threads.back();
    const bool detectors_own = std::any_of(frames.begin(), frames.end(), [](const Frame& frame) {
      return frame.function.find("BackgroundThread") != std::string::npos;
    });
    if (detectors_own) {
      threads.pop_back();
      frames.clear();
      return;
    }
    thread.activity = activity_of(frames);
    for (const bool in_header : {true, false}) {
      for (const Frame& frame : frames) {
        const bool fits = in_header ? frame.location.file == header
                                    : frame.location.file == "tests.cpp" || frame.location.file == "hidden_tests.cpp";
        if (!fits || !thread.location.file.empty()) continue;
        thread.location = frame.location;
        thread.function = short_name(frame.function);
      }
    }
    frames.clear();
  };
  int process = 0;
  for (const std::string& line : split(output, '\n')) {
    if (line.size() > 4000) continue;
    if (line == trim(protocol::next_process)) {
      close();
      ++process;
    }
    if (const int number = thread_number(line); number > 0) {
      close();
      threads.push_back({.process = process, .number = number, .location = {}, .function = {}});
    } else if (!threads.empty()) {
      if (auto frame = parse_frame(line)) frames.push_back(*std::move(frame));
    }
  }
  close();
  std::sort(threads.begin(), threads.end(), [](const auto& a, const auto& b) {
    return std::pair(a.process, a.number) < std::pair(b.process, b.number);
  });
  return threads;
}

std::string describe(Activity activity) {
  switch (activity) {
    case Activity::locking:
      return "waits to lock a mutex";
    case Activity::waiting:
      return "waits to be notified";
    case Activity::joining:
      return "waits for another thread to end";
    case Activity::reaping:
      return "waits for a child process to end";
    case Activity::reading:
      return "waits for something to read";
    case Activity::writing:
      return "waits for room to write";
    case Activity::sleeping:
      return "sleeps";
    case Activity::running:
      return "is busy";
  }
  return "is busy";
}

std::vector<Step> to_steps(const std::vector<ThreadStack>& threads) {
  std::vector<Step> steps;
  int others = 0;
  int process = 0;
  for (const ThreadStack& thread : threads) {
    if (std::exchange(process, thread.process) != thread.process) others = 0;
    std::string who = thread.number == 1 ? "the main thread" : fmt::format("thread {}", ++others);
    if (thread.process > 0 && thread.number == 1)
      who = fmt::format("child process {}", thread.process);
    else if (thread.process > 0)
      who = fmt::format("child process {}, {}", thread.process, who);
    const std::string where = thread.function.empty() ? "" : fmt::format(" in {}", thread.function);
    steps.push_back({fmt::format("{} {}{}", who, describe(thread.activity), where), thread.location});
    if (steps.size() == 12) break;
  }
  return steps;
}

}  // namespace parcours
