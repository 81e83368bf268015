#pragma once
// A sandbox for tests in which no process runs: each command "does" what a script says.
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace parcours {

/// What a scripted command does next. `sent`: the packets it was given so far, without their secrets. An empty answer:
/// nothing happens.
using Script = std::function<std::vector<Event>(const std::vector<std::string>& sent)>;

inline constexpr char forged_mark = '\x7f';

class ScriptedRunning final : public Running {
 public:
  explicit ScriptedRunning(Script script) : script_(std::move(script)) {}

  Result<Event> next(std::chrono::milliseconds) override {
    if (waiting_.empty())
      for (Event& event : script_(sent_)) waiting_.push_back(signed_by_runtime(std::move(event)));
    if (stopped_ && waiting_.empty()) return Event(Outcome{.ending = Ending::stopped, .output = {}});
    if (waiting_.empty()) return Event(Quiet{});
    Event event = std::move(waiting_.front());
    waiting_.pop_front();
    return event;
  }
  bool send(const std::string& packet) override {
    secret_ = packet.substr(0, secret_size);
    sent_.push_back(packet.substr(secret_size));
    return true;
  }
  void request_stacks(bool /*of_children*/) override {
    if (stacks) waiting_.emplace_front(Stacks{*stacks});
  }
  void pause() override {}
  void resume() override {}
  void stop() override {
    stopped_ = true;
    waiting_.clear();
    script_ = [](const auto&) { return std::vector<Event>(); };
  }

  std::optional<std::string> stacks;  ///< what the debugger says as soon as it is asked; empty: when the script says so

 private:
  static constexpr std::size_t secret_size = 17;

  /// As channel.cpp does it. A message that begins with forged_mark comes from somebody else.
  Event signed_by_runtime(Event event) const {
    if (auto* message = std::get_if<Message>(&event)) {
      if (message->text.starts_with(forged_mark))
        message->text.erase(0, 1);
      else
        message->text = secret_ + message->text;
    }
    return event;
  }

  Script script_;
  std::string secret_;
  std::vector<std::string> sent_;
  std::deque<Event> waiting_;
  bool stopped_ = false;
};

/// Hands out one script a command, in the order in which they are started; the last one serves all further ones.
class ScriptedSandbox final : public Sandbox {
 public:
  explicit ScriptedSandbox(std::vector<Script> scripts) : scripts_(std::move(scripts)) {}

  Result<std::unique_ptr<Running>> start(const Command& command, const Limits& limits) override {
    const std::size_t turn = started++;
    {
      const std::lock_guard lock(mutex_);
      commands.push_back(command);
      bounds.push_back(limits);
    }
    auto running = std::make_unique<ScriptedRunning>(scripts_[std::min(turn, scripts_.size() - 1)]);
    running->stacks = stacks;
    return running;
  }
  std::string tier() const override { return "scripted"; }

  std::optional<std::string> stacks;
  std::atomic<std::size_t> started{0};
  std::vector<Command> commands;  ///< as they were started
  std::vector<Limits> bounds;     ///< of each

 private:
  std::vector<Script> scripts_;
  std::mutex mutex_;
};

/// A script that does all of it at once and then nothing more.
inline Script plays(std::vector<Event> events) {
  return [events = std::move(events), played = false](const auto&) mutable {
    if (std::exchange(played, true)) return std::vector<Event>();
    return events;
  };
}

inline Outcome exits(int status) { return {.ending = Ending::exited, .status = status, .output = {}}; }
inline Outcome dies(int signal) { return {.ending = Ending::signalled, .status = signal, .output = {}}; }

}  // namespace parcours
