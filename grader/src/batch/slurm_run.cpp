#include "batch/slurm_run.hpp"

#include <algorithm>
#include <map>

#include "report/unicode.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr int most_tries = 3;

/// The last thing that it printed, for a message; empty: nothing.
std::string last_words(const fs::path& log) {
  const auto text = read_file(log);
  if (!text) return {};
  const std::string_view all = trim(*text);
  return clip(printable(all.substr(all.rfind('\n') + 1)), 200);
}

bool any_left(const std::vector<QueuedTask>& queue) {
  return !std::ranges::all_of(queue, [](const QueuedTask& task) { return is_over(task); });
}

}  // namespace

Result<bool> cancel_and_wait(const SlurmCommands& slurm, const std::string& name, const Pace& pace) {
  if (auto cancelled = slurm.cancel(name); !cancelled) return tl::unexpected(cancelled.error());
  for (int poll = 0; poll < pace.polls_until_gone; ++poll) {
    const auto queue = slurm.queue(name);
    if (queue && !any_left(*queue)) return true;
    pace.pause(pace.poll, {});
  }
  return false;
}

SlurmRun::SlurmRun(const SlurmCommands& slurm, const SlurmJob& job, const SlurmOptions& options, const Pace& pace,
                   const Spool& spool, const std::vector<const Work*>& works, const WorkEvents& events)
    : slurm_(slurm), job_(job), options_(options), pace_(pace), spool_(spool), events_(events) {
  for (const Work* work : works) {
    to_submit_.insert(open_++);
    tasks_.push_back({.work = work});
  }
}

Result<void> SlurmRun::go(const std::stop_token& stop) {
  auto done = follow(stop);
  if (done && open_ == 0 && !stragglers_) {
    spool_.close(kept_logs_);
    return done;
  }
  const auto gone = cancel_and_wait(slurm_, spool_.name(), pace_);
  if (!gone || !*gone) {
    tell(fmt::format("jobs are still in Slurm's queue; `scancel --name={}` ends them{}", spool_.name(),
                     gone ? "" : ": " + gone.error().message));
    return done;  // the next run in the same spool ends them
  }
  if (done) done = gather();
  // After an error, what is there has not been told: the next run takes it over.
  if (done || spool_.results().empty()) spool_.close(kept_logs_);
  return done;
}

Result<void> SlurmRun::follow(const std::stop_token& stop) {
  for (int poll = 1; open_ > 0 && !stop.stop_requested(); ++poll) {
    if (auto submitted = submit(); !submitted) return submitted;
    pace_.pause(pace_.poll, stop);
    if (auto gathered = gather(); !gathered) return gathered;
    if (poll % pace_.polls_a_look != 0) continue;
    refused_ = false;
    if (auto looked = look_at_queue(); !looked) return looked;
  }
  return {};
}

std::vector<int> SlurmRun::next_array() const {
  int most = job_.largest_array;
  if (room_ > 0) {
    // Some may have become free. A few at once: each call of sbatch costs the controller.
    most = std::min(most, room_ - submitted_);
    if (submitted_ > 0 && most < std::max(1, room_ / 4)) return {};
  }
  // The bound of an array does not know of another array.
  if (options_.at_a_time > 0 && submitted_ > 0) return {};
  std::vector<int> numbers;
  for (const int number : to_submit_) {
    if (static_cast<int>(numbers.size()) >= std::max(1, most)) break;
    if (!numbers.empty() && number / job_.largest_array != numbers.front() / job_.largest_array) break;
    numbers.push_back(number);
  }
  return numbers;
}

Result<std::string> SlurmRun::submit_array(const std::vector<int>& numbers) const {
  ArrayRequest request;
  request.name = spool_.name();
  request.folder = spool_.folder();
  request.script = spool_.script();
  const int first = numbers.front() - index_of(numbers.front());
  request.arguments = {job_.program.string(), job_.course.string(), spool_.folder().string(), fmt::format("{}", first)};
  std::set<std::string> without;
  for (const int number : numbers) {
    request.indices.push_back(index_of(number));
    without.insert(tasks_[number].bad.begin(), tasks_[number].bad.end());
  }
  request.without.assign(without.begin(), without.end());
  request.at_a_time = options_.at_a_time;
  request.time = job_.time;
  request.options = options_.sbatch;
  auto id = slurm_.submit(request);
  // It may be that no other nodes are left.
  if (!id && !request.without.empty()) {
    request.without.clear();
    id = slurm_.submit(request);
  }
  return id;
}

