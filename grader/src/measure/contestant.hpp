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
  double real = 0;     ///< seconds, as the program reports
  double cpu = 0;      ///< of all threads together
  double busiest = 0;  ///< of the thread that used the most
  double seen = 0;     ///< seconds from the order to the reply, by the grader's clock
};

/// Why there is no batch.
struct Failure {
  FindingKind kind = FindingKind::test_failure;
  std::string reason;
};

using Answer = std::variant<Batch, Failure>;

class Contestant {
 public:
  /// `whole`: for all its batches together. Errors: Fault::machine, here and below.
  [[nodiscard]] static Result<Contestant> start(Sandbox& sandbox, const std::filesystem::path& program,
                                                const ResourceLimits& limits, std::chrono::milliseconds whole);

  /// Between its batches the program is stopped, so that nothing it left running disturbs the other one.
  [[nodiscard]] Result<Answer> batch(std::uint64_t seed, int threads, const std::string& name);

 private:
  Contestant(std::unique_ptr<Running> process, std::chrono::milliseconds wall)
      : process_(std::move(process)), wall_(wall) {}

  [[nodiscard]] Result<std::optional<Failure>> look_for_leftovers();
  [[nodiscard]] Result<Answer> take_turn(std::uint64_t seed, int threads, const std::string& name);

  std::unique_ptr<Running> process_;
  std::chrono::milliseconds wall_;  ///< for one batch
};

}  // namespace parcours
