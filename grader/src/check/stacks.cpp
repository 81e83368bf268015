#include "check/stacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <regex>

#include "check/places.hpp"
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

/// From the innermost frame outwards: the first that says what the thread does.
Activity activity_of(const std::vector<Frame>& frames) {
  for (const Frame& frame : frames) {
    const std::string& f = frame.function;
    if (contains_any(f, {"nanosleep", "sleep_for", "sleep_until", "usleep"})) return Activity::sleeping;
    if (contains_any(f, {"pthread_join", "thread::join", "thread_timedjoin", "clockjoin"})) return Activity::joining;
    if (contains_any(f, {"condition_variable", "pthread_cond", "__atomic_wait", "atomic_wait", "semaphore", "barrier",
                         "latch", "sem_wait"}))
      return Activity::waiting;
    if (contains_any(f, {"mutex_lock", "mutex::lock", "rwlock", "shared_mutex", "lll_lock_wait"}))
      return Activity::locking;
  }
  return Activity::running;
}

}  // namespace

std::vector<ThreadStack> parse_stacks(const std::string& output, const std::string& header) {
  static const std::regex thread_line(R"(^Thread (\d+) \(.*)");
  static const std::regex frame_line(R"(^#\d+\s+(?:0x[0-9a-f]+ in )?(.*?) \(.*?\)(?: at (.*):(\d+)| from .*)?$)");
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
  for (const std::string& line : split(output, '\n')) {
    if (line.size() > 4000) continue;
    std::smatch match;
    if (std::regex_match(line, match, thread_line)) {
      close();
      threads.push_back({.number = number_or_zero(match[1].str()), .location = {}, .function = {}});
    } else if (!threads.empty() && std::regex_match(line, match, frame_line)) {
      Frame frame{match[1], {}};
      if (match[2].matched)
        frame.location = {std::filesystem::path(match[2].str()).filename().string(), number_or_zero(match[3].str()), 0};
      frames.push_back(std::move(frame));
    }
  }
  close();
  std::sort(threads.begin(), threads.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
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
  for (const ThreadStack& thread : threads) {
    const std::string who = thread.number == 1 ? "the main thread" : fmt::format("thread {}", ++others);
    const std::string where = thread.function.empty() ? "" : fmt::format(" in {}", thread.function);
    steps.push_back({fmt::format("{} {}{}", who, describe(thread.activity), where), thread.location});
    if (steps.size() == 12) break;
  }
  return steps;
}

}  // namespace parcours
