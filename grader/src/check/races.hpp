#pragma once
// From the race detector's packets (addresses) to findings in the student's lines.
#include <filesystem>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// The packets of one run and the seed that it had.
struct RacePackets {
  std::vector<std::string> packets;
  unsigned long long seed = 0;
};

struct RaceContext {
  std::filesystem::path program;     ///< the instrumented one
  std::filesystem::path symbolizer;  ///< llvm-symbolizer; empty: races are told without lines
  std::string header;                ///< the student's file name
  std::string source;                ///< its text, to name the variable
  bool fences = false;               ///< it uses atomic_thread_fence, which ThreadSanitizer does not model
};

/// Reports that are known to be false are left out: the inside of std::atomic<std::shared_ptr>, whose lock bit
/// ThreadSanitizer does not see. With fences a report proves nothing: it becomes `inconclusive`, for a person to
/// review. One finding a race, however often and in however many runs it was seen. Two reports are the same race when
/// they name the same two lines. Errors: Fault::machine.
[[nodiscard]] Result<std::vector<Finding>> find_races(Sandbox& sandbox, const RaceContext& context,
                                                      const std::vector<RacePackets>& runs);

/// The expression at a place of the source: "items_" for the column of `push_back` in `items_.push_back(x)`;
/// empty where none can be told.
[[nodiscard]] std::string expression_at(const std::string& source, const SourceLocation& location);

}  // namespace parcours
