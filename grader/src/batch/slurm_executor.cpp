#include "batch/slurm_executor.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "batch/longest_grading.hpp"
#include "submission/submission.hpp"
#include "util/files.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// The bytes as they were handed in. They were looked at before: only what was changed meanwhile can be wrong now.
Result<std::string> bytes_of(const std::string& header, const Work& work) {
  if (auto checked = load_archived(header, work.file, work.shown); !checked) return tl::unexpected(checked.error());
  return read_file(work.file);
}

}  // namespace

Pace usual_pace() {
  Pace pace;
  pace.pause = [](std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
  };
  return pace;
}

Result<SlurmExecutor> SlurmExecutor::create(const fs::path& program, const fs::path& course, const Exercise& exercise,
                                            const Rubric& rubric, const fs::path& spool, SlurmOptions options,
                                            SlurmCommands slurm, Pace pace) {
  const auto largest = slurm.largest_array();
  if (!largest) return tl::unexpected(largest.error());
  const fs::path root = fs::absolute(course).lexically_normal();
  return SlurmExecutor({program, root, longest_grading(rubric), *largest}, {exercise.id, root}, fs::absolute(spool),
                       exercise.header, std::move(options), std::move(slurm), std::move(pace));
}

Result<void> SlurmExecutor::take_results(const Spool& spool, OpenWorks& open, const WorkEvents& events) const {
  for (const int number : spool.results()) {
    auto result = spool.result(number);
    const auto found = result && result->graded ? open.find(result->key) : open.end();
    if (found != open.end()) {
      events.begun(*found->second);
      if (auto told = events.ended(*found->second, std::move(result->graded)); !told) return told;
      open.erase(found);
    }
    spool.forget_result(number);
  }
  return {};
}

Result<void> SlurmExecutor::wait_for_those_at_work(const Spool& spool, OpenWorks& open, const WorkEvents& events,
                                                   const std::stop_token& stop) const {
  if (auto cancelled = slurm_.cancel_waiting(spool.name()); !cancelled) return cancelled;
  for (bool told = false; !stop.stop_requested(); told = true) {
    const auto queue = slurm_.queue(spool.name());
    if (!queue) return tl::unexpected(queue.error());
    const auto at_work = std::ranges::count(*queue, "RUNNING", &QueuedTask::state);
    if (at_work == 0) return {};
    if (!told && options_.tell) options_.tell(fmt::format("{} tasks of an earlier run are still at work", at_work));
    for (int poll = 0; poll < pace_.polls_a_look && !stop.stop_requested(); ++poll) pace_.pause(pace_.poll, stop);
    if (auto taken = take_results(spool, open, events); !taken) return taken;
  }
  return {};
}

Result<void> SlurmExecutor::take_over(OpenWorks& open, const WorkEvents& events, const std::stop_token& stop) {
  for (const Spool& spool : Spool::all(root_)) {
    bool wanted = false;
    for (int number = 0; !wanted; ++number) {
      const auto task = spool.task(number);
      if (!task) break;
      wanted = open.contains(task->key);
    }
    if (wanted)
      if (auto waited = wait_for_those_at_work(spool, open, events, stop); !waited) return waited;
    const auto gone = cancel_and_wait(slurm_, spool.name(), pace_);
    if (!gone) return tl::unexpected(gone.error());
    if (auto taken = take_results(spool, open, events); !taken) return taken;
    spool.close({});
  }
  return {};
}

Result<void> SlurmExecutor::run(const std::vector<Work>& works, const WorkEvents& events, const std::stop_token& stop) {
  OpenWorks open;
  for (const Work& work : works) open.emplace(work.key, &work);
  if (auto taken = take_over(open, events, stop); !taken) return taken;
  std::vector<const Work*> left;
  for (const Work& work : works)
    if (open.contains(work.key)) left.push_back(&work);
  if (left.empty() || stop.stop_requested()) return {};
  const auto spool = Spool::create(root_, plan_);
  if (!spool) return tl::unexpected(spool.error());
  for (std::size_t number = 0; number < left.size(); ++number) {
    const Work& work = *left[number];
    const auto bytes = bytes_of(header_, work);
    Result<void> added = bytes ? spool->add(static_cast<int>(number), {work.key, work.file.string()}, *bytes)
                               : tl::unexpected(bytes.error());
    if (!added) {
      spool->close({});
      return added;
    }
  }
  return SlurmRun(slurm_, job_, options_, pace_, *spool, left, events).go(stop);
}

std::string SlurmExecutor::description() const {
  return options_.at_a_time > 0 ? fmt::format("{} at a time on the nodes of a cluster", options_.at_a_time)
                                : "on the nodes of a cluster, as many at a time as it lets run";
}

}  // namespace parcours
