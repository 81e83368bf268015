#pragma once
// A benchmark program that waits for orders, and what one batch of it reports.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct Batch {
  double real = 0;      ///< seconds, as the program reports
  double cpu = 0;       ///< of all threads together
  double busiest = 0;   ///< of the thread that used the most
  double switches = 0;  ///< between threads, wanted or not
  // Seconds that all threads together waited, where the waits library is preloaded:
  double waited_one_lock = 0;  ///< for the lock most waited for
  double waited_locks = 0;     ///< for any lock
  double waited_news = 0;      ///< for condition variables, semaphores, atomic variables
  double seen = 0;             ///< seconds from the order to the reply, by the grader's clock

  /// What the batch takes beyond the time that it reports: making the inputs, verifying the result.
  [[nodiscard]] double unreported() const { return seen - real; }
  /// The busiest thread's share of the CPU time, 0 to 1.
  [[nodiscard]] double busiest_share() const { return busiest / cpu; }
};

/// Why there is no batch.
struct Failure {
  FindingKind kind = FindingKind::test_failure;
  std::string reason;
};

using Answer = std::variant<Batch, Failure>;

class Contestant {
 public:
  /// `ranks`: so many processes do its work; 0: it does so itself. `cpus`: the ones it may use, all where empty.
  /// `whole`: for all its batches together. `preload`: a library; may be empty. Errors: Fault::machine, here and below.
  [[nodiscard]] static Result<Contestant> start(Sandbox& sandbox, const std::filesystem::path& program, int ranks,
                                                const ResourceLimits& limits, const std::vector<int>& cpus,
                                                std::chrono::milliseconds whole,
                                                const std::filesystem::path& preload = {});

  /// Between its batches the program is stopped, so that nothing it left running disturbs the others.
  [[nodiscard]] Result<Answer> batch(std::uint64_t seed, int threads, const std::string& name);

  /// Has the program start anew, with other addresses and pages, before its next batch; but for ranks, which take
  /// seconds to start.
  void renew();

  /// CPU seconds of all its processes so far, as the sandbox saw them last.
  [[nodiscard]] double cpu() const { return cpu_; }

 private:
  Contestant(std::unique_ptr<Running> process, int ranks, std::chrono::milliseconds wall)
      : process_(std::move(process)), wall_(wall), alone_(ranks == 0) {}

  [[nodiscard]] Result<std::optional<Failure>> look_for_leftovers();
  [[nodiscard]] Result<Answer> take_turn(std::uint64_t seed, int threads, const std::string& name);
  [[nodiscard]] std::optional<Failure> note(const Usage& usage);

  std::unique_ptr<Running> process_;
  std::chrono::milliseconds wall_;  ///< for one batch
  bool alone_;  ///< one process with one thread between its batches; of ranks MPI keeps several of each
  double cpu_ = 0;
  bool rested_ = true;  ///< the sample of its last pause has come
};

}  // namespace parcours
