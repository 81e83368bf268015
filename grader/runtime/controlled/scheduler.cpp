#include "controlled/scheduler.hpp"

#include <sys/mman.h>

#include <algorithm>

#include "controlled/heap.hpp"
#include "controlled/raw_calls.hpp"

namespace parcours::controlled {
namespace {

constexpr std::size_t stack_bytes = 256 * 1024;
constexpr std::size_t guard_bytes = 64 * 1024;
constexpr std::uintptr_t stacks_address = std::uintptr_t{2} << 40;  ///< the same in every process
constexpr std::uint64_t first_handle = 0x7000;

/// Steps in a row that change nothing, after which a thread counts as waiting for others. More than the C++ library
/// spins before it goes to sleep in std::atomic::wait.
constexpr unsigned patience = 20;

/// What a point and a look at the clock take, in nanoseconds.
constexpr std::int64_t time_of_a_point = 100;

char* make_stacks() {
  constexpr std::size_t each = stack_bytes + guard_bytes;
  void* const at = ::mmap(reinterpret_cast<void*>(stacks_address), each * max_threads, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (at == MAP_FAILED) give_up("no memory for the scenarios' stacks");
  for (std::size_t i = 0; i < max_threads; ++i) ::mprotect(static_cast<char*>(at) + i * each, guard_bytes, PROT_NONE);
  return static_cast<char*>(at);
}

}  // namespace

Scheduler::Scheduler() {
  char* const stacks = make_stacks();
  for (std::size_t i = 0; i < max_threads; ++i) {
    fibers_.push_back(std::make_unique<Fiber>(stacks + i * (stack_bytes + guard_bytes) + guard_bytes, stack_bytes));
    threads_.push_back(std::make_unique<Thread>());
  }
}

Outcome Scheduler::play(const std::function<void()>& body, Strategy& strategy, bool record) {
  body_ = &body;
  strategy_ = &strategy;
  record_ = record;
  fair_ = Random(1);
  now_ = 0;
  points_ = 0;
  count_ = 0;
  outcome_ = {};
  model_.reset();
  races_.reset();
  if (on_begin) on_begin();
  start(nullptr, nullptr, {}).name = "the scenario";
  current_ = 0;
  playing_ = true;
  contexts_.enter(*fibers_[0]);
  playing_ = false;
  outcome_.points = points_;
  return std::move(outcome_);
}

Thread* Scheduler::by_handle(std::uint64_t handle) {
  for (std::size_t i = 0; i < count_; ++i)
    if (threads_[i]->handle == handle) return threads_[i].get();
  return nullptr;
}

Thread& Scheduler::start(void* (*entry)(void*), void* argument, Place place) {
  if (count_ == max_threads)
    found(Verdict::unsupported, "the scenario starts more than " + std::to_string(max_threads - 1) + " threads", place);
  const auto id = static_cast<ThreadId>(count_);
  Thread& fresh = *threads_[count_];
  fresh = {};
  fresh.id = id;
  fresh.handle = first_handle + static_cast<std::uint64_t>(id);
  fresh.entry = entry;
  fresh.argument = argument;
  fresh.started_at = place;
  if (count_ > 0) {
    fresh.memory.view = current().memory.view;
    ++current().memory.view.before.at[static_cast<std::size_t>(current_)];
  }
  fresh.memory.view.before.at[static_cast<std::size_t>(id)] = 1;
  fibers_[count_]->prepare(run_thread, this);
  ++count_;
  return fresh;
}

void Scheduler::run_thread(void* scheduler) {
  auto& self = *static_cast<Scheduler*>(scheduler);
  Thread& thread = self.current();
  inside_scheduler = false;
  if (thread.entry == nullptr)
    (*self.body_)();
  else
    thread.result = thread.entry(thread.argument);
  inside_scheduler = true;
  self.finish();
}

void Scheduler::finish() {
  Thread& thread = current();
  thread.state = Thread::State::finished;
  step({}, nullptr, "ends");
  for (std::size_t i = 0; i < count_; ++i)
    if (threads_[i]->state == Thread::State::waiting && threads_[i]->wait == WaitKind::join &&
        threads_[i]->waits_on == &thread)
      wake(static_cast<ThreadId>(i));
  reschedule(false, false);
  __builtin_unreachable();
}

void Scheduler::point() {
  now_ += time_of_a_point;
  Thread& thread = current();
  if (++points_ > limits_.livelock_at)
    found(Verdict::livelock, "it does not end, although every thread gets its turns", thread.waits_at);
  const bool yields = thread.idle > patience;
  if (yields) strategy_->yielded(thread.id);
  reschedule(true, yields);
}

void Scheduler::looked(const void* object, std::uint64_t value) {
  Thread& thread = current();
  for (const auto& [seen, as] : thread.looks)
    if (seen == object && as == value) {
      ++thread.idle;
      return;
    }
  thread.looks[thread.next_look++ % thread.looks.size()] = {object, value};
}

void Scheduler::progressed() {
  Thread& thread = current();
  thread.idle = 0;
  thread.looks = {};
}

bool Scheduler::wait(WaitKind kind, const void* object, Place place, std::optional<std::int64_t> deadline) {
  Thread& thread = current();
  thread.state = Thread::State::waiting;
  thread.wait = kind;
  thread.waits_on = object;
  thread.waits_at = place;
  thread.waits_since = points_;
  thread.deadline = deadline;
  thread.timed_out = false;
  reschedule(false, false);
  thread.wait = WaitKind::none;
  progressed();
  return !thread.timed_out;
}

void Scheduler::wake(ThreadId id) {
  Thread& sleeper = thread(id);
  if (sleeper.state != Thread::State::waiting) return;
  sleeper.state = Thread::State::runnable;
  sleeper.deadline.reset();
}

Thread* Scheduler::next_to_time_out() {
  Thread* first = nullptr;
  for (std::size_t i = 0; i < count_; ++i) {
    Thread& thread = *threads_[i];
    if (thread.state == Thread::State::waiting && thread.deadline &&
        (first == nullptr || *thread.deadline < *first->deadline))
      first = &thread;
  }
  return first;
}

/// A sleep orders nothing, however long. Who waits for others with a long time limit counts on their not being that
/// slow.
bool Scheduler::may_time_out_early(const Thread& thread) const {
  constexpr std::int64_t long_time = 100'000'000;  // nanoseconds
  return thread.wait == WaitKind::sleep || *thread.deadline - now_ < long_time;
}

bool Scheduler::time_out_next() {
  const Thread* const first = next_to_time_out();
  if (first == nullptr) return false;
  pass_time(std::max<std::int64_t>(0, *first->deadline - now_));
  return true;
}

void Scheduler::pass_time(std::int64_t nanoseconds) {
  now_ += nanoseconds;
  for (std::size_t i = 0; i < count_; ++i) {
    Thread& thread = *threads_[i];
    if (thread.state != Thread::State::waiting || !thread.deadline || *thread.deadline > now_) continue;
    thread.timed_out = true;
    wake(thread.id);
  }
}

int Scheduler::ask(DecisionKind kind, std::span<const int> options, bool preempts) {
  Thread& thread = current();
  const Question question{kind, thread.id, thread.questions++, options, preempts};
  if (points_ > limits_.fair_after) {
    const bool takes_turns = kind == DecisionKind::thread || kind == DecisionKind::waiter;
    return takes_turns ? options[fair_.below(options.size())] : options[0];
  }
  const int option = options[strategy_->choose(question)];
  if (option != options[0]) outcome_.decisions.push_back({kind, thread.id, question.number, option});
  return option;
}

bool Scheduler::ask_yes(DecisionKind kind) {
  constexpr int no_or_yes[] = {0, 1};
  return ask(kind, no_or_yes) == 1;
}

void Scheduler::reschedule(bool can_go_on, bool yields) {
  if (const Thread* const next = next_to_time_out(); can_go_on && next != nullptr && may_time_out_early(*next))
    if (ask_yes(DecisionKind::timer)) (void)time_out_next();
  for (;;) {
    options_.clear();
    if (can_go_on && !yields) options_.push_back(current_);
    for (std::size_t i = 1; i <= count_; ++i) {
      const auto other = static_cast<ThreadId>((static_cast<std::size_t>(current_) + i) % count_);
      if (can_go_on && other == current_) continue;
      if (thread(other).state == Thread::State::runnable) options_.push_back(other);
    }
    // One that only waits for others to do something has waited long enough when they do nothing.
    if (options_.empty() && time_out_next()) continue;
    if (can_go_on && yields) options_.push_back(current_);
    break;
  }
  if (options_.empty()) {
    const auto waits = [](const std::unique_ptr<Thread>& thread) { return thread->state == Thread::State::waiting; };
    // Threads that outlive the scenario may wait for ever.
    if (threads_[0]->state == Thread::State::finished ||
        std::none_of(threads_.begin(), threads_.begin() + static_cast<std::ptrdiff_t>(count_), waits))
      end();
    for (std::size_t i = 0; record_ && i < count_; ++i)
      if (waits(threads_[i]))
        outcome_.steps.push_back(
            {static_cast<ThreadId>(i), "waits for ever", threads_[i]->waits_on, threads_[i]->waits_at});
    found(Verdict::deadlock, on_deadlock ? on_deadlock() : "no thread can go on", threads_[0]->waits_at);
  }
  const int next = options_.size() == 1 ? options_[0] : ask(DecisionKind::thread, options_, can_go_on && !yields);
  switch_to(next);
}

void Scheduler::switch_to(ThreadId next) {
  if (next == current_) return;
  const auto from = static_cast<std::size_t>(current_);
  current_ = next;
  contexts_.change(*fibers_[from], *fibers_[static_cast<std::size_t>(next)]);
}

void Scheduler::step(Place place, const void* object, std::string what) {
  if (record_) outcome_.steps.push_back({current_, std::move(what), object, place});
}

void Scheduler::found(Verdict verdict, std::string message, Place place) {
  outcome_.verdict = verdict;
  outcome_.message = std::move(message);
  outcome_.thread = current_;
  outcome_.place = place;
  end();
}

void Scheduler::found(const Race& race) {
  outcome_.race = race;
  if (record_) {
    const auto told = [](const Access& access) -> Step {
      const char* what = access.kind == AccessKind::free                                             ? "frees it"
                         : access.kind == AccessKind::read || access.kind == AccessKind::atomic_read ? "reads it"
                                                                                                     : "writes it";
      return {access.thread, what, nullptr, access.place};
    };
    outcome_.steps.insert(outcome_.steps.begin() + race.earlier.when, told(race.earlier));
    outcome_.steps.push_back(told(race.later));
  }
  found(Verdict::race, "", race.later.place);
}

void Scheduler::end() {
  inside_scheduler = true;
  contexts_.to_home();
}

}  // namespace parcours::controlled
