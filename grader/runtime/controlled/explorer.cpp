#include "controlled/explorer.hpp"

#include <sys/time.h>

#include <algorithm>
#include <csignal>
#include <ctime>

#include "controlled/raw_calls.hpp"
#include "controlled/world.hpp"

namespace parcours::controlled {

World* world = nullptr;

void unsupported(const char* what, Place place) { world->scheduler.found(Verdict::unsupported, what, place); }

namespace {

double seconds_now() {
  timespec now{};
  raw_call(SYS_clock_gettime, CLOCK_MONOTONIC, reinterpret_cast<long>(&now));
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

const char* name_of_signal(int signal) {
  switch (signal) {
    case SIGSEGV:
    case SIGBUS:
      return "an address is used where there is no memory";
    case SIGFPE:
      return "an integer is divided by zero";
    case SIGILL:
    case SIGTRAP:
      return "the program reaches an instruction that stops it";
    default:
      return "the program is aborted";
  }
}

void on_fatal_signal(int signal, siginfo_t* /*info*/, void* context) {
  if (!world->scheduler.playing()) give_up("a signal outside of a scenario");
  inside_scheduler = true;
#if defined(__x86_64__)
  const auto pc = static_cast<std::uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#else
  const auto pc = static_cast<std::uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.pc);
#endif
  world->scheduler.found(Verdict::crash, name_of_signal(signal), {pc + 1, world->scheduler.current().stack});
}

std::uint32_t points_at_tick = 0;
unsigned quiet_ticks = 0;

/// A thread that computes for ever passes no point; so does one that waits for a plain variable outside of our sight.
void on_tick(int /*signal*/) {
  constexpr unsigned most_ticks = 4;
  if (!controlled()) return;
  const std::uint32_t points = world->scheduler.steps_so_far();
  quiet_ticks = points == points_at_tick ? quiet_ticks + 1 : 0;
  points_at_tick = points;
  if (quiet_ticks < most_ticks) return;
  inside_scheduler = true;
  quiet_ticks = 0;
  world->scheduler.found(Verdict::livelock, "a thread keeps busy and never gets further",
                         {0, world->scheduler.current().stack});
}

void handle_signals() {
  static char stack[64 * 1024];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action{};
  action.sa_sigaction = on_fatal_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT}) ::sigaction(signal, &action, nullptr);
  action.sa_handler = on_tick;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  ::sigaction(SIGALRM, &action, nullptr);
  constexpr int tick = 100'000;  // microseconds
  const itimerval every{{0, tick}, {0, tick}};
  ::setitimer(ITIMER_REAL, &every, nullptr);
}

World& make_world() {
  world = new World;
  world->scheduler.on_begin = [] { world->objects.reset(); };
  world->scheduler.on_deadlock = [] { return world->objects.explain_deadlock(); };
  handle_signals();
  return *world;
}

struct Prepared {
  Prepared() {
    make_world();
    scenario_heap().keep();
  }
};

/// It follows from the seed alone. Priorities change within the first so many points: scenarios have about a hundred.
std::unique_ptr<Strategy> strategy_of(std::uint64_t seed, const SearchPlan& plan) {
  if (seed % 2 == 0) return std::make_unique<RandomWalk>(seed);
  constexpr std::uint32_t shortest = 16;
  constexpr unsigned lengths = 5;
  return std::make_unique<PriorityChange>(seed, plan.depth, shortest << seed / 2 % lengths);
}

}  // namespace

Explorer::Explorer() : data_((Prepared(), ProgramData())) {}

Outcome Explorer::play(Body body, Strategy& strategy, bool record) {
  scenario_heap().restore();
  data_.restore();
  return world->scheduler.play(body, strategy, record);
}

Outcome Explorer::play_exhaustive(Body body, std::uint64_t seed, const SearchPlan& plan) {
  Exhaustive all(plan.preemptions);
  Outcome outcome;
  for (std::uint64_t i = first_exhaustive_seed; i <= seed && all.next(); ++i) outcome = play(body, all, false);
  return outcome;
}

Explorer::Searched Explorer::search(Body body, const SearchPlan& plan) {
  const double begin = seconds_now();
  const double end = begin + plan.seconds;
  Searched searched;
  Exhaustive all(plan.preemptions);
  bool more = plan.exhaustive_percent > 0;
  if (plan.first_seed >= first_exhaustive_seed) {  // one that was found before
    searched.tried = 1;
    Outcome outcome = play_exhaustive(body, plan.first_seed, plan);
    if (outcome.verdict != Verdict::fine) searched.found = Found{plan.first_seed, 1, std::move(outcome)};
    return searched;
  }
  std::uint64_t random_seed = plan.first_seed;
  std::uint64_t exhaustive_seed = first_exhaustive_seed;
  while (searched.tried < plan.schedules && (searched.tried == 0 || seconds_now() < end)) {
    const bool exhaustive = more && searched.tried % 100 < plan.exhaustive_percent;
    std::uint64_t seed = 0;
    Outcome outcome;
    if (exhaustive) {
      more = all.next();
      if (!more) continue;
      seed = exhaustive_seed++;
      outcome = play(body, all, false);
    } else {
      seed = random_seed++;
      const auto strategy = strategy_of(seed, plan);
      outcome = play(body, *strategy, false);
    }
    ++searched.tried;
    if (outcome.verdict == Verdict::fine) continue;
    searched.found = Found{seed, searched.tried, std::move(outcome)};
    break;
  }
  searched.seconds = seconds_now() - begin;
  searched.exhausted = all.completed();
  return searched;
}

Outcome Explorer::shrink(Body body, const Outcome& outcome) {
  // About as much work as one point, or as a schedule without any.
  constexpr std::uint64_t accesses_of_a_point = 16;
  constexpr std::uint64_t work_of_a_schedule = 50;
  // Delta debugging (Zeller, Hildebrandt, 2002), within an amount of work that does not depend on the machine.
  constexpr std::uint64_t most_work = 400'000;
  std::uint64_t work = 0;
  std::vector<Decision> decisions = outcome.decisions;
  const auto still = [&](const std::vector<Decision>& fewer) -> std::optional<Outcome> {
    Replay replay(fewer);
    Outcome now = play(body, replay, false);
    work += now.points + now.accesses / accesses_of_a_point + work_of_a_schedule;
    if (now.verdict != outcome.verdict) return std::nullopt;
    return now;
  };
  std::size_t parts = 2;
  while (!decisions.empty() && work < most_work) {
    bool smaller = false;
    const std::size_t size = (decisions.size() + parts - 1) / parts;
    for (std::size_t at = 0; at < decisions.size() && work < most_work; at += size) {
      std::vector<Decision> rest(decisions.begin(), decisions.begin() + static_cast<std::ptrdiff_t>(at));
      rest.insert(rest.end(), decisions.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, decisions.size())),
                  decisions.end());
      if (auto now = still(rest)) {
        // What came of it is simpler than what was asked for: some decisions were never reached.
        decisions = now->decisions.size() < rest.size() ? now->decisions : rest;
        smaller = true;
        break;
      }
    }
    if (smaller) {
      parts = std::max<std::size_t>(parts - 1, 2);
    } else if (size == 1) {
      break;
    } else {
      parts = std::min(parts * 2, decisions.size());
    }
  }
  Replay replay(decisions);
  Outcome shown = play(body, replay, true);
  if (shown.verdict == outcome.verdict) return shown;
  Replay whole(outcome.decisions);
  return play(body, whole, true);
}

}  // namespace parcours::controlled
