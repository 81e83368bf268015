#include "report/sarif_rules.hpp"

namespace parcours {

SarifRule sarif_rule(FindingKind kind) {
  switch (kind) {
    case FindingKind::compile_error:
      return {"CompileError", "The header does not compile together with the exercise's tests.",
              "Begin with the first error: the others often follow from it. The task names the signatures."};
    case FindingKind::build_limit:
      return {"BuildLimit", "Compiling the header ran past a limit of time, memory or size.",
              "Look for templates or constexpr functions that the compiler unrolls, and for very large tables."};
    case FindingKind::test_failure:
      return {"TestFailure", "A test of the exercise failed.",
              "Read what the test expected and what it got, and run it again with the seed that the report names."};
    case FindingKind::data_race:
      return {"DataRace",
              "Two threads use the same memory at the same time, at least one of them writes, and nothing orders them.",
              "That it works most of the time proves nothing. Let every access, reads too, happen under one and the "
              "same mutex, or make the variable a std::atomic. The two paths show what each thread does."};
    case FindingKind::lock_order:
      return {"LockOrder", "Mutexes are locked in an order that can end in a deadlock.",
              "Lock them in one order everywhere, or together, with std::scoped_lock."};
    case FindingKind::deadlock:
      return {"Deadlock", "The run stopped for good: every thread waits.",
              "For each waiting thread ask: who should have woken it, and why did it not? Who waits for a condition "
              "must be notified after it has changed, under the same mutex."};
    case FindingKind::timeout:
      return {
          "Timeout", "The run was still busy when its time was up.",
          "Look for a loop that waits for something that never comes, and for threads that wake each other in vain."};
    case FindingKind::crash:
      return {"Crash", "The run ended by a signal, an abort, an uncaught exception, or misuse of memory.",
              "Ask how long each object lives, and which thread still uses it after that."};
    case FindingKind::memory_limit:
      return {"MemoryLimit", "The run used more memory than it may.",
              "Look for what is added and never taken away, and for a queue without a bound."};
    case FindingKind::output_limit:
      return {"OutputLimit", "The run printed more than it may.", "Remove what you print to find mistakes."};
    case FindingKind::process_limit:
      return {"ProcessLimit", "The run started more threads or processes than it may.",
              "Use a fixed number of workers in place of a thread a task."};
    case FindingKind::leak:
      return {"Leak", "A thread, a child process, shared memory or a descriptor was left behind.",
              "Let the destructor stop and join what the object has started."};
    case FindingKind::tampering:
      return {"Tampering", "The submission interferes with the tests, the clock or a checker.",
              "Take out what the exercise does not ask for."};
    case FindingKind::sequential:
      return {"Sequential", "The exercise asks for parallel work, and one thread does it all.",
              "Look at where threads are started and where they are waited for: is there work between the two?"};
    case FindingKind::inconclusive:
      return {"Inconclusive", "The checker cannot model what the code does. It costs no points.",
              "A person should look at it."};
  }
  return {"Finding", "Something was found.", "Read the message."};
}

}  // namespace parcours
