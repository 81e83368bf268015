#include "report/words.hpp"

namespace parcours {

std::string_view in_words(FindingKind kind) {
  switch (kind) {
    case FindingKind::compile_error:
      return "Does not compile";
    case FindingKind::build_limit:
      return "Compiling took too much";
    case FindingKind::test_failure:
      return "Test failed";
    case FindingKind::data_race:
      return "Data race";
    case FindingKind::lock_order:
      return "Lock order that can deadlock";
    case FindingKind::deadlock:
      return "Deadlock: every thread waits";
    case FindingKind::timeout:
      return "Out of time";
    case FindingKind::crash:
      return "Crash";
    case FindingKind::memory_limit:
      return "Too much memory";
    case FindingKind::output_limit:
      return "Too much output";
    case FindingKind::process_limit:
      return "Too many threads or processes";
    case FindingKind::leak:
      return "Left behind";
    case FindingKind::tampering:
      return "Interferes with the grading";
    case FindingKind::sequential:
      return "Runs on one thread only";
    case FindingKind::inconclusive:
      return "Could not be checked";
  }
  return "Finding";
}

}  // namespace parcours
