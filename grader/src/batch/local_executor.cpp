#include "batch/local_executor.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>

#include "batch/grading_keys.hpp"

namespace parcours {

Result<void> LocalExecutor::run(const std::vector<Work>& works, const WorkEvents& events, const std::stop_token& stop) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex telling;
  const auto worker = [&]() -> Result<void> {
    for (std::size_t at = next++; at < works.size() && !failed && !stop.stop_requested(); at = next++) {
      {
        const std::lock_guard lock(telling);
        events.begun(works[at]);
      }
      auto result = grader_.grade(exercise_, works[at].file, {.seed = seed_of(works[at].key)}, [](const auto&) {});
      const std::lock_guard lock(telling);
      if (auto told = events.ended(works[at], std::move(result)); !told) {
        failed = true;
        return told;
      }
    }
    return {};
  };
  std::vector<std::future<Result<void>>> workers;
  for (int i = 0; i < std::min<int>(jobs_, static_cast<int>(works.size())); ++i)
    workers.push_back(std::async(std::launch::async, worker));
  Result<void> all;
  for (auto& one : workers)
    if (auto done = one.get(); !done) all = done;
  return all;
}

std::string LocalExecutor::description() const { return fmt::format("{} at a time on this machine", jobs_); }

}  // namespace parcours