Result<void> SlurmRun::submit() {
  while (!to_submit_.empty() && !refused_) {
    std::vector<int> numbers = next_array();
    if (numbers.empty()) return {};
    auto id = submit_array(numbers);
    // Sites bound how many tasks a user, or an array, may have.
    while (!id && numbers.size() > 1) {
      numbers.resize(numbers.size() / 2);
      id = submit_array(numbers);
    }
    if (!id) {
      if (submitted_ == 0) return tl::unexpected(id.error());
      room_ = submitted_;
      refused_ = true;
      return {};
    }
    tell(fmt::format("submitted {} to Slurm as job {}", numbers.size(), *id));
    for (const int number : numbers) {
      Task& task = tasks_[number];
      task.state = State::submitted;
      task.job = *id;
      task.missed = 0;
      ++task.tries;
      ++submitted_;
      to_submit_.erase(number);
    }
  }
  return {};
}

Result<void> SlurmRun::gather() {
  for (const int number : spool_.results()) {
    if (number >= static_cast<int>(tasks_.size())) continue;
    Task& task = tasks_[number];
    Result<void> told;
    if (task.state != State::ended) {
      begin(task);
      auto result = spool_.result(number);
      if (!result)
        told = fail(number, "", result.error().message);
      else if (result->graded || result->graded.error().fault == Fault::input)
        told = end(number, std::move(result->graded));
      else
        told = fail(number, result->host, result->graded.error().message);
    }
    if (!told) return told;
    // Only now: what was told is kept.
    spool_.forget_result(number);
  }
  return {};
}

Result<void> SlurmRun::look_at_queue() {
  const auto queue = slurm_.queue(spool_.name());
  if (!queue) {
    if (++silent_ < pace_.silent_looks) return {};
    return machine_error("{}; the same command goes on from here", queue.error().message);
  }
  silent_ = 0;
  std::map<std::pair<std::string, int>, const QueuedTask*> by_index;
  for (const QueuedTask& queued : *queue) by_index[{queued.job, queued.index}] = &queued;
  for (int number = 0; number < static_cast<int>(tasks_.size()); ++number) {
    Task& task = tasks_[number];
    if (task.state != State::submitted) continue;
    const auto found = by_index.find({task.job, index_of(number)});
    const QueuedTask* const queued = found == by_index.end() ? nullptr : found->second;
    if (queued != nullptr && !is_over(*queued)) {
      task.missed = 0;
      if (queued->state == "RUNNING") begin(task);
      continue;
    }
    if (++task.missed < pace_.looks_until_lost) continue;
    if (auto taken = take_as_lost(number, queued); !taken) return taken;
  }
  look_at_waiting(*queue);
  return {};
}

void SlurmRun::look_at_waiting(const std::vector<QueuedTask>& queue) {
  std::string reason;
  for (const QueuedTask& queued : queue) {
    if (is_over(queued)) continue;
    if (queued.state != "PENDING") {
      reason.clear();
      break;
    }
    if (reason.empty()) reason = queued.reason;
  }
  if (reason != waits_for_ && !reason.empty() && reason != "None")
    tell(fmt::format("all tasks wait in Slurm's queue: {}", reason));
  waits_for_ = reason;
}

Result<void> SlurmRun::take_as_lost(int number, const QueuedTask* last) {
  const Task& task = tasks_[number];
  stragglers_ = true;
  std::string fate;
  if (last != nullptr)
    fate = last->nodes.empty() ? last->state : fmt::format("{} on {}", last->state, last->nodes);
  else
    fate = slurm_.fate(task.job, index_of(number));
  std::string why =
      fate.empty() ? "it left Slurm's queue without a result" : fmt::format("it ended without a result: {}", fate);
  if (const std::string words = last_words(log_of(number)); !words.empty()) why += fmt::format(" (\"{}\")", words);
  return fail(number, "", why);
}

Result<void> SlurmRun::fail(int number, const std::string& host, const std::string& why) {
  Task& task = tasks_[number];
  const std::string where = host.empty() ? why : fmt::format("on {}: {}", host, why);
  if (!host.empty()) task.bad.insert(host);
  if (task.tries < most_tries) {
    tell(fmt::format("{} is tried again: {}", task.work->shown, where));
    if (task.state == State::submitted) --submitted_;
    task.state = State::to_submit;
    to_submit_.insert(number);
    return {};
  }
  kept_logs_.insert(log_of(number));
  return end(number, machine_error("tried {} times on the cluster; at last {}; log: {}", task.tries, where,
                                   log_of(number).string()));
}

Result<void> SlurmRun::end(int number, Result<GradedSubmission> result) {
  Task& task = tasks_[number];
  if (task.state == State::submitted) --submitted_;
  if (task.state == State::to_submit) to_submit_.erase(number);
  task.state = State::ended;
  --open_;
  begin(task);
  return events_.ended(*task.work, std::move(result));
}

void SlurmRun::begin(Task& task) {
  if (!task.begun) events_.begun(*task.work);
  task.begun = true;
}

fs::path SlurmRun::log_of(int number) const { return spool_.log(tasks_[number].job, index_of(number)); }

void SlurmRun::tell(const std::string& line) const {
  if (options_.tell) options_.tell(line);
}

}  // namespace parcours
