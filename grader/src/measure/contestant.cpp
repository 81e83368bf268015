#include "measure/contestant.hpp"

#include <sstream>

#include "sandbox/channel_secret.hpp"
#include "toolchain/open_mpi.hpp"

namespace parcours {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// What a batch may report beyond the time that the grader saw pass, before it counts as a forged clock.
constexpr double clock_tolerance = 1.02;
/// What a thread may report beyond the CPU time of all together: two clocks, read one after the other.
constexpr double between_clocks = 0.001;
/// Between two looks at a program that is being measured: more would disturb it.
constexpr milliseconds sampling{100};
/// After a pause one sample is certain, at the latest when it is over: it comes soon, or the sandbox is in trouble.
constexpr milliseconds most_to_rest{200};
/// No batch takes less, so that no ratio of two times is beyond all numbers.
constexpr double shortest_batch = 1e-9;

FindingKind kind_of(Ending ending) {
  switch (ending) {
    case Ending::wall_time:
    case Ending::cpu_time:
      return FindingKind::timeout;
    case Ending::memory:
      return FindingKind::memory_limit;
    case Ending::processes:
      return FindingKind::process_limit;
    case Ending::output:
      return FindingKind::output_limit;
    case Ending::exited:
    case Ending::signalled:
    case Ending::stopped:
      break;
  }
  return FindingKind::crash;
}

Answer read(const std::string& text, double seen) {
  std::istringstream words(text);
  std::string verb;
  Batch batch;
  batch.seen = seen;
  words >> verb;
  const bool complete = verb == "time" && words >> batch.real >> batch.cpu >> batch.busiest >> batch.switches;
  const bool possible = batch.real >= shortest_batch && batch.real <= seen * clock_tolerance &&
                        batch.cpu >= shortest_batch && batch.busiest >= 0 &&
                        batch.busiest <= batch.cpu * clock_tolerance + between_clocks && batch.switches >= 0;
  if (complete && possible) {
    if (!(words >> batch.waited_one_lock >> batch.waited_locks >> batch.waited_news))
      batch.waited_one_lock = batch.waited_locks = batch.waited_news = 0;
    return batch;
  }
  if (verb == "error") {
    std::string reason;
    std::getline(words >> std::ws, reason);
    return Failure{FindingKind::test_failure, reason};
  }
  return Failure{FindingKind::tampering, "it reported a time that cannot be"};
}

}  // namespace

Result<Contestant> Contestant::start(Sandbox& sandbox, const std::filesystem::path& program, int ranks,
                                     const ResourceLimits& limits, const std::vector<int>& cpus, milliseconds whole,
                                     const std::filesystem::path& preload) {
  Limits bounds;
  bounds.wall = whole;
  bounds.memory_bytes = limits.memory_bytes;
  bounds.processes = limits.processes;
  bounds.output_bytes = limits.output_bytes;
  bounds.file_bytes = limits.file_bytes;
  bounds.sampling = sampling;
  Command command{.argv = {program.string()},
                  .environment = {{"LC_ALL", "C.UTF-8"}},
                  .folder = "/tmp",
                  .mounts = {{program, false}},
                  .channel = true,
                  .cpus = cpus};
  for (auto& variable : environment_of_ranks(ranks)) command.environment.push_back(std::move(variable));
  if (!preload.empty()) {
    command.environment.emplace_back("LD_PRELOAD", preload.string());
    command.mounts.push_back({preload, false});
  }
  auto process = sandbox.start(command, bounds);
  if (!process) return tl::unexpected(process.error());
  return Contestant(std::move(*process), ranks, limits.test_wall);
}

Result<Answer> Contestant::batch(std::uint64_t seed, int threads, const std::string& name) {
  process_->resume();
  auto answer = take_turn(seed, threads, name);
  process_->pause();
  rested_ = false;
  return answer;
}

void Contestant::renew() {
  if (!alone_) return;
  process_->resume();
  process_->send(ChannelSecret().sign("again"));
}

/// Also what it says of threads or processes that went on after a batch.
std::optional<Failure> Contestant::note(const Usage& usage) {
  cpu_ = std::chrono::duration<double>(usage.cpu).count();
  const int more = usage.threads - 1;
  if (!usage.paused || !alone_ || more <= 0) return std::nullopt;
  return Failure{FindingKind::leak, fmt::format("{} more thread{} or process{} went on after a batch", more,
                                                more == 1 ? "" : "s", more == 1 ? "" : "es")};
}

/// What the samples taken since its last batch show. What runs on could answer in the program's place.
Result<std::optional<Failure>> Contestant::look_for_leftovers() {
  for (;;) {
    auto event = process_->next(rested_ ? milliseconds(0) : most_to_rest);
    if (!event) return tl::unexpected(event.error());
    if (std::holds_alternative<Quiet>(*event)) return std::optional<Failure>();
    if (const auto* outcome = std::get_if<Outcome>(&*event))
      return std::optional(Failure{kind_of(outcome->ending), "it ended during the benchmark"});
    if (std::holds_alternative<Message>(*event))
      return std::optional(Failure{FindingKind::tampering, "it sent the grader a time that nobody asked for"});
    if (const auto* usage = std::get_if<Usage>(&*event)) {
      rested_ |= usage->paused;
      if (auto left = note(*usage)) return left;
    }
  }
}

Result<Answer> Contestant::take_turn(std::uint64_t seed, int threads, const std::string& name) {
  auto left = look_for_leftovers();
  if (!left) return tl::unexpected(left.error());
  if (*left) return Answer(std::move(**left));
  const auto started = Clock::now();
  const ChannelSecret secret;  // a new one for each batch: a reply made beforehand is worth nothing
  process_->send(secret.sign(fmt::format("batch {} {} {}", seed, threads, name)));
  for (;;) {
    auto event = process_->next(milliseconds(100));
    if (!event) return tl::unexpected(event.error());
    if (const auto* outcome = std::get_if<Outcome>(&*event))
      return Answer(Failure{kind_of(outcome->ending), "it ended during the benchmark"});
    if (const auto* usage = std::get_if<Usage>(&*event))
      if (auto found = note(*usage)) return Answer(std::move(*found));
    if (const auto* message = std::get_if<Message>(&*event)) {
      const std::chrono::duration<double> seen = Clock::now() - started;
      const auto reply = secret.open(message->text);
      if (!reply)
        return Answer(Failure{FindingKind::tampering, "it sent the grader a time that the benchmark did not take"});
      return read(*reply, seen.count());
    }
    if (Clock::now() - started > wall_) {
      process_->stop();
      return Answer(Failure{FindingKind::timeout, "one batch took too long"});
    }
  }
}

}  // namespace parcours
